import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { labMissing } from '../lab/lab.ts';
import { toolMissing } from '../lab/tools.ts';
import {
  ANCHORS_4,
  ANCHORS_6,
  FAR_4,
  FIRST_PUBLIC_4,
  GATEWAY_4,
  GATEWAY_6,
  homeTopology,
  RESOLVER_4,
} from '../lab/topology.ts';
import { binomialBounds } from '../support/binomial.ts';
import { isoOf } from './support/api.ts';
import { NO_BROWSER, openBrowser } from './support/chromium.ts';
import { NOBODY, openStage, type Stage } from './support/stage.ts';

// The whole of plumbline on a line that does what it is told: what is asked of the line must be what the page says.

const SECOND = 1_000_000;
const missing = labMissing() ?? NO_BROWSER;
beforeEach((ctx) => ctx.skip(missing !== undefined, missing));

let browser: Browser;
beforeAll(async () => {
  if (missing === undefined) browser = await openBrowser();
});
afterAll(() => browser?.close());

/** The number behind what a figure of the page shows. */
const figure = async (where: Locator, stat: string): Promise<number> =>
  Number(await where.locator(`data[data-stat="${stat}"]`).first().getAttribute('value'));
/** From and to of the spells that the page lists, in epoch microseconds; NaN where one still lasts. */
const spells = async (stage: Stage, kind: 'outage' | 'gap'): Promise<readonly (readonly [number, number])[]> => {
  // In one look: the page may draw itself anew between two, and empties the rows that it takes away.
  const rows = await stage.page.evaluate(
    (rowsOf) =>
      Array.from(document.querySelectorAll(rowsOf), (row) =>
        Array.from(row.querySelectorAll('time'), (time) => time.dateTime),
      ),
    `[data-spell="${kind}"]`,
  );
  return rows.map(([from = '', to = '']) => [Date.parse(from) * 1_000, Date.parse(to) * 1_000]);
};
/** The one spell of its kind that the page lists, once it does. */
const onlySpell = async (stage: Stage, kind: 'outage' | 'gap'): Promise<readonly [number, number]> => {
  let listed: Awaited<ReturnType<typeof spells>> = [];
  await expect
    .poll(async () => {
      listed = await spells(stage, kind);
      return listed.length;
    })
    .toBe(1);
  return listed[0] ?? [Number.NaN, Number.NaN];
};
/** Polls until a wall-clock time has passed; the service's clock is this machine's. */
const until = (at: number): Promise<void> =>
  expect.poll(() => Date.now() * 1_000 - at, { timeout: 120_000 }).toBeGreaterThan(0);
const nowMicros = (): number => Date.now() * 1_000;

/** Milliseconds that a line of 20 may show where the machine, which forwards the packets too, has other work. */
const BUSY = 30;

describe('without a config file', () => {
  let stage: Stage;
  beforeAll(async () => {
    if (missing !== undefined) return;
    stage = await openStage(browser, { prepare: (lab) => lab.link('isp').set({ delayMs: 20 }) });
  });
  afterAll(() => stage?.close());

  it('discovers what to watch', async () => {
    const found = async (): Promise<readonly string[]> =>
      (await stage.api.overview()).targets.map((t) => `${t.role} ${t.address}`).toSorted();
    await expect
      .poll(found)
      .toEqual(
        [
          `gateway ${GATEWAY_4}`,
          `gateway ${GATEWAY_6}%eth0`,
          `first-hop ${FIRST_PUBLIC_4}`,
          `resolver ${RESOLVER_4}`,
          ...[...ANCHORS_4, ...ANCHORS_6].map((a) => `anchor ${a}`),
          'control 127.0.0.1',
        ].toSorted(),
      );
    await stage.goto('/');
    await expect.poll(() => stage.page.locator('[data-target]').count()).toBe(11);
  });

  it('measures with the best stamps that there are', async () => {
    expect((await stage.api.overview()).engine).toMatchObject({ name: 'kernel', stamps: 'kernel-tx-rx' });
  });

  it('shows 20 ms where the line takes 20 ms', async () => {
    const answered = async (): Promise<number> => {
      const { targets } = await stage.api.overview();
      return Math.min(...targets.map((t) => t.hour.n - t.hour.lost));
    };
    await expect.poll(answered, { timeout: 60_000 }).toBeGreaterThanOrEqual(15);
    await stage.goto('/');
    for (const name of ['cloudflare', 'google', 'quad9', 'cloudflare-v6', 'google-v6', 'quad9-v6', 'first-hop']) {
      const row = stage.page.locator(`[data-target="${name}"]`);
      await row.waitFor();
      const median = (await figure(row, 'p50')) / 1_000;
      expect(median, name).toBeGreaterThan(19);
      expect(median, name).toBeLessThan(BUSY);
      expect(await row.locator('[data-stat="p50"]').textContent(), name).toMatch(/^(19|2\d)(\.\d+)? ms$/);
    }
    for (const name of ['gateway', 'resolver', 'loopback']) {
      expect(await figure(stage.page.locator(`[data-target="${name}"]`), 'p50'), name).toBeLessThan(10_000);
    }
    await stage.goto('/t/cloudflare');
    const numbers = stage.page.locator('section.numbers');
    await numbers.waitFor();
    const median = (await figure(numbers, 'p50')) / 1_000;
    expect(median).toBeGreaterThan(19);
    expect(median).toBeLessThan(BUSY);
  });
});

