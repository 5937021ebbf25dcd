import type { Event, Gap } from '../../../src/api/schema.ts';
import { plain } from './countries.ts';
import { formatDuration } from './format.ts';
import {
  HOUSE,
  spoken,
  tellAddress,
  tellEgress,
  tellFailover,
  tellLive,
  tellRoute,
  tellSite,
  tellSummary,
  type Spoken,
} from './line-words.ts';
import { moment, type Zone } from './time.ts';

/** What happened, as a sentence, with its moment apart. */
export interface Told {
  readonly at: number;
  readonly severity: 'info' | 'warn' | 'fail' | 'gap' | 'good';
  /** Who it is about, for a person; empty for the service itself. */
  readonly who: string;
  /** What became of one, and of several at once. */
  readonly did: string;
  readonly didTogether?: string;
  readonly target?: string;
  /** What it is told of, newest first; nothing where it is a gap. */
  readonly events?: readonly Event[];
}
/** Where a sentence is told: names of the targets, the service's time, the viewer's zone. */
export interface Telling {
  readonly label: (target: string) => string;
  readonly now: number;
  readonly zone?: Zone;
}

/** The moment that the sentence names beside its own. */
export const namedIn = ({ events }: Told): number | undefined => number(events?.[0]?.evidence['since']);

/** The whole sentence. */
export const sentence = (t: Told): string => (t.who === '' ? t.did : `${t.who} ${t.did}`);

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
const list = (value: unknown): string =>
  text(value)
    .split(',')
    .map((t) => t.trim())
    .filter(Boolean)
    .join(', ');
const because = (reason: string): string => (reason === '' ? '' : `: ${reason}`);

const ENGINES: Readonly<Record<string, string>> = { kernel: 'the kernel engine' };
const STAMPS: Readonly<Record<string, string>> = {
  'kernel-tx-rx': 'stamped by the kernel both ways',
  'kernel-rx': 'arrival stamped by the kernel',
  monotonic: 'stamped by the process',
};
export const stampWords = (stamps: string): string => STAMPS[stamps] ?? stamps;

type Did = Pick<Told, 'severity' | 'did' | 'didTogether' | 'who'>;

const changed = ({ evidence }: Event, telling: Telling): Omit<Did, 'who'> => {
  const from = text(evidence['from']);
  const since = number(evidence['since']);
  const outage = number(evidence['outageSeconds']);
  const reason = because(text(evidence['reason']));
  const after = outage === undefined ? '' : ` after ${formatDuration(outage * 1_000)}`;
  switch (text(evidence['to'])) {
    case 'down': {
      const silent = since === undefined ? reason : `, no answer since ${moment(since, telling.now, telling.zone)}`;
      return { severity: 'fail', did: `went down${silent}`, didTogether: `went down${silent}` };
    }
    case 'up':
      if (from === 'down') return { severity: 'good', did: `is back${after}`, didTogether: `are back${after}` };
      if (from === 'degraded') return { severity: 'good', did: 'is well again', didTogether: 'are well again' };
      return { severity: 'good', did: 'answers', didTogether: 'answer' };
    case 'degraded':
      if (from !== 'down')
        return { severity: 'warn', did: `is not well${reason}`, didTogether: `are not well${reason}` };
      return {
        severity: 'warn',
        did: `is back${after}, but not well${reason}`,
        didTogether: `are back${after}, but not well${reason}`,
      };
    default:
      return {
        severity: 'info',
        did: `is in an unknown state${reason}`,
        didTogether: `are in an unknown state${reason}`,
      };
  }
};

const moved = ({ evidence }: Event): string => {
  const from = list(evidence['from']);
  const to = list(evidence['to']);
  if (to === '') return from === '' ? 'has no address' : `has no address any more (it was ${from})`;
  return from === '' ? `is now ${to}` : `moved from ${from} to ${to}`;
};

/** "reverse-black-hole" as "reverse black hole". */
export const codeWords = (code: string): string =>
  code
    .replaceAll('-', ' ')
    .replaceAll('ipv6', 'IPv6')
    .replaceAll(
      /\b(?:mtu|mss|udp|tcp|tls|icmp|dns|ddns|df|ttl|rtt|rst|nat|cgnat|hsts|csp|http|https|cors|ocsp|sni|cdn)\b/g,
      (word) => word.toUpperCase(),
    );

