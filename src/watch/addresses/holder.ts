import { addressText, canonicalAddress, hasPrefix, parseAddress } from '../../domain/address.ts';
import type { Event, Run, Samples } from '../../domain/entry.ts';
import type { Evidence } from '../../domain/finding.ts';
import { lengthWords } from '../../domain/length-words.ts';
import type { EpochMicros } from '../../domain/time.ts';
import { listIn, numberIn } from '../read.ts';
import type { Held, Holder } from './state.ts';

const S: EpochMicros = 1_000_000;
/** IPv6 is lost when it was missing for so long while the line answered. */
const MISSING: EpochMicros = 600 * S;
/** Or when so many runs of the probe `address` in a row had none. */
const LOOKS = 3;
/** What providers delegate to a home (RIPE-690, 4.2): a /56; some give a /60 or /64 out of one. */
const PREFIX = 56;

/** Something that is told of a line's addresses. */
export interface Told {
  readonly at: EpochMicros;
  readonly code: 'address-changed' | 'prefix-changed' | 'ipv6-lost';
  /** Left out for what happened once. */
  readonly on?: boolean;
  readonly summary: string;
  readonly evidence: Evidence;
}
type Step = readonly [Holder, Told | undefined];

const secondsOf = (micros: EpochMicros): number => Math.max(0, Math.round(micros / S));

/** `2001:db8:0:100::/56` */
const prefixOf = (text: string): string => {
  const address = parseAddress(text);
  if (address === undefined) return text;
  const bytes = address.bytes.map((byte, i) => (i < PREFIX / 8 ? byte : 0));
  return `${addressText({ family: address.family, bytes })}/${PREFIX}`;
};
const samePrefix = (a: string, b: string): boolean => {
  const [one, other] = [parseAddress(a), parseAddress(b)];
  return one !== undefined && other !== undefined && hasPrefix(one.bytes, other.bytes, PREFIX);
};

const changedFrom = (label: string, family: 4 | 6, from: Held, to: string, at: EpochMicros): Told => {
  const held = secondsOf(at - from.since);
  const common = { family, since: from.since, heldSeconds: held };
  const after = `; the old one was held for ${lengthWords(at - from.since)}`;
  if (family === 4) {
    const summary = `${label} has another address, ${to} instead of ${from.address}${after}.`;
    return { at, code: 'address-changed', summary, evidence: { ...common, from: from.address, to } };
  }
  const [before, now] = [prefixOf(from.address), prefixOf(to)];
  const summary = `${label} has another IPv6 prefix, ${now} instead of ${before}${after}.`;
  return { at, code: 'prefix-changed', summary, evidence: { ...common, from: before, to: now, address: to } };
};
const isBack = (label: string, since: EpochMicros, address: string, at: EpochMicros): Told => {
  const summary = `${label} has IPv6 again, after ${lengthWords(at - since)} without.`;
  return { at, code: 'ipv6-lost', on: false, summary, evidence: { address, seconds: secondsOf(at - since) } };
};
const isLost = (label: string, holder: Holder, since: EpochMicros, at: EpochMicros): Step => {
  const address = holder.v6?.address ?? '';
  const summary = `${label} had the IPv6 address ${address} and has none any more; IPv4 works.`;
  return [
    { ...holder, lost6: since },
    { at, code: 'ipv6-lost', on: true, summary, evidence: { address, since } },
  ];
};

const has6 = (label: string, holder: Holder, address: string, at: EpochMicros): Step => {
  const { lost6 } = holder;
  const there = { ...holder, missing6: null, looks: 0, lost6: null };
  return [there, lost6 === null ? undefined : isBack(label, lost6, address, at)];
};

