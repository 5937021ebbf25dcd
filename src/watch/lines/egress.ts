import { canonicalAddress } from '../../domain/address.ts';
import type { Event } from '../../domain/entry.ts';
import type { EpochMicros } from '../../domain/time.ts';
import type { EgressSeen, LineSeen } from './state.ts';

/** An exchange and what it told are handed to the journal within this of each other, in any order. */
const TOLD_WITHIN: EpochMicros = 1_500_000;

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value.slice(0, 200) : undefined;
const count = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;
export const familyIn = ({ evidence }: Event): 4 | 6 | undefined => {
  const family = Number(evidence['family']);
  return family === 4 || family === 6 ? family : undefined;
};

/** After an `egress-changed`. It may have been written by another version, so that it is read with care. */
export const withEgress = (seen: LineSeen, event: Event): LineSeen => {
  const { at, evidence } = event;
  const family = familyIn(event);
  if (family === undefined) return seen;
  const others = seen.egress.filter((e) => e.family !== family);
  const address = canonicalAddress(text(evidence['to']) ?? '');
  if (address === undefined) return { ...seen, egress: others, confirming: null };
  const known = seen.egress.find((e) => e.family === family && e.address === address);
  const asn = count(evidence['asn']);
  const pathMtu = count(evidence['pathMtu']);
  const asName = text(evidence['asName']);
  const firstHop = text(evidence['firstHop']);
  const now: EgressSeen = {
    ...known,
    family,
    address,
    // A probe that was started anew tells the same address again.
    at: known?.at ?? at,
    asOf: at,
    ...(asn === undefined ? {} : { asn }),
    ...(asName === undefined ? {} : { asName }),
    ...(firstHop === undefined ? {} : { firstHop }),
    ...(pathMtu === undefined ? {} : { pathMtu }),
  };
  return { ...seen, egress: [...others, now].toSorted((a, b) => a.family - b.family), confirming: null };
};

/** An exchange of `at` brought an answer; unless another address is told with it, it was the same. */
export const withAnswer = (seen: LineSeen, at: EpochMicros): LineSeen =>
  seen.confirming === null && seen.egress.length > 0 ? { ...seen, confirming: at } : seen;

/** What is sure by `now`. */
export const confirmed = (seen: LineSeen, now: EpochMicros): LineSeen => {
  const { confirming } = seen;
  if (confirming === null || now < confirming + TOLD_WITHIN) return seen;
  const egress = seen.egress.map((e) => ({ ...e, asOf: Math.max(e.asOf, confirming) }));
  return { ...seen, egress, confirming: null };
};
