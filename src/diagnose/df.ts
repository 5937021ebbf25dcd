import { bisect } from './bisect.ts';
import { median } from './figures.ts';
import { arrived, lost, send, tooBig, type Probing, type Protocol, type Sent } from './packets.ts';
import type { Millis } from '../domain/time.ts';
import type { Plan } from './plan.ts';

/** What packets that nobody may fragment tell of the way there. They go last: the kernel learns from their errors. */
export interface Df {
  /** Bytes of the largest that was tried. */
  readonly full: number;
  readonly outcome:
    | 'passes'
    | 'told' // it does not, somebody says how much would, and that is true
    | 'silent' // it does not, and nobody says so: each time, by every protocol that answers small ones
    | 'protocol' // one protocol passes in full size, another does not: a filter, no MTU
    | 'some' // now so, now so
    | 'unsettled' // one diagnosis may send no more
    | 'unheard'; // not even small ones are answered
  /** The largest that passes, where it was found out. */
  readonly mtu?: number;
  readonly saidBy?: string;
  /** Full packets to which nothing came, where others were told "too big"; of how many. */
  readonly untold: number;
  readonly tried: number;
  /** Of packets larger than what passes: those to which nothing came, by protocol. */
  readonly lost: Readonly<Record<Protocol, number>>;
  /** The largest that vanishes without a word, where the own link takes more or somebody says "too big" to more. */
  readonly vanishes?: number;
  /** A "too big" that was not believed, since what it forbids passed, or since nothing may be that small. */
  readonly disbelieved?: { readonly mtu: number; readonly from: string };
  readonly answered: readonly Protocol[];
  readonly packets: readonly Sent[];
  /** All that went, after those as well, by the protocols that are answered. */
  readonly all: readonly Sent[];
}

/** Less than that no router may ask for (RFC 791, 3.2: 576 is what all take; RFC 8200, 5). */
const leastOf = (family: 4 | 6): number => (family === 4 ? 552 : 1_280);
const SMALL = 200;
/** Routers and hosts send few ICMP errors a second to one address (RFC 1812, 4.3.2.8; Linux: one, six in a burst). */
const APART = 1_150;

export interface DfAsked {
  readonly to: string;
  readonly family: 4 | 6;
  readonly full: number;
  readonly rttMs?: number | undefined;
  readonly isLossy: boolean;
  /** No transfer has shown yet that large packets vanish. */
  readonly isPatient: boolean;
  /** What TCP has found to pass. */
  readonly guess?: number | undefined;
  /** Sizes that are tried at once. */
  readonly width: number;
}

/** Undefined: not even the first could be sent. */
export function* probeDf(asked: DfAsked): Plan<Df | undefined> {
  const { to, full, rttMs, isLossy, isPatient } = asked;
  const timeout = Math.min(3_000, Math.max(600, 5 * (rttMs ?? 100) + 300));
  const all: Probing = { to, protocols: ['echo', 'udp'], timeout };
  const first = yield* send(all, [SMALL, full, full]);
  if (first.length === 0) return undefined;
  const answered = all.protocols.filter((p) => first.some((s) => s.protocol === p && isHeard(s)));
  if (answered.length === 0)
    return {
      full,
      outcome: 'unheard',
      untold: 0,
      tried: 0,
      lost: { echo: 0, udp: 0 },
      answered,
      packets: first,
      all: first,
    };
  const probing = { ...all, protocols: answered };
  const ledger: Sent[] = [];
  let isSpent = false;
  const probe: Probed['probe'] = function* probe(sizes, apart, by = answered) {
    const packets = yield* send({ ...probing, protocols: by }, sizes, { apart });
    isSpent ||= packets.length < sizes.length * by.length;
    ledger.push(...packets);
    return packets;
  };
  const done: Done = (outcome, more = {}) => {
    const large = [...ledger, ...first].filter(
      (p) => p.bytes > (more.mtu ?? full - 1) && answered.includes(p.protocol),
    );
    const lostBy = (protocol: Protocol): number => lost(large.filter((p) => p.protocol === protocol));
    const untold = tooBig(large) > 0 ? lost(large) : 0;
    const settled = outcome === 'some' && isSpent ? 'unsettled' : outcome;
    return {
      full,
      outcome: settled,
      untold,
      tried: large.length,
      lost: { echo: lostBy('echo'), udp: lostBy('udp') },
      answered,
      packets: first,
      all: [...first, ...ledger].filter((p) => answered.includes(p.protocol)),
      ...more,
    };
  };
  const probed: Probed = { ...asked, answered, probe, done };
  const bigOf = (packets: readonly Sent[]) =>
    packets.filter((p) => p.bytes === full && answered.includes(p.protocol) && p.outcome !== 'not-sent');
  let packets = bigOf(first);
  if (lost(packets) > 0) packets = [...packets, ...bigOf(yield* probe([full, full, SMALL], APART))];
  // Nothing else has shown that large packets vanish: who says so once in many seconds is to be heard, and who loses
  // two of three is to be caught by each protocol.
  if (lost(packets) === packets.length && isPatient)
    packets = [...packets, ...bigOf(yield* probe([full, full, full, full, full, full, full], 1_500))];
  const told = packets.filter((p) => p.outcome === 'too-big');
  if (told.length > 0 && arrived(packets) === 0) return yield* believe(probed, told);
  const disbelieved = disbelief(told);
  if (lost(packets) === 0 && arrived(packets) > 0) return done('passes', disbelieved);
  if (arrived(packets) === 0) return yield* findLimit(probed, full);
  const isApart = answered.every((p) => isUniform(packets.filter((s) => s.protocol === p)));
  return done(isApart ? 'protocol' : isLossy ? 'passes' : 'some', disbelieved);
}

