import { HOUSE, type Line } from '../../domain/line.ts';
import type { SeriesState } from '../series-state.ts';
import { penaltyAt } from './damping.ts';
import { fareOfLine } from './fare.ts';
import { isMissing, isStale, leader } from './home.ts';
import { addressNow } from './live.ts';
import { heardWord } from './pulse.ts';
import { UNSEEN, type Found, type LineSeen, type LinesState } from './state.ts';
import { believedLine } from './who.ts';

const S = 1_000_000;
const DISAGREES_AFTER = 5 * S;
/** A gateway that was heard before is given so long to be heard again, or to be silent. */
const GATEWAY_TOLD = 15 * S;
/** Of what the house gets by then is known by which line. */
const HOUSE_TOLD = 5 * S;
/** So many questions in a row that a resolver leaves without an answer while its line carries. */
const UNHEARD = 3;
/** Connections that were lost are told for so long. */
const BROKEN_FOR = 300 * S;

type Wanted = Omit<Found, 'since'> & { readonly key: string };
const wanted = (where: string, code: Found['code'], summary: string, evidence: Found['evidence'] = {}): Wanted => ({
  key: `${where} ${code}`,
  where,
  code,
  summary,
  evidence,
});
const seconds = (micros: number): number => Math.max(0, Math.round(micros / S));

const DARK = ['gateway-silent', 'gateway-up-no-internet', 'line-dark'] as const;
/** One finding for a line that carries nothing: by what the gateway says, where there is one. */
const darkness = (line: Line, seen: LineSeen, fare: SeriesState, state: LinesState): readonly Wanted[] => {
  const { name, label } = line;
  const { now, findings } = state;
  const { gateway } = seen;
  const asked = line.recognised.gateway === undefined ? {} : { gatewayLastGood: gateway?.lastGood ?? null };
  const evidence = { silentSince: fare.since, reason: fare.reason ?? '', ...asked };
  const lasted = `over ${label} for ${seconds(fare.changedAt - fare.since)} s or more`;
  // Its device, address or namespace is not there: no router and no provider can help.
  if (fare.cause === 'send-failed') {
    const { device } = line.recognised;
    const lacks = device === undefined ? 'no way out there' : `no device ${device}, or no way out by it`;
    const words = `Dark: nothing could be sent ${lasted}: this machine has ${lacks}.`;
    return [wanted(name, 'line-dark', words, { ...evidence, unsent: true })];
  }
  const silence = `nothing has come back ${lasted}`;
  const heard = heardWord(gateway);
  if (heard === 'silent')
    return [wanted(name, 'gateway-silent', `The router of ${label} does not answer; ${silence}.`, evidence)];
  if (heard === 'answers' && (gateway?.lastGood ?? 0) > fare.since + S && (gateway?.well ?? 0) >= 3)
    return [wanted(name, 'gateway-up-no-internet', `The router of ${label} answers; ${silence}.`, evidence)];
  const told = DARK.find((code) => findings[`${name} ${code}`] !== undefined);
  if (told !== undefined) return [wanted(name, told, '')];
  if (heard === 'answers' && now - fare.changedAt < GATEWAY_TOLD) return [];
  return [wanted(name, 'line-dark', `Dark: ${silence}.`, evidence)];
};
const ofLine = (line: Line, state: LinesState, vantage: string): readonly Wanted[] => {
  const { name, label } = line;
  const { now } = state;
  const seen = state.seen[name] ?? UNSEEN;
  const fare = fareOfLine(state, line, vantage);
  const found: Wanted[] = [];
  if (fare?.word === 'down') found.push(...darkness(line, seen, fare, state));
  // What the house lost may be followed by another line, which is seen a moment later.
  if (fare?.word === 'degraded' && (line.reachable || now - fare.changedAt > HOUSE_TOLD)) {
    const reason = fare.reason ?? '';
    found.push(wanted(name, 'line-degraded', `${label} carries badly: ${reason.replace(/^\w+: /, '')}.`, { reason }));
  }
  const carries = fare?.word === 'up' || fare?.word === 'degraded';
  // While the line was dark nobody could answer.
  const unheard = (seen.resolver?.losses ?? []).filter((l) => fare?.word !== 'up' || l >= fare.since);
  if (carries && heardWord(seen.resolver) === 'silent' && unheard.length >= UNHEARD) {
    const lastGood = seen.resolver?.lastGood ?? null;
    const evidence = { lost: seen.resolver?.losses.length ?? 0, lastGood };
    found.push(wanted(name, 'line-dns-dead', `${label} carries, and its resolver does not answer.`, evidence));
  }
  if (seen.suppressed) {
    const penalty = Math.round(penaltyAt(seen.penalty, now));
    found.push(wanted(name, 'line-flapping', `${label} goes and comes back again and again.`, { penalty }));
  }
  return found;
};

const ofHouse = (lines: readonly Line[], state: LinesState): readonly Wanted[] => {
  const { live, now, disagreeSince, strangeSince, brokenAt } = state;
  const address = addressNow(state);
  const labelOf = (name: string): string => lines.find((line) => line.name === name)?.label ?? name;
  const found: Wanted[] = [];
  if (disagreeSince !== null && now - disagreeSince > DISAGREES_AFTER) {
    const believed = believedLine(lines, state.routes, address?.family)?.name ?? '';
    const words = `The routes point to ${labelOf(believed)}; the world sees ${live.address}, which is ${labelOf(live.line)}.`;
    const evidence = { believed, live: live.line, address: live.address };
    found.push(wanted(HOUSE, 'egress-disagrees', words, evidence));
  }
  // The line may have a new address, which is then looked up over it at once.
  if (address !== undefined && strangeSince !== null && now - strangeSince > DISAGREES_AFTER) {
    const { asn, asName, firstHop } = address;
    const words = `Traffic leaves by ${address.address}, which belongs to no line.`;
    const evidence = { address: address.address, asn: asn ?? null, asName: asName ?? null, firstHop: firstHop ?? null };
    found.push(wanted(HOUSE, 'egress-unknown', words, evidence));
  }
  if (brokenAt !== null && now - brokenAt < BROKEN_FOR)
    found.push(wanted(HOUSE, 'connections-lost', 'The last failover ended the connections that stood.'));
  return found;
};

const ofNames = (lines: readonly Line[], state: LinesState): readonly Wanted[] =>
  Object.entries(state.names).flatMap(([name, seen]) => {
    const line = leader(name, lines, state) ?? lines.find((l) => l.homeName === name);
    if (line === undefined) return [];
    const points = seen.addresses.join(',');
    if (isMissing(seen)) {
      const found = wanted(line.name, 'ddns-unresolved', `${name} has no address.`, { name });
      return [{ ...found, key: `${name} ddns-unresolved` }];
    }
    if (!isStale(seen)) return [];
    const words = `${name} leads to ${points}; ${line.label} has ${seen.wanted}.`;
    const found = wanted(line.name, 'ddns-stale', words, { name, points, address: seen.wanted });
    return [{ ...found, key: `${name} ddns-stale` }];
  });

/** All that is so just now, one a cause. */
export const findingsNow = (lines: readonly Line[], state: LinesState, vantage: string): readonly Wanted[] => [
  ...lines.flatMap((line) => ofLine(line, state, vantage)),
  ...ofHouse(lines, state),
  ...ofNames(lines, state),
];
