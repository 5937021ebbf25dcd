import { createHash } from 'node:crypto';

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { digesting, echoesFile, echoLines } from '../../../src/api/report/echoes.ts';
import { html } from '../../../src/api/report/markup.ts';
import { MOST_PERIOD, reportPeriod } from '../../../src/api/report/period.ts';
import { STYLE } from '../../../src/api/report/style.ts';
import type { Entry } from '../../../src/domain/entry.ts';
import { echoes, linesNow, S, told, uplink } from '../lines/support.ts';
import { apiForTest, START, TOKEN } from '../support.ts';

const HOUR = 3_600 * S;
const UPLINKS = [uplink('dsl', { label: 'DSL <at> "home" & away' }), uplink('5g')];
const times = (n: number, value: number | null): readonly (number | null)[] => Array.from({ length: n }, () => value);

const gateway = (from: number, values: readonly (number | null)[]): Entry => ({
  ...(echoes('dsl', values, from) as Extract<Entry, { kind: 'samples' }>),
  field: 'gateway',
});
/** Two hours: fifty minutes well, then dark for 30 s with a gateway that answers and 20 s with one that does not. */
const record: readonly Entry[] = [
  told('engine-chosen', START, { engine: 'kernel', stamps: 'kernel-tx-rx' }),
  echoes('dsl', [...times(3_000, 12_345), ...times(30, null), ...times(570, 20_000), ...times(20, null)], START),
  echoes('dsl', times(600, 15_000), START + 3_620 * S),
  gateway(START + 2_995 * S, times(40, 900)),
  gateway(START + 3_595 * S, [...times(5, 900), ...times(20, null), ...times(5, 900)]),
  { kind: 'gap', from: START + 4_300 * S, to: START + 4_900 * S, reason: 'suspended' },
  told('line-finding', START + 3_010 * S, { code: 'line-dark', on: true, summary: 'silent <b>' }, { line: 'dsl' }),
];
const home = async (more: Parameters<typeof apiForTest>[0] = {}, config: Parameters<typeof apiForTest>[1] = {}) => {
  const api = apiForTest({ lines: () => linesNow(), ...more }, { uplinks: UPLINKS, ...config });
  await api.store.journal.append(record);
  await api.clock.advance(2 * 3_600_000);
  return api;
};
const words = (page: string): string => page.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');

describe('the report of a line', () => {
  it('tells availability, whose fault each outage was, the method, and what nobody watched', async () => {
    const { ask } = await home();
    const { answer, status, headers } = await ask('/api/lines/dsl/report?from=-2h');
    const page = await answer.text();
    const text = words(page);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    for (const part of [
      'Outages 2',
      'Dark 52 s',
      'Not watched 10 min',
      'Echoes lost 1.2 %',
      '9.9.9.9, 1.1.1.1 in turn',
      'One every 1 s while traffic uses the line',
      'by the kernel, at sending and at arrival',
      'the machine slept',
      'line dark',
    ])
      expect(text).toContain(part);
    const [first = '', second = ''] = text.match(/\d+ s \d+ The router[^.]*\./g) ?? [];
    expect(first).toContain('answered meanwhile: the fault was on the line or at the provider');
    expect(second).toContain('was silent too: the fault was in the house');
    // 5,000 s of the hours that have echoes, without the gap; 31 s and 21 s of them dark.
    expect(text).toContain('Available 98.96 %');
    expect(page).toContain('<svg');
  });
  it('names the hash of the very bytes that it links to', async () => {
    const { ask } = await home();
    const page = await (await ask('/api/lines/dsl/report?from=-2h')).answer.text();
    const href = /href="(report\.csv[^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const { answer, headers } = await ask(`/api/lines/dsl/${href}`);
    const csv = Buffer.from(await answer.arrayBuffer());
    expect(page).toContain(createHash('sha256').update(csv).digest('hex'));
    expect(page).toContain(`${csv.length} bytes`);
    const lines = csv.toString().trimEnd().split('\n');
    expect(page).toContain(`${lines.length - 1} lines`);
    expect(lines.slice(0, 2)).toEqual(['time,value_us,lost,said_by,note', '2026-05-28T20:26:40.000000Z,12345,,,']);
    expect(lines[3_001]).toBe('2026-05-28T21:16:40.000000Z,,timeout,,');
    const file = /filename="([^"]+)"/.exec(headers.get('content-disposition') ?? '')?.[1] ?? '';
    expect(file).toMatch(/^plumbline-dsl-2026\w+Z-2026\w+Z\.csv$/);
    expect(words(page)).toContain(`sha256sum ${file}`);
  });
  it('has one style sheet, no script, nothing from elsewhere, and a policy that says so', async () => {
    const { ask } = await home();
    const { answer, headers } = await ask('/api/lines/dsl/report?from=-2h');
    const page = await answer.text();
    const policy = headers.get('content-security-policy') ?? '';
    const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? '';
    expect(style).toBe(STYLE);
    expect(policy).toContain(`style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`);
    expect(policy).toContain("default-src 'none'");
    expect(page).not.toMatch(/<script|\son\w+=|style=|https?:|@import|url\(/);
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('cache-control')).toBe('no-store, no-transform');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(page).toContain('DSL &lt;at&gt; &quot;home&quot; &amp; away');
    expect(page).toContain('silent &lt;b&gt;');
  });
  it('is made, and says so, where nothing was measured', async () => {
    const { ask } = await home();
    const text = words(await (await ask('/api/lines/5g/report?from=-2h')).answer.text());
    expect(text).toContain('Available not known');
    expect(text).toContain('No echoes in this time.');
    expect(text).toContain('Not watched all of it');
    expect(text).toContain('All of it: there is no echo of the line on record.');
    expect(text).not.toContain('watched all the time');
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
  });
  it.each([
    ['/api/lines/dsx/report', 404, 'perhaps "dsl"'],
    ['/api/lines/dsl/report?from=-32d', 400, '31 days at most'],
    ['/api/lines/dsl/report.csv?from=-30s', 400, 'an earlier time'],
    ['/api/lines/dsl/report.csv?from=yesterday', 400, 'ISO 8601'],
  ])('%s: %i', async (path, status, expected) => {
    const found = await (await home()).ask(path);
    expect(found.status).toBe(status);
    expect(JSON.stringify(found.body)).toContain(JSON.stringify(expected).slice(1, -1));
  });
  it('is made for two at once, and wants the token where reading does', async () => {
    const { ask } = await home({}, { protectReading: true, token: TOKEN });
    expect((await ask('/api/lines/dsl/report')).status).toBe(401);
    const headers = { authorization: `Bearer ${TOKEN}` };
    const both = await Promise.all([1, 2].map(() => ask('/api/lines/dsl/report.csv?from=-2h', { headers })));
    expect(both.map((b) => b.status)).toEqual([200, 200]);
    expect((await ask('/api/lines/dsl/report', { headers })).status).toBe(503);
    for (const { answer } of both) await answer.body?.cancel();
    expect((await ask('/api/lines/dsl/report', { headers })).status).toBe(200);
  });
  it('says that it is no whole one where the store fails on the way', async () => {
    const { deps } = await home();
    const query = { ...deps.query, raw: () => Promise.reject(new Error('gone')) };
    const page = await (await (await home({ query })).ask('/api/lines/dsl/report?from=-2h')).answer.text();
    expect(words(page)).toContain('this is no whole report');
    expect(page).not.toContain('sha256sum');
  });
});