type Done = (outcome: Df['outcome'], more?: Partial<Df>) => Df;
interface Probed extends DfAsked {
  readonly answered: readonly Protocol[];
  readonly probe: (sizes: readonly number[], apart: Millis, by?: readonly Protocol[]) => Plan<readonly Sent[]>;
  readonly done: Done;
}

/** Whether what is said is true: the size named passes, and one byte more does not. */
function* believe(probed: Probed, told: readonly Sent[]): Plan<Df> {
  const { probe, family, full, done } = probed;
  let said = told;
  let fails = full;
  for (let links = 0; links < 6; links += 1) {
    const mtu = median(said.map((p) => p.icmp?.mtu ?? 0)) ?? 0;
    const saidBy = said.find((p) => p.icmp?.mtu === mtu)?.icmp?.from;
    if (mtu < leastOf(family) || mtu >= fails) return yield* findLimit(probed, full, said);
    const tries = yield* probe([mtu, mtu + 1, mtu], 300);
    const [exact, above] = [tries.filter((p) => p.bytes === mtu), tries.filter((p) => p.bytes === mtu + 1)];
    if (arrived(above) > 0) return yield* findLimit(probed, full, said);
    if (arrived(exact) > 0) return done('told', { mtu, ...(saidBy === undefined ? {} : { saidBy }) });
    // A narrower link behind the narrow one: it says so itself, or nobody does.
    said = exact.filter((p) => p.outcome === 'too-big');
    fails = mtu;
    if (said.length === 0) return yield* findLimit(probed, mtu);
  }
  return done('some');
}

/** Nobody says how much passes, or who says so is wrong: it is tried. */
function* findLimit(probed: Probed, fails: number, said: readonly Sent[] = []): Plan<Df> {
  const { probe, answered, family, done, isLossy, guess } = probed;
  const disbelieved = disbelief(said);
  const tries = isLossy ? 3 : 1;
  let isTold = false;
  // An IPv6 echo comes back whole or not at all: UDP tells the way there from the way back.
  const by = family === 4 ? answered.slice(0, 1) : answered;
  // Twice the packets: fewer at once, in some rounds more.
  const width = by.length > 1 ? Math.ceil(probed.width / 3) : probed.width;
  const low = family === 4 ? 576 : 1_280;
  const { working, isClear } = yield* bisect({ low, high: fails, width, guess }, function* trySizes(sizes) {
    const each = sizes.flatMap((s) => Array.from({ length: tries }, () => s));
    const packets = yield* probe(each, 25, by);
    isTold ||= tooBig(packets) > 0;
    return sizes.map((s) => packets.some((p) => p.bytes === s && p.outcome === 'arrived'));
  });
  if (!isClear) return done('some', disbelieved);
  // Told without a size (RFC 1191, 5: old routers say 0), or with a wrong one: told all the same.
  return done(isTold ? 'told' : 'silent', { mtu: working, vanishes: fails, ...disbelieved });
}

const disbelief = (said: readonly Sent[]): Partial<Df> => {
  const icmp = said.find((p) => p.icmp !== undefined)?.icmp;
  return icmp === undefined ? {} : { disbelieved: { mtu: icmp.mtu ?? 0, from: icmp.from } };
};
const isHeard = ({ bytes, outcome }: Sent): boolean => bytes === SMALL && outcome === 'arrived';
const isUniform = (packets: readonly Sent[]): boolean => new Set(packets.map((p) => p.outcome === 'arrived')).size <= 1;