const bytes = (n: number): string => `${n.toLocaleString('en-US')} bytes`;
const mtuMoves = (evidence: Event['evidence']): string =>
  [4, 6]
    .flatMap((family) => {
      const from = number(evidence[`mtu${family}From`]);
      const to = number(evidence[`mtu${family}To`]);
      if (to === undefined) return [];
      return [`path MTU over IPv${family} ${bytes(to)}${from === undefined ? '' : `, before ${bytes(from)}`}`];
    })
    .join('; ');

const rerouted = ({ severity, evidence }: Event): Omit<Did, 'who'> => {
  const [from, to] = [text(evidence['from']), text(evidence['to'])];
  const mtus = mtuMoves(evidence);
  const more = mtus === '' ? '' : ` (${mtus})`;
  if (from === to) return { severity, did: `has another way: ${mtus === '' ? codeWords(to) : mtus}` };
  if (to === 'no-fault') return { severity: 'good', did: `is reached without fault again${more}` };
  return {
    severity,
    did: `${severity === 'info' ? 'has another way' : 'has a fault on its way'}: ${codeWords(to)}${more}`,
  };
};

const engine = ({ evidence }: Event): string => {
  const name = text(evidence['engine']);
  if (name === '' || name === 'none') return `no echoes can be sent${because(text(evidence['why']))}`;
  const stamps = text(evidence['stamps']);
  return `echoes by ${ENGINES[name] ?? name}${stamps === '' ? '' : `, ${stampWords(stamps)}`}`;
};

const failed = ({ evidence, probe }: Event): string => {
  const why = text(evidence['error']) || text(evidence['detail']) || text(evidence['message']);
  return `could not be checked${probe === undefined ? '' : ` (${probe})`}${because(why)}`;
};

/** A sentence of the watcher's own; what is so of the whole house needs nobody before it. */
const spokenOf = ({ subject }: Event, { label }: Telling, speak: (who: string) => Spoken): Partial<Did> & Spoken => {
  const { target, vantage } = subject ?? {};
  if (target !== undefined && target !== HOUSE) return speak(label(target));
  const whole = target === undefined && vantage !== undefined;
  return { ...speak(''), who: whole ? `${vantage}:` : '' };
};
const summary = (e: Event, telling: Telling, isOver = false): Partial<Did> & Spoken =>
  spokenOf(e, telling, (who) => tellSummary(e, who, isOver, codeWords));

const TELL: Readonly<Record<Event['type'], (e: Event, telling: Telling) => Partial<Did> & Pick<Did, 'did'>>> = {
  'service-started': () => ({ did: 'plumbline started watching' }),
  'service-stopped': () => ({ did: 'plumbline stopped watching' }),
  'state-changed': changed,
  'address-changed': (e) => ({ did: moved(e) }),
  'egress-changed': (e) => ({ did: tellEgress(e) }),
  'route-changed': (e, telling) => spokenOf(e, telling, (who) => spoken(tellRoute(e), who)),
  // Of the whole house: its lines are in the sentence.
  'live-changed': (e, { label }) => ({ who: '', did: tellLive(e, label) }),
  failover: (e, { label }) => ({ who: '', did: tellFailover(e, label) }),
  'line-finding': (e, telling) => summary(e, telling, e.evidence['on'] === false),
  'address-finding': (e, { label }) => ({
    ...(e.evidence['on'] === false ? { severity: 'good' } : {}),
    did: tellAddress(e, label, codeWords),
  }),
  'site-finding': (e, { label }) => ({
    ...(e.evidence['on'] === false ? { severity: 'good' } : {}),
    did: tellSite(e, label, codeWords),
  }),
  'incident-opened': (e, telling) => summary(e, telling),
  'incident-changed': (e, telling) => summary(e, telling),
  'incident-closed': (e, telling) => summary(e, telling, true),
  'path-changed': rerouted,
  'engine-chosen': (e) => ({ did: engine(e) }),
  'check-failed': (e) => ({ did: failed(e) }),
};