describe('on a line that fails', () => {
  const PER_SECOND = 10;
  let stage: Stage;
  beforeAll(async () => {
    if (missing !== undefined) return;
    stage = await openStage(browser, {
      config: `targets:\n  far: {address: ${FAR_4[0]}, ping: {every: 100ms}}\n`,
      prepare: (lab) => lab.link('isp').set({ delayMs: 20 }),
    });
  });
  afterAll(() => stage?.close());
  const link = () => stage.lab.link('isp');
  /** Frames that were sent away over the line, whatever became of them. */
  const crossed = async (): Promise<number> => {
    const { out } = await link().counters();
    return out.passed + out.lost + out.cut + out.overflow - out.neighbour;
  };
  const range = (from: number, to: number): string => `/t/far?from=${isoOf(from)}&to=${isoOf(to)}`;
  /** Everything sent until then is settled and kept. */
  const settled = (to: number): Promise<void> => until(to + 3.5 * SECOND);

  it('shows the loss that the line has', async () => {
    const before = { sent: await crossed(), lost: (await link().counters()).out.lost };
    const from = await link().set({ loss: 0.1 });
    await until(from + 30 * SECOND);
    const to = await link().set({ loss: 0 });
    const fell = (await link().counters()).out.lost - before.lost;
    const sent = (await crossed()) - before.sent;
    await settled(to);
    await stage.goto(range(from, to));
    const numbers = stage.page.locator('section.numbers');
    await numbers.waitFor();
    const [n, lost, share] = [await figure(numbers, 'n'), await figure(numbers, 'lost'), await figure(numbers, 'loss')];
    const [low, high] = binomialBounds(n, 0.1);
    expect(lost).toBeGreaterThanOrEqual(low);
    expect(lost).toBeLessThanOrEqual(high);
    expect(share).toBeCloseTo(lost / n, 10);
    // The page tells what was sent and lost on the line, but for an echo at either edge.
    expect(sent).toBeGreaterThan(200);
    expect(Math.abs(n - sent)).toBeLessThanOrEqual(2);
    expect(Math.abs(lost - fell)).toBeLessThanOrEqual(2);
  });

  it('shows an outage to the second', async () => {
    await settled(nowMicros());
    const cutAt = await link().set({ cut: true });
    await until(cutAt + 13 * SECOND);
    const restoredAt = await link().set({ cut: false });
    await settled(restoredAt);
    await stage.goto(range(cutAt - 10 * SECOND, nowMicros()));
    const [from, to] = await onlySpell(stage, 'outage');
    expect(Math.abs(from - cutAt) / SECOND).toBeLessThan(1);
    expect(Math.abs(to - restoredAt) / SECOND).toBeLessThan(1);
    const view = await stage.api.view('far', cutAt - 10 * SECOND, nowMicros());
    expect(view.gaps).toEqual([]);
    const words = view.events.filter((e) => e.type === 'state-changed').map((e) => e.evidence['to']);
    expect(words).toContain('down');
  });

  it('keeps everything when the service is killed, and shows that it was away', async () => {
    const began = nowMicros();
    const before = await crossed();
    await until(began + 6 * SECOND);
    const known = (await stage.api.raw('far', began, nowMicros())).samples;
    expect(known.length).toBeGreaterThan(20);
    await stage.kill();
    const killedAt = nowMicros();
    const sent = (await crossed()) - before;
    await until(killedAt + 6 * SECOND);
    const startedAt = nowMicros();
    await stage.start();
    const since = async (): Promise<number> => (await stage.api.raw('far', startedAt, nowMicros())).samples.length;
    await expect.poll(since).toBeGreaterThan(0);
    const measuredAt = nowMicros();

    const kept = (await stage.api.raw('far', began, killedAt)).samples;
    expect(kept.slice(0, known.length)).toEqual(known);
    // Lost are at most the echoes still out and those of the second that a commit may take.
    expect(kept.length).toBeLessThanOrEqual(sent + 1);
    expect(kept.length).toBeGreaterThanOrEqual(sent - 3.5 * PER_SECOND);

    const { gaps } = await stage.api.gaps();
    expect(gaps).toMatchObject([{ reason: 'stopped' }]);
    const [gap] = gaps;
    expect(gap?.from).toBeGreaterThan(killedAt - 3.5 * SECOND);
    expect(gap?.from).toBeLessThanOrEqual(killedAt);
    expect(gap?.from).toBeGreaterThanOrEqual(kept.at(-1)?.at ?? Number.POSITIVE_INFINITY);
    expect(gap?.to).toBeGreaterThanOrEqual(startedAt);
    // How long a start takes is the machine's; what was measured after it is no gap.
    expect(gap?.to).toBeLessThan(measuredAt);

    await stage.goto(range(began, nowMicros()));
    const [from, to] = await onlySpell(stage, 'gap');
    expect(Math.abs(from - (gap?.from ?? 0))).toBeLessThan(SECOND);
    expect(Math.abs(to - (gap?.to ?? 0))).toBeLessThan(SECOND);
    expect(await spells(stage, 'outage'), 'a stopped service is no outage').toEqual([]);
  });
});

