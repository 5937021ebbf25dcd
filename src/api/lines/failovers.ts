import type { Event } from '../../domain/entry.ts';
import type { Evidence } from '../../domain/finding.ts';
import { present } from '../../domain/present.ts';
import { lengthWords } from '../../domain/length-words.ts';
import type { Failover } from '../line-glance-schema.ts';

type Told = Omit<Failover, 'summary'>;
/** How a line is called. */
export type LabelOf = (line: string) => string;

/** The events are the watchers' own, but of another version maybe: what is absurd is left out. */
const MOST = 1e16;
const text = (value: Evidence[string] | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
const number = (value: Evidence[string] | undefined): number | undefined =>
  typeof value === 'number' && Math.abs(value) <= MOST ? value : undefined;
const CONNECTIONS = ['survived', 'broken', 'unknown'] as const;
const count = (value: Evidence[string] | undefined): number | undefined => {
  const n = number(value);
  return n === undefined || n < 0 ? undefined : Math.round(n);
};

const seconds = (value: Evidence[string] | undefined): number | undefined => {
  const n = number(value);
  return n === undefined || n < 0 || n > 1e9 ? undefined : n;
};

const read = ({ at, evidence: e }: Event): Told => ({
  at,
  ...present({
    from: text(e['from']),
    to: text(e['to']),
    lastGood: count(e['lastGood']),
    firstGood: count(e['firstGood']),
    darkSeconds: seconds(e['darkSeconds']),
    sent: count(e['sent']),
    lost: count(e['lost']),
    addressFrom: text(e['addressFrom']),
    addressTo: text(e['addressTo']),
    mtuFrom: count(e['mtuFrom']),
    mtuTo: count(e['mtuTo']),
    connection: CONNECTIONS.find((word) => word === e['connection']),
    why: text(e['why']),
  }),
});

/** Where the home name still led elsewhere, from the finding after the failover until it followed, or the next failover. */
const homeAfter = (failover: Told, next: number, findings: readonly Event[]): Pick<Failover, 'home'> => {
  const since = failover.firstGood ?? failover.at;
  const of = findings.filter((e) => e.evidence['code'] === 'ddns-stale' && e.subject?.target === failover.to);
  const stale = of.find((e) => e.evidence['on'] === true && e.at >= since && e.at < next);
  if (stale === undefined) return {};
  const over = of.find((e) => e.evidence['on'] === false && e.at > stale.at);
  const { name, points } = stale.evidence;
  return {
    home: {
      name: text(name) ?? 'the home name',
      points: text(points) ?? failover.addressFrom ?? 'another address',
      ...(over === undefined ? {} : { until: over.at }),
    },
  };
};

const CONNECTION_WORDS = { survived: 'a standing connection survived', broken: 'a standing connection broke' } as const;

/** "5G took over from DSL, 3.2 s dark, 31 of 40 echoes lost, address a → b, path MTU 1492 → 1400, …" */
const failoverWords = (f: Told & Pick<Failover, 'home'>, label: LabelOf): string => {
  const who = (): string => {
    if (f.to === undefined)
      return f.from === undefined ? 'no line carries' : `${label(f.from)} carries no longer, and no other does`;
    return f.from === undefined ? `${label(f.to)} carries again` : `${label(f.to)} took over from ${label(f.from)}`;
  };
  const change = (what: string, from: string | number | undefined, to: string | number | undefined): string => {
    if (to === undefined) return '';
    if (from === undefined) return `${what} ${to}`;
    return from === to ? `${what} still ${to}` : `${what} ${from} → ${to}`;
  };
  const parts = [
    who(),
    f.darkSeconds === undefined
      ? ''
      : f.darkSeconds === 0
        ? 'without a silence'
        : `${lengthWords(f.darkSeconds * 1e6)} dark`,
    f.sent === undefined || f.lost === undefined || f.sent === 0
      ? ''
      : `${f.lost === 0 ? 'none' : f.lost} of ${f.sent} ${f.sent === 1 ? 'echo' : 'echoes'} lost`,
    change('address', f.addressFrom, f.addressTo),
    change('path MTU', f.mtuFrom, f.mtuTo),
    f.connection === undefined || f.connection === 'unknown' ? '' : CONNECTION_WORDS[f.connection],
    homeWords(f),
  ];
  return parts.filter((part) => part !== '').join(', ');
};
const homeWords = ({ at, home }: Told & Pick<Failover, 'home'>): string => {
  if (home === undefined) return '';
  if (home.until === undefined) return `${home.name} still points to ${home.points}`;
  return `${home.name} followed after ${lengthWords(home.until - at)}`;
};

/** The failovers among events (newest first, as the store tells them), with what came of each. */
export const failoversOf = (events: readonly Event[], label: LabelOf): readonly Failover[] => {
  const findings = events.filter((e) => e.type === 'line-finding').toReversed();
  let next = Number.POSITIVE_INFINITY;
  return events.flatMap((event) => {
    if (event.type !== 'failover') return [];
    const failover = read(event);
    const whole = { ...failover, ...homeAfter(failover, next, findings) };
    next = event.at;
    return { ...whole, summary: failoverWords(whole, label) };
  });
};
