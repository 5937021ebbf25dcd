import { HOUSE, type Line } from '../../domain/line.ts';
import type { EpochMicros } from '../../domain/time.ts';
import { fareOf, wordOf } from './fare.ts';
import { UNSEEN, type EgressSeen, type LinesState, type Live } from './state.ts';
import { believedLine, lineOf, mayBe } from './who.ts';

const S: EpochMicros = 1_000_000;
/** After the house was dark an address that was measured since is waited for so long; then the routes are believed. */
const MEASURED_WITHIN = 5 * S;
/** An address that no line has yet: the live one may have a new one, which is measured over it this often. */
const MEASURED_AGAIN = 75 * S;

/** What the world sees now of the house: IPv4 speaks for it where there is any. */
export const addressNow = ({ seen, darkAt }: Pick<LinesState, 'seen' | 'darkAt'>): EgressSeen | undefined => {
  const known = (seen[HOUSE] ?? UNSEEN).egress.filter((e) => e.asOf > darkAt);
  return known.find((e) => e.family === 4) ?? known[0];
};

/** The line whose address that is; undefined: it fits none. */
export type Owner = ReturnType<typeof lineOf>;
export const ownerOf = (lines: readonly Line[], state: LinesState, address: EgressSeen | undefined): Owner =>
  address === undefined ? undefined : lineOf(lines, state, address);

/** The live line by all that is known: measured where anything is, believed where nothing is. */
export const liveNow = (
  lines: readonly Line[],
  state: LinesState,
  address: EgressSeen | undefined,
  found: Owner,
  vantage: string,
): Omit<Live, 'since'> => {
  const { live, now, routes, strangeSince } = state;
  const none = (by: 'dark' | 'unknown'): Omit<Live, 'since'> => ({ line: '', by, address: address?.address ?? '' });
  const isDark = (line: Line): boolean => wordOf(state, line.name, vantage) === 'down';
  const believed = believedLine(lines, routes, address?.family);
  const house = fareOf(state, HOUSE, vantage);

  if (address === undefined) {
    if (house === undefined || house.word === 'unknown') return live;
    if (house.word === 'down') return none('dark');
    if (now - Math.max(house.since, state.darkAt) < MEASURED_WITHIN) return live;
    return believed === undefined || isDark(believed)
      ? none('unknown')
      : { line: believed.name, by: 'route', address: '' };
  }
  if (found !== undefined) return { ...found, address: address.address };
  const isPossible = (line: Line): boolean => mayBe(line, state, address) && !isDark(line);
  if (believed !== undefined && isPossible(believed))
    return { line: believed.name, by: 'route', address: address.address };
  const current = lines.find((line) => line.name === live.line);
  return current !== undefined && isPossible(current) && now - (strangeSince ?? now) < MEASURED_AGAIN
    ? live
    : none('unknown');
};