/** An event as one plain sentence. */
export const tellEvent = (e: Event, telling: Telling): Told => {
  const target = e.subject?.target;
  // Of a whole service, where several are read side by side: which.
  const whole = e.subject === undefined ? '' : `${e.subject.vantage}:`;
  const about = target === undefined ? { who: whole } : { who: telling.label(target), target };
  const told = TELL[e.type](e, telling);
  // What it rests on may be of strangers: a network's name, a header, an answer.
  return { at: e.at, severity: e.severity, events: [e], ...about, ...told, did: plain(told.did) };
};

const GAP_WORDS: Readonly<Record<Gap['reason'], string>> = {
  stopped: 'the service was stopped',
  suspended: 'the machine slept',
  stalled: 'the machine was too busy',
  'clock-stepped': 'the clock was set',
  restored: 'it was measured, but is not in the backup that was restored',
};
export const gapReason = (reason: Gap['reason']): string => GAP_WORDS[reason];

/** A gap as one plain sentence; it is told at its end. */
export const tellGap = (g: Gap, telling: Telling): Told => {
  const target = g.subject?.target;
  const did = `${g.reason === 'restored' ? 'not in the record' : 'not watched'} for ${formatDuration((g.to - g.from) / 1_000)}: ${GAP_WORDS[g.reason]}`;
  return target === undefined
    ? { at: g.to, severity: 'gap', who: g.subject === undefined ? '' : `${g.subject.vantage}:`, did }
    : { at: g.to, severity: 'gap', who: telling.label(target), did: `was ${did}`, target };
};

/** That nothing is known of a target in a gap goes without saying: the gap is told. */
const isOfGap = ({ type, evidence }: Event): boolean =>
  type === 'state-changed' && evidence['to'] === 'unknown' && Object.hasOwn(GAP_WORDS, text(evidence['reason']));

/** Events and gaps together, newest first. */
export const tellAll = (events: readonly Event[], gaps: readonly Gap[], telling: Telling): Told[] => {
  const worth = events.filter((e) => !isOfGap(e));
  const all = [...worth.map((e) => tellEvent(e, telling)), ...gaps.map((g) => tellGap(g, telling))];
  // Safari 15 has no toSorted.
  return all.sort((a, b) => b.at - a.at); // oxlint-disable-line unicorn/no-array-sort
};

/** What happens to several within this time is one thing that happened (µs). */
const TOGETHER = 15_000_000;

const names = (who: readonly string[], most: number): string => {
  if (who.length <= most) return `${who.slice(0, -1).join(', ')} and ${who.at(-1) ?? ''}`;
  return `${who.slice(0, most - 1).join(', ')} and ${who.length - most + 1} more`;
};
// The moments and lengths inside differ a little from one target to the next; the words tell what kind it was.
const kindOf = (t: Told): string => `${t.severity} ${(t.didTogether ?? '').replaceAll(/[\d:.]+/g, '')}`;

/** The same, with what befell several targets at once told once: "Cloudflare, Google and 6 more are back after 32 s". */
export const tellTogether = (told: readonly Told[], most = 3): Told[] => {
  const groups: Told[][] = [];
  for (const t of told) {
    const group = groups.find((g) => {
      const first = g[0];
      return first?.didTogether !== undefined && first.at - t.at <= TOGETHER && kindOf(first) === kindOf(t);
    });
    if (group === undefined) groups.push([t]);
    else if (!group.some((x) => x.who === t.who)) group.push(t);
    else groups.push([t]);
  }
  const all = groups.flatMap((group): Told[] => {
    const last = group.at(-1);
    if (last === undefined || group.length === 1) return group;
    const { target: _, ...rest } = last;
    return [
      {
        ...rest,
        who: names(
          group.map((t) => t.who),
          most,
        ),
        did: last.didTogether ?? last.did,
        events: group.flatMap((t) => t.events ?? []),
      },
    ];
  });
  // One that is told together stands where it began.
  return all.sort((a, b) => b.at - a.at); // oxlint-disable-line unicorn/no-array-sort
};