/** After an `egress-changed`: what it tells of the line's addresses, in its order. */
export const withEgress = (
  label: string,
  holder: Holder,
  { at, evidence }: Event,
): readonly [Holder, readonly Told[]] => {
  const family = numberIn(Number(evidence['family']));
  if (family !== 4 && family !== 6) return [holder, []];
  const key = family === 4 ? 'v4' : 'v6';
  const known = holder[key];
  // It was overtaken by a later one.
  if (known !== null && at < known.asOf) return [holder, []];
  const to = canonicalAddress(typeof evidence['to'] === 'string' ? evidence['to'] : '');
  if (to === undefined) {
    const gone = known === null ? null : { ...known, asOf: at };
    if (family === 4) return [{ ...holder, v4: gone, has4: false }, []];
    return [{ ...holder, v6: gone, missing6: gone === null ? null : (holder.missing6 ?? at) }, []];
  }
  if (parseAddress(to)?.family !== family) return [holder, []];
  const isSame = known !== null && (family === 4 ? known.address === to : samePrefix(known.address, to));
  const held: Held = { address: to, since: isSame ? known.since : at, asOf: at };
  const changed = known === null || isSame ? [] : [changedFrom(label, family, known, to, at)];
  if (family === 6) {
    const [next, back] = has6(label, { ...holder, v6: held }, to, at);
    return [next, [...changed, ...(back === undefined ? [] : [back])]];
  }
  // A line that was dark has its IPv6 a moment later than its IPv4.
  return [{ ...holder, v4: held, has4: true, answers: holder.has4 ? holder.answers : null }, changed];
};

/** After exchanges with STUN servers by either family. */
export const withAnswers = (label: string, holder: Holder, { samples }: Pick<Samples, 'samples'>): Step => {
  const { v6, has4, missing6, lost6 } = holder;
  const mayBeLost = v6 !== null && has4 && lost6 === null ? missing6 : null;
  let { answers } = holder;
  for (const sample of samples) {
    if ('note' in sample) continue;
    answers = 'lost' in sample ? null : (answers ?? sample.at);
    if (mayBeLost !== null && answers !== null && sample.at >= Math.max(mayBeLost, answers) + MISSING)
      return isLost(label, { ...holder, answers }, mayBeLost, sample.at);
  }
  return [answers === holder.answers ? holder : { ...holder, answers }, undefined];
};

/** After a run of the probe `address`. */
export const withLook = (label: string, holder: Holder, { at, outcome }: Run): Step => {
  if (outcome.status !== 'measured' || at <= holder.lookedAt) return [holder, undefined];
  const report = outcome.report as { readonly addresses?: unknown } | null;
  const found = listIn(report?.addresses, 8);
  const six = found.find((a) => a['family'] === 6)?.['address'];
  const looked = { ...holder, lookedAt: at };
  if (typeof six === 'string') return has6(label, looked, canonicalAddress(six) ?? '', at);
  const { v6, lost6 } = holder;
  if (v6 === null || !found.some((a) => a['family'] === 4)) return [looked, undefined];
  const next = { ...looked, looks: Math.min(LOOKS, holder.looks + 1), missing6: holder.missing6 ?? at };
  return next.looks >= LOOKS && lost6 === null ? isLost(label, next, next.missing6, at) : [next, undefined];
};

/** Whoever looked began anew: what is there is told again, and what is not is not. */
export const begunAnew = (holder: Holder, at: EpochMicros): Holder => ({
  ...holder,
  answers: null,
  missing6: holder.v6 === null ? null : (holder.missing6 ?? at),
});
/** The clock was set back: no time that is kept lies ahead of it. */
export const setBack = (holder: Holder, to: EpochMicros): Holder => {
  const atMost = <T extends EpochMicros | null>(at: T): T => (at === null ? at : (Math.min(at, to) as T));
  const heldTo = (held: Held | null): Held | null =>
    held === null ? null : { ...held, since: atMost(held.since), asOf: atMost(held.asOf) };
  const { v4, v6, missing6, lost6, lookedAt } = holder;
  return {
    ...holder,
    v4: heldTo(v4),
    v6: heldTo(v6),
    missing6: atMost(missing6),
    lost6: atMost(lost6),
    lookedAt: atMost(lookedAt),
    answers: null,
  };
};
