import { canonicalAddress, familyOf } from '../../domain/address.ts';
import type { Run } from '../../domain/entry.ts';
import { HOUSE, type Line } from '../../domain/line.ts';
import type { EpochMicros } from '../../domain/time.ts';
import { UNSEEN, type LinesState, type NameSeen } from './state.ts';

/** The probe that resolves a line's home name. */
export const HOME_NAME = 'home-name';
const S: EpochMicros = 1_000_000;
const STALE_AFTER = 120 * S;
const MOST_ADDRESSES = 16;
const LONGEST_TTL = 86_400;
const NEW: NameSeen = { at: 0, addresses: [], missing: 0, ttl: 0, wanted: '', wantedSince: 0 };

/** After a run that looked the name up. Its report may be of another version, so that it is read with care. */
export const resolvedBy = (before: NameSeen = NEW, { at, outcome }: Run): NameSeen => {
  if (outcome.status === 'failed')
    return outcome.reason === 'no-address' ? { ...before, at, addresses: [], missing: before.missing + 1 } : before;
  const report = outcome.report as { readonly addresses?: unknown; readonly ttl?: unknown } | null;
  if (!Array.isArray(report?.addresses)) return before;
  const addresses = report.addresses.flatMap((a: unknown) =>
    typeof a === 'string' ? (canonicalAddress(a) ?? []) : [],
  );
  const { ttl } = report;
  return {
    ...before,
    at,
    addresses: addresses.slice(0, MOST_ADDRESSES),
    missing: addresses.length === 0 ? before.missing + 1 : 0,
    ttl: typeof ttl === 'number' && ttl > 0 ? Math.min(ttl, LONGEST_TTL) : 0,
  };
};

/** The line whose address the name must have: of several the live one; undefined: none of them is. */
export const leader = (name: string, lines: readonly Line[], { live }: Pick<LinesState, 'live'>): Line | undefined => {
  const listed = lines.filter((line) => line.homeName === name);
  return listed.length === 1 ? listed[0] : listed.find((line) => line.name === live.line);
};
/** The addresses that the name must have, comma-separated; empty: nobody knows. */
const wantedBy = (line: Line | undefined, { live, seen }: LinesState): string => {
  if (line === undefined) return '';
  const own = (seen[line.name] ?? UNSEEN).egress;
  const all = line.name === live.line ? [...(seen[HOUSE] ?? UNSEEN).egress, ...own] : own;
  // Where the house has a newer one of a family, that is the line's.
  return ([4, 6] as const)
    .flatMap((family) => all.filter((e) => e.family === family).toSorted((a, b) => b.at - a.at)[0]?.address ?? [])
    .join(',');
};
/** What the name must lead to as of now. */
export const expected = (name: string, before: NameSeen, lines: readonly Line[], state: LinesState): NameSeen => {
  const wanted = wantedBy(leader(name, lines, state), state);
  return wanted === '' || wanted === before.wanted ? before : { ...before, wanted, wantedSince: state.now };
};

/** Whether it leads there, by the families that both have; undefined where there is none. */
export const follows = ({ addresses, wanted }: NameSeen): boolean | undefined => {
  const judged = wanted.split(',').flatMap((address) => {
    const family = familyOf(address);
    const has = addresses.filter((a) => familyOf(a) === family);
    return family === undefined || has.length === 0 ? [] : [has.includes(address)];
  });
  return judged.length === 0 ? undefined : judged.every(Boolean);
};
/** It was looked up since the name should have followed, and leads elsewhere. */
export const isStale = (seen: NameSeen): boolean =>
  follows(seen) === false && seen.at >= seen.wantedSince + Math.max(STALE_AFTER, seen.ttl * S);
/** It was looked up twice, and has no address. */
export const isMissing = ({ missing }: NameSeen): boolean => missing >= 2;
