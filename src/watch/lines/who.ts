import { canonicalAddress, familyOf, hasPrefix, parseAddress } from '../../domain/address.ts';
import type { Line } from '../../domain/line.ts';
import type { By, EgressSeen, LineSeen, LinesState } from './state.ts';

const liesIn = (address: string, prefix: string): boolean => {
  const [base = '', length] = prefix.split('/');
  const [a, b] = [parseAddress(address), parseAddress(base)];
  if (a === undefined || b === undefined || a.family !== b.family) return false;
  return hasPrefix(a.bytes, b.bytes, length === undefined ? 8 * b.bytes.length : Number(length));
};

/** By what the line is recognised: all that its config gives and that can be judged must fit, and one at least. */
const fitsBy = ({ recognised }: Line, seen: EgressSeen): By | undefined => {
  const { egress, asn, firstHop } = recognised;
  const sameFamily = (egress ?? []).filter((p) => parseAddress(p.split('/')[0] ?? '')?.family === seen.family);
  const judged: readonly (readonly [By, boolean | undefined])[] = [
    ['prefix', sameFamily.length === 0 ? undefined : sameFamily.some((p) => liesIn(seen.address, p))],
    ['asn', asn === undefined || seen.asn === undefined ? undefined : asn === seen.asn],
    [
      'first-hop',
      firstHop === undefined || seen.firstHop === undefined || familyOf(firstHop) !== seen.family
        ? undefined
        : canonicalAddress(firstHop) === canonicalAddress(seen.firstHop),
    ],
  ];
  const known = judged.filter(([, fits]) => fits !== undefined);
  return known.every(([, fits]) => fits) ? known[0]?.[0] : undefined;
};
const ownOf = (seen: LineSeen | undefined, { family }: EgressSeen): EgressSeen | undefined =>
  seen?.egress.find((e) => e.family === family);

/** Measured over the line itself while the house had its address, and another: it is not this one. */
const isRuledOut = (line: Line, own: EgressSeen | undefined, house: EgressSeen): boolean =>
  line.reachable && own !== undefined && own.address !== house.address && own.asOf >= house.at && house.asOf >= own.at;

/** The line that the routing table points to, by a family; undefined: none that is known. */
export const believedLine = (
  lines: readonly Line[],
  { v4, v6 }: LinesState['routes'],
  family: 4 | 6 | undefined,
): Line | undefined => {
  const route = family === 6 ? v6 : family === 4 ? v4 : (v4 ?? v6);
  if (route === null || route === '') return undefined;
  const words = route.split(' ');
  const device = words.at(-1);
  const gateway = words.length > 1 ? canonicalAddress(words[0] ?? '') : undefined;
  const byDevice = lines.filter(({ recognised: r }) => r.device !== undefined && r.device === device);
  const byGateway = lines.filter(
    ({ recognised: r }) => gateway !== undefined && r.gateway !== undefined && canonicalAddress(r.gateway) === gateway,
  );
  if (byGateway.length > 0) return byGateway.find((line) => byDevice.includes(line)) ?? byGateway[0];
  // A device that several lines go out by tells none of them.
  return byDevice.length === 1 && byDevice[0]?.recognised.gateway === undefined ? byDevice[0] : undefined;
};

/** Whose address the house has. */
export const lineOf = (
  lines: readonly Line[],
  state: Pick<LinesState, 'seen' | 'routes'>,
  house: EgressSeen,
): { readonly line: string; readonly by: By } | undefined => {
  const believed = believedLine(lines, state.routes, house.family);
  /** Where several fit, the one that the routes point to, or the first. */
  const one = (found: readonly (readonly [Line, By])[]): { readonly line: string; readonly by: By } | undefined => {
    const [line, by] = found.find(([l]) => l === believed) ?? found[0] ?? [];
    return line === undefined || by === undefined ? undefined : { line: line.name, by };
  };
  const byAddress = lines.flatMap((line): readonly (readonly [Line, By])[] =>
    ownOf(state.seen[line.name], house)?.address === house.address ? [[line, 'address']] : [],
  );
  const possible = lines.filter((line) => !isRuledOut(line, ownOf(state.seen[line.name], house), house));
  const byFit = possible.flatMap((line): readonly (readonly [Line, By])[] => {
    const by = fitsBy(line, house);
    return by === undefined ? [] : [[line, by]];
  });
  return one(byAddress) ?? one(byFit);
};
/** Whether the line may still have that address, for all that is known. */
export const mayBe = (line: Line, state: Pick<LinesState, 'seen'>, house: EgressSeen): boolean =>
  !isRuledOut(line, ownOf(state.seen[line.name], house), house);
