import type { Event } from '../../../src/domain/entry.ts';
import { HOUSE } from '../../../src/domain/line.ts';
import type { EpochMicros } from '../../../src/domain/time.ts';
import type { Expected, Moment } from './scenario.ts';
import { LINE_NAMES } from './topology.ts';
import type { Dark } from './truth.ts';

/** An event as the service told it, and when it could first be read. */
export type Told = Pick<Event, 'at' | 'type' | 'subject' | 'evidence'> & { readonly seenAt: EpochMicros };

/** What really happened. */
export interface Facts {
  /** When each step was done. */
  readonly steps: Readonly<Record<string, EpochMicros>>;
  /** Dark spells by what our own echoes went over: `house`, `dsl`, `lte`. */
  readonly dark: Readonly<Record<string, readonly Dark[]>>;
}

/** What is judged; the rest (engine, service, targets) says nothing of lines. */
const JUDGED: ReadonlySet<string> = new Set([
  'egress-changed',
  'route-changed',
  'live-changed',
  'failover',
  'line-finding',
  'state-changed',
  'incident-opened',
  'incident-changed',
  'incident-closed',
]);
const A_SECOND = 1;
/** A second of the echoes before, a tenth of those after (docs/lines.md), and our own are 50 ms apart. */
const AS_FINE = 1.15;

/** Seconds more that the times may be off, where others work the machine at the same time. */
export interface Slack {
  /** Of when it can be read. */
  readonly told: number;
  /** Of the times and lengths in its evidence. */
  readonly truth: number;
}
const NO_SLACK: Slack = { told: 0, truth: 0 };

const spellOf = ({ dark }: Facts, text: string): Dark | undefined => {
  const [who = '', number] = text.split('.');
  return dark[who]?.[Number(number) - 1];
};
const momentOf = (facts: Facts, moment: Moment): EpochMicros | undefined => {
  const step = facts.steps[moment];
  if (step !== undefined) return step;
  const spell = spellOf(facts, moment);
  return moment.endsWith('.lastGood') ? spell?.lastGood : spell?.firstGood;
};
const secondsBetween = (from: EpochMicros, to: EpochMicros): number => (to - from) / 1e6;
const round = (seconds: number): string => `${seconds >= 0 ? '+' : ''}${seconds.toFixed(2)} s`;

/** Why the event is not quite what was expected; it is at least of its kind. */
const faultsOf = (facts: Facts, expected: Expected, event: Told, slack: Slack): readonly string[] => {
  const faults: string[] = [];
  for (const [key, at] of Object.entries(expected.near ?? {})) {
    const [moment, most] = typeof at === 'string' ? [at, A_SECOND] : at;
    const truth = momentOf(facts, moment);
    const told = event.evidence[key];
    if (truth === undefined) faults.push(`there was no ${moment}`);
    else if (typeof told !== 'number') faults.push(`no ${key}`);
    else if (Math.abs(secondsBetween(truth, told)) > most + slack.truth)
      faults.push(`${key} is ${round(secondsBetween(truth, told))} from ${moment}`);
  }
  for (const [key, length] of Object.entries(expected.lasts ?? {})) {
    const [name, most] = typeof length === 'string' ? [length, AS_FINE] : length;
    const truth = spellOf(facts, name);
    const told = event.evidence[key];
    if (truth === undefined) faults.push(`there was no ${name}`);
    else if (typeof told !== 'number') faults.push(`no ${key}`);
    else if (Math.abs(told - truth.seconds) > most + slack.truth)
      faults.push(`${key} is ${told}, and ${name} took ${truth.seconds.toFixed(2)} s`);
  }
  if (expected.told !== undefined) {
    const [moment, from, to] = expected.told;
    const truth = momentOf(facts, moment);
    const after = truth === undefined ? Number.NaN : secondsBetween(truth, event.seenAt);
    if (!(after >= from && after <= to + slack.told))
      faults.push(`told ${round(after)} after ${moment}, expected ${from} to ${to} s`);
  }
  return faults;
};
/** Of targets others tell; here they say nothing of the lines, but by incidents. */
const isJudged = ({ type, subject }: Told): boolean =>
  JUDGED.has(type) &&
  (type !== 'state-changed' || [HOUSE, ...LINE_NAMES, 'vpn'].some((name) => name === subject?.target));
const isOf = (expected: Expected, event: Told): boolean =>
  event.type === expected.type &&
  (expected.of === undefined || event.subject?.target === expected.of) &&
  (expected.lacks ?? []).every((key) => event.evidence[key] === undefined) &&
  Object.entries(expected.says ?? {}).every(([key, value]) => event.evidence[key] === value);

const describeEvent = ({ type, subject, evidence }: Pick<Told, 'type' | 'subject' | 'evidence'>): string =>
  `${type} ${subject?.target ?? ''} ${JSON.stringify(evidence)}`;
const describeExpected = ({ type, of = '', says = {}, lacks = [] }: Expected): string =>
  `${type} ${of} ${JSON.stringify(says)}${lacks.map((key) => ` without ${key}`).join('')}`;

/** What is wrong with what was told, in words; nothing where all came, in time, and nothing beside it. */
export const judge = (
  facts: Facts,
  expects: readonly Expected[],
  events: readonly Told[],
  slack: Slack = NO_SLACK,
): { readonly wrong: readonly string[]; readonly right: readonly string[] } => {
  const wrong: string[] = [];
  const right: string[] = [];
  const left = new Set(events.filter(isJudged));
  for (const expected of expects) {
    const [least, most] = expected.times ?? [1, 1];
    const fitting = [...left].filter((e) => isOf(expected, e)).slice(0, most);
    for (const event of fitting) {
      left.delete(event);
      const faults = faultsOf(facts, expected, event, slack);
      (faults.length === 0 ? right : wrong).push([describeEvent(event), ...faults].join('; '));
    }
    if (fitting.length < least) wrong.push(`missing: ${describeExpected(expected)} (${fitting.length} of ${least})`);
  }
  for (const event of left) wrong.push(`beside them: ${describeEvent(event)}`);
  return { wrong, right };
};
