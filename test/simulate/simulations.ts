import { nearestRank } from '../../src/domain/quantile.ts';
import type { Sample } from '../../src/domain/sample.ts';
import { lineRules } from '../../src/watch/lines/rules.ts';
import { settled, unknownSince } from '../../src/watch/series-state.ts';
import { lineNamed, simulate, type World } from '../watch/lines/house.ts';
import { at } from '../watch/support.ts';
import { OPNSENSE, PFSENSE, dpinger, mwan3, type Monitor } from './monitors.ts';
import { FAULTS, mobile, type Echo, type Fault } from './worlds.ts';

/** After the fault began, and after it ended; undefined: never while it was looked at. In seconds. */
export interface Verdict {
  readonly decided: number | undefined;
  readonly cleared: number | undefined;
  /** How often it changed its mind. */
  readonly changes: number;
}
const AFTER = 300;
const bad = ['line-dark', 'gateway-silent', 'gateway-up-no-internet', 'line-degraded'];

const judged = (fault: Fault, changes: readonly (readonly [t: number, isBad: boolean])[]): Verdict => {
  const { from, to } = fault;
  const decided = changes.find(([t, isBad]) => isBad && t >= from && t < to + 30)?.[0];
  const [last, isBad] = changes.at(-1) ?? [0, false];
  return {
    decided: decided === undefined ? undefined : decided - from,
    cleared: decided === undefined || isBad || last < to ? undefined : last - to,
    changes: changes.filter(([t]) => t >= from).length,
  };
};
export const ofMonitor = (fault: Fault, monitor: Monitor): Verdict => {
  const changes: (readonly [number, boolean])[] = [];
  let was = false;
  for (let tick = 0; tick / 10 < fault.to + AFTER; tick += 1) {
    const isBad = monitor.isBad(tick / 10);
    if (isBad !== was) changes.push([tick / 10, isBad]);
    was = isBad;
  }
  return judged(fault, changes);
};

const LINE = lineNamed('line');
export const ofPlumbline = (fault: Fault, seed: number): Verdict => {
  const echo = fault.echo(seed);
  const world: World = {
    lines: [LINE],
    echo: (_, t) => echo(t),
    gateway: (_, t) => (fault.gateway === undefined ? echo(t) : fault.gateway(seed)(t)),
    carries: () => 'line',
    address: () => '198.51.100.1',
  };
  const on = new Set<unknown>();
  const changes: (readonly [number, boolean])[] = [];
  for (const { known, event } of simulate(world, fault.to + AFTER).told) {
    const { code } = event.evidence;
    if (event.type !== 'line-finding' || !bad.some((b) => b === code)) continue;
    const was = on.size > 0;
    if (event.evidence['on'] === true) on.add(code);
    else on.delete(code);
    // One finding that takes the place of another, told together, is no change.
    const before = changes.at(-1);
    if (before !== undefined && before[0] === known && before[1] !== on.size > 0) changes.pop();
    else if (on.size > 0 !== was) changes.push([known, on.size > 0]);
  }
  return judged(fault, changes);
};

export const COLUMNS: readonly (readonly [string, (fault: Fault, seed: number) => Verdict])[] = [
  ['plumbline', ofPlumbline],
  ['pfSense', (fault, seed) => ofMonitor(fault, dpinger(PFSENSE, fault.echo(seed)))],
  ['OPNsense', (fault, seed) => ofMonitor(fault, dpinger(OPNSENSE, fault.echo(seed)))],
  ['mwan3', (fault, seed) => ofMonitor(fault, mwan3(fault.echo(seed)))],
];
/** What pfSense and OPNsense ask unless told otherwise: the gateway. */
const atGateway = (fault: Fault): string =>
  fault.gateway === undefined
    ? ''
    : ofMonitor(fault, dpinger(PFSENSE, fault.gateway(0))).decided === undefined
      ? '¹'
      : '';

const cell = (fault: Fault, verdicts: readonly Verdict[]): string => {
  const seen = verdicts.filter((v) => v.decided !== undefined);
  if (seen.length === 0) return 'never';
  const middle = (of: readonly (number | undefined)[]): string => {
    const known = of.filter((v) => v !== undefined).toSorted((a, b) => a - b);
    return nearestRank(known, 50)?.toFixed(0) ?? '–';
  };
  const share = seen.length === fault.runs ? '' : ` (${seen.length} of ${fault.runs})`;
  // One that thinks better of it while the fault goes on has not cleared, but flapped.
  const changes = nearestRank(
    seen.map((v) => v.changes).toSorted((a, b) => a - b),
    50,
  );
  const isSteady = changes === 1 || changes === 2;
  const cleared = isSteady ? middle(seen.map((v) => v.cleared)) : `${changes} changes`;
  return `${middle(seen.map((v) => v.decided))} / ${cleared}${share}`;
};
/** A table in Markdown: seconds to decide, after the fault began, and to clear, after it ended; of several runs the median. */
export const table = (): string => {
  const rows = FAULTS.map((fault) => {
    const cells = COLUMNS.map(([name, judge]) => {
      const verdicts = Array.from({ length: fault.runs }, (_, seed) => judge(fault, seed + 1));
      return cell(fault, verdicts) + (/sense$/i.test(name) ? atGateway(fault) : '');
    });
    return `| ${[fault.name, ...cells].join(' | ')} |`;
  });
  const heads = ['fault', ...COLUMNS.map(([name]) => name)];
  return [`| ${heads.join(' | ')} |`, `|${heads.map(() => '---').join('|')}|`, ...rows].join('\n');
};

