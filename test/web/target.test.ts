import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Run } from '../../src/api/schema.ts';
import { barsOf } from '../../web/src/model/bins.ts';
import { hopsOf } from '../../web/src/model/hops.ts';
import { routeOf, targetPath } from '../../web/src/model/route.ts';
import { spellsOf } from '../../web/src/model/spells.ts';

describe('addresses of pages', () => {
  it.each([
    ['/', 'overview'],
    ['', 'overview'],
    ['/wall', 'wall'],
    ['/wall/', 'wall'],
    ['/events', 'events'],
    ['/t/', 'not-found'],
    ['/t/a/b', 'not-found'],
    ['/t/%E0%A4%A', 'not-found'],
    ['/other', 'not-found'],
  ])('%s is %s', (path, page) => {
    expect(routeOf(path).page).toBe(page);
  });
  it('name a target and are read back', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,40}$/), (name) => {
        expect(routeOf(targetPath(name))).toEqual({ page: 'target', name });
      }),
    );
  });
});

describe('the bars of a histogram', () => {
  it('lie side by side on a log axis', () => {
    const bins = Array.from({ length: 10 }, (_, i) => ({ lo: 1_000 * 2 ** i, hi: 1_000 * 2 ** (i + 1), n: i }));
    const drawn = barsOf(bins);
    expect(drawn?.bars).toHaveLength(9);
    expect(drawn?.bars[0]?.left).toBeCloseTo(0);
    expect((drawn?.bars.at(-1)?.left ?? 0) + (drawn?.bars.at(-1)?.width ?? 0)).toBeCloseTo(1);
    expect(drawn?.bars.at(-1)?.height).toBe(1);
    for (const b of drawn?.bars ?? []) expect(b.width).toBeCloseTo(1 / 9);
    expect(drawn?.placeOf(1)).toBeUndefined();
    for (const t of drawn?.ticks ?? []) expect(t.at).toBeLessThanOrEqual(1);
  });
  it('keep their tick labels apart', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 1e6 }), fc.double({ min: 1.01, max: 1e4, noNaN: true }), (lo, ratio) => {
        const ticks = barsOf([{ lo, hi: lo * ratio, n: 1 }])?.ticks ?? [];
        ticks.forEach((t, i) => i > 0 && expect(t.at - (ticks[i - 1]?.at ?? 0)).toBeGreaterThanOrEqual(0.15 - 1e-9));
      }),
    );
  });
  it('are none where nothing was answered', () => {
    expect(barsOf([])).toBeUndefined();
    expect(barsOf([{ lo: 1, hi: 2, n: 0 }])).toBeUndefined();
  });
});

describe('the hops of a route', () => {
  const run = (report: unknown): Run => ({
    kind: 'run',
    id: 'r',
    at: 0,
    tookMs: 1,
    probe: 'route',
    subject: { vantage: 'v' },
    outcome: { status: 'measured', values: {}, findings: [], report },
  });
  it('are read from the report', () => {
    const first = { ttl: 1, addresses: [{ address: '192.0.2.1', rttMicros: [900, 1_000] }], lost: 1 };
    const last = { ttl: 2, addresses: [], lost: 3, unreachable: { type: 3, code: 1 } };
    expect(hopsOf(run({ hops: [first, last] }))).toEqual([
      { ttl: 1, answers: [{ address: '192.0.2.1', rtts: [900, 1_000] }], lost: 1, end: false },
      { ttl: 2, answers: [], lost: 3, end: true },
    ]);
  });
  it('are none where the report is of another form, and nothing throws', () => {
    fc.assert(
      fc.property(fc.anything(), (report) => {
        expect(() => hopsOf(run(report))).not.toThrow();
        expect(() => hopsOf(run({ hops: [report] }))).not.toThrow();
      }),
    );
    expect(
      hopsOf({ ...run({}), outcome: { status: 'failed', reason: 'timeout', detail: '', findings: [] } }),
    ).toBeUndefined();
  });
});

describe('outages and gaps in one list', () => {
  const view = {
    now: 12,
    outages: [
      { from: 1, to: 2, lost: 1 },
      { from: 9, lost: 4 },
    ],
    gaps: [{ kind: 'gap', from: 5, to: 6, reason: 'stopped' } as const],
  };
  it('come longest first when asked, the newer of two that are as long', () => {
    expect(spellsOf(view, 'longest').map((s) => s.from)).toEqual([9, 5, 1]);
    expect(spellsOf({ ...view, now: 9 }, 'longest').map((s) => s.from)).toEqual([5, 1, 9]);
  });
  it('come newest first, and one that lasts has no end', () => {
    expect(spellsOf(view)).toEqual([
      { kind: 'outage', from: 9, why: 'no answer' },
      { kind: 'gap', from: 5, to: 6, why: 'the service was stopped' },
      { kind: 'outage', from: 1, to: 2, why: 'no answer' },
    ]);
  });
});