describe('the period of a report', () => {
  const now = START + 1_234_567;
  it('ends a minute ago at the latest, on the minute, so that a second report holds the same', () => {
    const period = reportPeriod({}, now);
    expect(period).toEqual({ from: now - 14 * 24 * HOUR, to: expect.any(Number) as number });
    const { to } = period as { to: number };
    expect(to % (60 * S)).toBe(0);
    expect(now - to).toBeGreaterThanOrEqual(60 * S);
    expect(reportPeriod({ from: '-3h', to: '-2h' }, now)).toEqual({ from: now - 3 * HOUR, to: now - 2 * HOUR });
  });
  it('is a month at most', () => {
    expect(reportPeriod({ from: '-45d', to: '-14d' }, now)).toMatchObject({ to: now - 14 * 24 * HOUR });
    expect(reportPeriod({ from: '-46d', to: '-14d' }, now)).toMatchObject({ status: 400 });
    expect(MOST_PERIOD).toBe(31 * 24 * HOUR);
  });
});

it('what is put into markup is escaped, whatever it holds', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const { html: made } = html`<p title="${text}">${text}${html`<b>${text}</b>`}${[html`<i>${text}</i>`]}</p>`;
      expect(made.match(/[<>]/g)).toHaveLength(16 - 4);
      expect(made.match(/"/g)).toHaveLength(2);
    }),
  );
});

describe('the raw echoes', () => {
  const line = { name: 'dsl', vantage: 'here' };
  const range = { from: START, to: START + 100 * S };
  const all = async (bounds: { stretch: number; page: number; most: number }): Promise<string> => {
    const { store } = apiForTest();
    await store.journal.append([echoes('dsl', times(100, 12_345))]);
    let csv = '';
    for await (const text of echoLines(store.query, line, range, bounds)) csv += text;
    return csv;
  };
  it('are the same bytes however they are read', async () => {
    const whole = await all({ stretch: 200 * S, page: 1_000, most: 1_000 });
    expect(whole.split('\n')).toHaveLength(102);
    const sizes = fc.record({
      stretch: fc.integer({ min: S / 2, max: 200 * S }),
      page: fc.integer({ min: 1, max: 60 }),
      most: fc.constant(100),
    });
    await fc.assert(
      fc.asyncProperty(sizes, async (bounds) => {
        expect(await all(bounds)).toBe(whole);
      }),
      { numRuns: 25 },
    );
  });
  it('end at their bound and say so', async () => {
    const cut = (await all({ stretch: 30 * S, page: 7, most: 40 })).split('\n');
    expect(cut).toHaveLength(43);
    expect(cut.at(-2)).toBe('# cut after 40 lines: ask for a shorter period');
  });
});

it('the digest of a file is that of its bytes, however it is cut', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' })), (pieces) => {
      const digest = digesting();
      for (const piece of pieces) digest.add(piece);
      const bytes = Buffer.from(pieces.join(''));
      expect(digest.done()).toEqual({
        sha256: createHash('sha256').update(bytes).digest('hex'),
        bytes: bytes.length,
        lines: Math.max(0, pieces.join('').split('\n').length - 2),
      });
    }),
  );
});

it('two reports are two files, of names that any system takes', () => {
  const range = { from: START, to: START + HOUR };
  expect(echoesFile({ name: 'a/b', vantage: 'x' }, range)).toBe('plumbline-a_b-20260528T202640Z-20260528T212640Z.csv');
});