describe('with a target that is a name', () => {
  let stage: Stage;
  beforeAll(async () => {
    if (missing !== undefined) return;
    stage = await openStage(browser, {
      config: 'targets:\n  named: {address: far.lab, ping: {every: 200ms}}\n',
      prepare: (lab) => lab.setNames({ 'far.lab': { addresses: [FAR_4[0]], ttl: 1 } }),
    });
  });
  afterAll(() => stage?.close());

  it('follows the name to its new address', async () => {
    const resolved = async (): Promise<string | undefined> => (await stage.api.overview()).targets[0]?.resolved;
    await expect.poll(resolved).toBe(FAR_4[0]);
    const movedAt = nowMicros();
    await stage.lab.setNames({ 'far.lab': { addresses: [FAR_4[1]], ttl: 1 } });
    await expect.poll(resolved).toBe(FAR_4[1]);
    const { events } = await stage.api.events();
    const moved = events.filter((e) => e.type === 'address-changed' && e.at >= movedAt);
    expect(moved).toMatchObject([{ subject: { target: 'named' }, evidence: { from: FAR_4[0], to: FAR_4[1] } }]);
    await stage.goto('/t/named');
    await expect.poll(() => stage.page.locator('.events').textContent()).toContain(FAR_4[1]);
  });
});

describe('with no way out', () => {
  let stage: Stage;
  beforeAll(async () => {
    if (missing !== undefined) return;
    stage = await openStage(browser, { topology: homeTopology({ uplink: false }) });
  });
  afterAll(() => stage?.close());

  it('says so, and draws what there is', async () => {
    await stage.goto('/');
    const banner = stage.page.locator('[data-banner="no-route"]');
    await banner.waitFor();
    expect(await banner.textContent()).toContain('No route out');
    expect(stage.service.said()).toContain('no route out');
    const loopback = stage.page.locator('[data-target="loopback"]');
    await expect.poll(() => loopback.locator('[data-stat=now]').textContent()).toMatch(/^[\d.]+\sm?s$/);
    expect((await stage.api.overview()).targets.map((t) => t.role)).toEqual(['resolver', 'control']);
  });

  it('stops cleanly at a Ctrl-C, which npm makes two', async () => {
    expect(await stage.service.kill('SIGINT', 2)).toEqual({ code: 0 });
    await stage.start();
    const { events } = await stage.api.events();
    expect(events.map((e) => e.type)).toContain('service-stopped');
  });
});

describe('where no echo may be sent', () => {
  const unfit = missing ?? toolMissing('setpriv');
  let stage: Stage;
  beforeEach((ctx) => ctx.skip(unfit !== undefined, unfit));
  beforeAll(async () => {
    if (unfit !== undefined) return;
    const drop = ['--reuid', String(NOBODY), '--regid', String(NOBODY), '--clear-groups', '--bounding-set', '-all'];
    stage = await openStage(browser, {
      nobody: true,
      wrapper: ['setpriv', ...drop, '--inh-caps', '-all'],
      prepare: async (lab) => {
        await lab.link('isp').set({ delayMs: 20 });
        await lab.exec('home', 'sh', ['-c', 'echo "1 0" >/proc/sys/net/ipv4/ping_group_range']);
      },
    });
  });
  afterAll(() => stage?.close());

  it('lets TCP connect time stand in, and says what to run', async () => {
    await stage.goto('/');
    const banner = stage.page.locator('[data-banner="no-engine"]');
    await banner.waitFor();
    expect(await banner.textContent()).toContain('TCP connect time stands in');
    expect(await banner.locator('code').textContent()).toMatch(/ping_group_range|setcap/);
    expect(stage.service.said()).toMatch(/TCP connect time stands in.*(ping_group_range|setcap)/);
    const row = stage.page.locator('[data-target="cloudflare"]');
    expect(await row.locator('.chip').textContent()).toBe('TCP');
    const answered = async (): Promise<number> => {
      const { targets } = await stage.api.overview();
      const { n = 0, lost = 0 } = targets.find((t) => t.name === 'cloudflare')?.hour ?? {};
      return n - lost;
    };
    await expect.poll(answered).toBeGreaterThanOrEqual(10);
    await stage.goto('/');
    await row.waitFor();
    const median = (await figure(row, 'p50')) / 1_000;
    expect(median).toBeGreaterThan(19);
    expect(median).toBeLessThan(BUSY);
  });
});
