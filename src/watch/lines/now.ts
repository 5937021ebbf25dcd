import { HOUSE, type Line } from '../../domain/line.ts';
import type { Egress, LineFinding, LineNow, LinesNow } from '../../domain/line-now.ts';
import type { SeriesState } from '../series-state.ts';
import { addressNow } from './live.ts';
import { fareOf, fareOfLine } from './fare.ts';
import { follows } from './home.ts';
import { heardWord } from './pulse.ts';
import { UNSEEN, type EgressSeen, type LinesState } from './state.ts';
import { believedLine } from './who.ts';

const faring = (fare: SeriesState | undefined, now: number): Pick<LineNow, 'word' | 'since' | 'reason'> =>
  fare === undefined
    ? { word: 'unknown', since: now }
    : { word: fare.word, since: fare.since, ...(fare.reason === undefined ? {} : { reason: fare.reason }) };
const egressOf = (all: readonly EgressSeen[]): readonly Egress[] =>
  all.map(({ family, address, at, asn, asName, firstHop }) => ({
    family,
    address,
    at,
    ...(asn === undefined ? {} : { asn }),
    ...(asName === undefined ? {} : { asName }),
    ...(firstHop === undefined ? {} : { firstHop }),
  }));

/** What is known of the lines up to the last entry, in the order of the config. */
export const currentLines = (lines: readonly Line[], state: LinesState, vantage: string): LinesNow => {
  const { live, seen, names, routes, now } = state;
  const findingsAt = (where: string): readonly LineFinding[] =>
    Object.values(state.findings)
      .filter((found) => found.where === where)
      .map(({ code, since, summary, evidence }) => ({ code, since, summary, evidence }));
  const homeOf = ({ name, homeName }: Line): LineNow['home'] => {
    const known = homeName === undefined ? undefined : names[homeName];
    if (known === undefined || known.at === 0) return undefined;
    const isAsked = live.line === name || lines.filter((line) => line.homeName === homeName).length === 1;
    const does = isAsked ? follows(known) : undefined;
    return { addresses: known.addresses, ...(does === undefined ? {} : { follows: does }) };
  };
  const lineNow = (line: Line): LineNow => {
    const { egress, mtu, gateway, resolver } = seen[line.name] ?? UNSEEN;
    const isLive = live.line === line.name;
    const house = seen[HOUSE] ?? UNSEEN;
    const own = egress.length === 0 && isLive ? house.egress : egress;
    const pathMtu = mtu ?? (isLive ? addressNow(state)?.pathMtu : undefined);
    const home = homeOf(line);
    return {
      line: line.name,
      ...faring(fareOfLine(state, line, vantage), now),
      egress: egressOf(own),
      ...(pathMtu === undefined ? {} : { pathMtu }),
      gateway: heardWord(gateway),
      resolver: heardWord(resolver),
      ...(home === undefined ? {} : { home }),
      findings: findingsAt(line.name),
    };
  };
  const believed = believedLine(lines, routes, addressNow(state)?.family);
  return {
    ...(live.line === '' ? {} : { live: { line: live.line, since: live.since } }),
    ...(believed === undefined ? {} : { believed: believed.name }),
    lines: lines.map(lineNow),
    house: {
      ...faring(fareOf(state, HOUSE, vantage), now),
      egress: egressOf((seen[HOUSE] ?? UNSEEN).egress),
      findings: findingsAt(HOUSE),
    },
  };
};
