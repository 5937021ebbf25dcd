import { describe, expect, it } from 'vitest';

import { parseConfig } from '../../src/config/parse.ts';
import type { Entry, Run } from '../../src/domain/entry.ts';
import type { LinesNow } from '../../src/domain/line-now.ts';
import type { Outcome } from '../../src/domain/outcome.ts';
import { HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';
import { PROBES } from '../../src/probes/index.ts';
import { watchAddresses, type AddressWatchParts } from '../../src/service/address-watch.ts';
import { HandClock, settle } from '../support/clock.ts';
import { memoryStore } from '../support/memory-store.ts';

const CONFIG = `
vantage: home
uplinks:
  dsl: {kind: dsl, label: DSL, via: {device: ppp0}, resolver: 192.168.1.53}
  mobile: {kind: 5g, via: {device: wwan0}}
sites_that_refuse:
  wiki: {url: "https://wiki.example:8443/edit?a=b"}
`;
type Order = Parameters<AddressWatchParts['startCheck']>[0];
type Answer = (order: Order, at: number) => Outcome<unknown>;

const report = { url: 'https://wiki.example:8443/edit', address: '192.0.2.80', status: 200, refuses: false };
const works: Outcome<unknown> = { status: 'measured', values: {}, findings: [], report };
const fails: Outcome<unknown> = { status: 'failed', reason: 'refused', detail: 'reset', findings: [] };
const filtered: Outcome<unknown> = {
  status: 'measured',
  values: {},
  findings: [],
  report: { verdict: { code: 'name-filtered', severity: 'fail', summary: 'Cut off at the name.', evidence: {} } },
};

const begin = async (answer: Answer = () => works, config = CONFIG, now: Partial<LinesNow> = {}) => {
  const clock = new HandClock();
  const { journal, entries } = memoryStore();
  const parsed = parseConfig(config, { probes: PROBES, vantage: 'elsewhere' });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const asked: string[] = [];
  const orders: Order[] = [];
  const reading = new AbortController();
  const runOf = (order: Order, outcome: Outcome<unknown>): Run => ({
    kind: 'run',
    id: `${clock.now()}`,
    at: clock.now(),
    tookMs: 1,
    probe: order.probe.name,
    subject: order.aim.subject,
    outcome,
  });
  const { done } = watchAddresses({
    config: parsed.config,
    probes: PROBES,
    journal,
    clock,
    startCheck: async (order, signal) => {
      const { target = '', via } = order.aim.subject;
      asked.push(`${clock.elapsed() / SECOND} ${order.probe.name} ${target}${via === undefined ? '' : `/${via}`}`);
      orders.push(order);
      await clock.sleep(SECOND, signal);
      const run = runOf(order, answer(order, clock.elapsed()));
      await journal.append([run]);
      return run;
    },
    lines: () => ({ lines: [], house: { word: 'up', since: 0, egress: [], findings: [] }, ...now }),
    signal: reading.signal,
    onBug: (error) => {
      throw error;
    },
  });
  await settle();
  const put = async (...more: Entry[]): Promise<void> => {
    await journal.append(more);
    await settle();
  };
  const egress = (line: string, to: string): Promise<void> =>
    put({
      kind: 'event',
      at: clock.now(),
      type: 'egress-changed',
      severity: 'info',
      subject: { target: line, ...(line === 'internet' ? {} : { via: line }), vantage: 'home' },
      evidence: { family: 4, from: '', to },
    });
  const siteRun = (line: string, outcome: Outcome<unknown>): Promise<void> => {
    const checks = parsed.config.targets.find((t) => t.name === 'wiki')?.checks ?? [];
    const check = checks.find((c) => c.aim.subject.via === line);
    if (check === undefined) throw new Error(line);
    return put(runOf(check as unknown as Order, outcome));
  };
  const findings = () =>
    entries.flatMap((e) =>
      e.kind === 'event' && e.type === 'address-finding'
        ? [
            `${String(e.evidence['code'])} ${e.subject?.target ?? ''}${e.evidence['verdict'] === undefined ? '' : `: ${String(e.evidence['verdict'])}`}`,
          ]
        : [],
    );
  const end = async (): Promise<void> => {
    reading.abort();
    await clock.advance(SECOND);
    await Promise.all(done);
  };
  return { clock, asked, orders, egress, siteRun, findings, end };
};

describe('a new address of a line', () => {
  it('is asked about once it has settled, over that line alone', async () => {
    const { clock, asked, egress, end } = await begin();
    await egress('dsl', '198.51.100.1');
    await clock.advance(MINUTE);
    expect(asked).toEqual([]);
    await egress('dsl', '198.51.100.2');
    await clock.advance(6 * SECOND);
    await egress('dsl', '198.51.100.3');
    await clock.advance(9 * SECOND);
    expect(asked).toEqual([]);
    await clock.advance(10 * SECOND);
    expect(asked).toEqual(['76 address dsl/dsl', '77 geoip dsl/dsl', '78 refusal wiki/dsl']);
    await end();
  });
  it('of a line that flaps is asked about every ten minutes at most', async () => {
    const { clock, asked, egress, end } = await begin();
    for (let i = 0; i < 60; i += 1) {
      await egress('dsl', `198.51.100.${i}`);
      await clock.advance(30 * SECOND);
    }
    await clock.advance(HOUR);
    expect(asked.filter((a) => a.includes('address')).map((a) => Number(a.split(' ')[0]))).toEqual([
      40, 640, 1_240, 1_840,
    ]);
    await end();
  });
  it('of a metered line is asked about while that is live', async () => {
    const standby = await begin();
    await standby.egress('mobile', '203.0.113.1');
    await standby.egress('mobile', '203.0.113.2');
    await standby.clock.advance(HOUR);
    expect(standby.asked).toEqual([]);
    await standby.end();
    const live = await begin(undefined, CONFIG, { live: { line: 'mobile', since: 0 } });
    await live.egress('mobile', '203.0.113.1');
    await live.egress('mobile', '203.0.113.2');
    await live.clock.advance(MINUTE);
    expect(live.asked).toHaveLength(3);
    await live.end();
  });
  it('is the house’s where there are no lines', async () => {
    const { clock, asked, egress, end } = await begin(undefined, 'vantage: home\nhere: {country: GB}');
    await egress('internet', '203.0.113.1');
    await egress('internet', '203.0.113.2');
    await clock.advance(MINUTE);
    expect(asked).toEqual(['10 address internet', '11 geoip internet']);
    await end();
  });
});

describe('a site that fails over one line alone', () => {
  const overDsl: Answer = ({ probe, aim }) => {
    if (probe.name === 'mtu') return filtered;
    return aim.subject.via === 'dsl' ? fails : works;
  };
  it('is diagnosed over it at once and asked again over all, which settles it', async () => {
    const { clock, asked, orders, siteRun, findings, end } = await begin(overDsl);
    await siteRun('mobile', works);
    await siteRun('dsl', fails);
    await clock.advance(2 * MINUTE);
    expect(asked).toEqual(['0 mtu wiki/dsl', '60 refusal wiki/mobile', '61 refusal wiki/dsl']);
    expect(orders[0]).toMatchObject({
      aim: { subject: { target: 'wiki', via: 'dsl', vantage: 'home' }, address: 'wiki.example' },
      options: { scheme: 'https', port: 8443, path: '/edit?a=b', resolvers: ['9.9.9.9', '1.1.1.1'] },
      binding: { device: 'ppp0', resolver: '192.168.1.53' },
    });
    expect(findings()).toEqual(['filtered wiki: name-filtered']);
    await clock.advance(HOUR);
    expect(asked).toHaveLength(3);
    await end();
  });
  it('is not diagnosed over a metered line', async () => {
    const { clock, asked, siteRun, end } = await begin(({ aim }) => (aim.subject.via === 'mobile' ? fails : works));
    await siteRun('dsl', works);
    await siteRun('mobile', fails);
    await clock.advance(30 * MINUTE);
    expect(asked).toEqual([60, 300].flatMap((t) => [`${t} refusal wiki/dsl`, `${t + 1} refusal wiki/mobile`]));
    await end();
  });
  it('is left alone where the line is down, or nobody wants a diagnosis', async () => {
    const word = {
      word: 'down',
      since: 0,
      line: 'dsl',
      egress: [],
      gateway: 'none',
      resolver: 'none',
      findings: [],
    } as const;
    const down = await begin(overDsl, CONFIG, { lines: [word] });
    await down.siteRun('mobile', works);
    await down.siteRun('dsl', fails);
    await down.clock.advance(HOUR);
    expect(down.asked).toEqual([]);
    await down.end();
    const quiet = await begin(overDsl, `${CONFIG}diagnose_on_down: false\n`);
    await quiet.siteRun('mobile', works);
    await quiet.siteRun('dsl', fails);
    await quiet.clock.advance(2 * MINUTE);
    expect(quiet.asked).toEqual(['60 refusal wiki/mobile', '61 refusal wiki/dsl']);
    await quiet.end();
  });
  it('and then over all is an outage, which is asked about once and told by nobody', async () => {
    const { clock, asked, siteRun, findings, end } = await begin(() => fails);
    await siteRun('mobile', works);
    await siteRun('dsl', fails);
    await clock.advance(HOUR / 2);
    expect(asked.filter((a) => a.includes('refusal'))).toEqual(['60 refusal wiki/mobile', '61 refusal wiki/dsl']);
    expect(findings()).toEqual([]);
    await end();
  });
});