export interface Month {
  readonly blackouts: number;
  readonly failovers: number;
  readonly liveChanges: number;
  /** How often it was called degraded. */
  readonly degraded: number;
  /** Share of the time for which the pace was alert. */
  readonly alert: number;
  readonly echoes: number;
}
/** A mobile line in use with this loss, a DSL line on standby, for so many days. */
export const quietDays = (days: number, seed: number, loss = 0.05): Month => {
  const echo: Echo = mobile(seed, loss);
  let echoes = 0;
  const world: World = {
    lines: [
      lineNamed('mobile', { kind: '5g', metered: true, lostAfter: 4_000, every: { live: 1_000, standby: 10_000 } }),
      lineNamed('dsl'),
    ],
    echo: (line, t) => {
      if (line === 'dsl') return 20;
      echoes += 1;
      return echo(t);
    },
    gateway: () => 1,
    carries: () => 'mobile',
    address: (line) => (line === 'dsl' ? '198.51.100.1' : '203.0.113.1'),
  };
  const sum = { blackouts: 0, failovers: 0, liveChanges: -1, degraded: 0, alert: 0 };
  let state: ReturnType<typeof simulate>['state'] | undefined;
  const hours = days * 24;
  // One run: the state goes on from hour to hour, what is in flight at its end does not.
  for (let hour = 0; hour < hours; hour += 1) {
    const part = simulate(world, 3_600, state, hour * 3_600);
    ({ state } = part);
    sum.alert += part.alert.length;
    for (const { event } of part.told) {
      const { code, on } = event.evidence;
      if (event.type === 'failover') sum.failovers += 1;
      if (event.type === 'live-changed') sum.liveChanges += 1;
      if (event.type === 'line-finding' && on === true && bad.some((b) => b === code))
        sum[code === 'line-degraded' ? 'degraded' : 'blackouts'] += 1;
    }
  }
  return { ...sum, alert: sum.alert / (hours * 3_600), echoes };
};
/**
 * The same for the house's echoes and the rules alone, with no more than one echo a second: what watches the lines closely
 * adds echoes, and so says `down` more seldom. How often each word was said.
 */
export const echoesAlone = (days: number, seed: number, loss = 0.05): Readonly<Record<string, number>> => {
  const lostAfter = 4_000;
  const rules = lineRules(lostAfter);
  const echo = mobile(seed, loss);
  const told: Record<string, number> = { up: 0, degraded: 0, down: 0 };
  let state = unknownSince(at(0));
  const out: { readonly settles: number; readonly sample: Sample }[] = [];
  for (let t = 0; t < days * 86_400; t += 1) {
    const rtt = echo(t);
    const isLost = rtt === undefined || rtt > lostAfter;
    const sample: Sample = isLost ? { at: at(t), lost: 'timeout' } : { at: at(t), value: Math.round(rtt * 1_000) };
    out.push({ settles: t + (isLost ? lostAfter : rtt) / 1_000, sample });
    out.sort((a, b) => a.settles - b.settles); // oxlint-disable-line unicorn/no-array-sort -- a handful, in place
    for (let next = out[0]; next !== undefined && next.settles <= t + 1; next = out[0]) {
      out.shift();
      if ('note' in next.sample) continue;
      const [after, change] = settled(state, next.sample, rules);
      state = after;
      if (change !== undefined) told[change.to] = (told[change.to] ?? 0) + 1;
    }
  }
  return told;
};
/** How often the others would have called the same line down. */
export const quietDaysOf = (days: number, seed: number, loss = 0.05): Readonly<Record<string, number>> => {
  const monitors: Readonly<Record<string, Monitor>> = {
    pfSense: dpinger(PFSENSE, mobile(seed, loss)),
    OPNsense: dpinger(OPNSENSE, mobile(seed, loss)),
    mwan3: mwan3(mobile(seed, loss)),
  };
  const told: Record<string, number> = {};
  for (const [name, monitor] of Object.entries(monitors)) {
    let was = false;
    told[name] = 0;
    for (let tick = 0; tick < days * 864_000; tick += 1) {
      const isBad = monitor.isBad(tick / 10);
      if (isBad && !was) told[name] += 1;
      was = isBad;
    }
  }
  return told;
};
