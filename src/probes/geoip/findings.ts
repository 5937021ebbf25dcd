import { CODES } from '../../domain/codes.ts';
import type { Evidence, Finding } from '../../domain/finding.ts';
import type { Place } from '../../domain/place.ts';
import { DAY, microsOf, type EpochMicros } from '../../domain/time.ts';
import { aloneOf, camps, voicesOf } from './judge.ts';
import { staleAfter } from './makers.ts';
import type { GeoCorrection, PlacedAddress } from './report.ts';

const finding = (
  code: 'geo-disagreement' | 'geo-unexpected-country' | 'geo-database-stale',
  evidence: Evidence,
  remedy: string = CODES[code].remedy,
): Finding => ({ code, severity: CODES[code].severity, evidence, remedy });

/** `GB (MaxMind, DB-IP), AE (IPinfo)` */
const campsText = (placed: PlacedAddress): string =>
  camps(voicesOf(placed.answers))
    .map(([country, who]) => `${country} (${who.join(', ')})`)
    .join(', ');

/** Whom it is registered to is told beside: it explains much, and is no place. */
const aside = ({ registered, answers }: PlacedAddress): Evidence => {
  const country =
    registered?.country ?? answers.find((a) => a.says === 'registration' && a.country !== undefined)?.country;
  return country === undefined ? {} : { registeredIn: country };
};

/** Whom to write to, and what. */
const lettersOf = (corrections: readonly GeoCorrection[]): string | undefined => {
  const [first] = corrections;
  if (first === undefined) return undefined;
  const desks = corrections.map(({ source, to }) => `${source} (${to})`).join(', ');
  // Where they say different things, the letter that says nothing of what they say is right for all: the last.
  const isOne = corrections.every(({ country = first.country }) => country === first.country);
  return `write to ${desks}: “${(isOne ? first : (corrections.at(-1) ?? first)).text}”`;
};

const sentence = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

const disagreement = (placed: PlacedAddress, here: Place | undefined): readonly Finding[] => {
  const voices = voicesOf(placed.answers);
  if (new Set(voices.map((v) => v.country)).size < 2) return [];
  const { family, address, vote, corrections = [] } = placed;
  const alone = aloneOf(voices);
  const standing = alone.length === 0 ? '' : `; ${alone.join(', ')} ${alone.length === 1 ? 'stands' : 'stand'} alone`;
  const evidence = {
    summary: `Databases place ${address} in different countries: ${campsText(placed)}${standing}.`,
    family,
    address,
    ...(vote === undefined ? {} : { country: vote.country, says: vote.says }),
    of: voices.length,
    ...(alone.length === 0 ? {} : { alone: alone.join(', ') }),
    ...aside(placed),
  };
  const letters = lettersOf(corrections);
  if (letters === undefined) return [finding('geo-disagreement', evidence)];
  const remedy = here === undefined ? `If it is in ${vote?.country ?? ''}: ${letters}` : sentence(letters);
  return [finding('geo-disagreement', evidence, remedy)];
};

const unexpected = (placed: PlacedAddress, here: Place | undefined): readonly Finding[] => {
  const { family, address, vote, corrections = [] } = placed;
  if (here === undefined || vote === undefined || vote.country === here.country) return [];
  const evidence = {
    summary: `${vote.says} of ${vote.of} ${vote.of === 1 ? 'database places' : 'databases place'} ${address} in ${vote.country}, not in ${here.country}: ${campsText(placed)}.`,
    family,
    address,
    country: vote.country,
    here: here.country,
    says: vote.says,
    of: vote.of,
    ...aside(placed),
  };
  const letters = lettersOf(corrections);
  if (letters === undefined) return [finding('geo-unexpected-country', evidence)];
  return [finding('geo-unexpected-country', evidence, `If that is a VPN, it is what was asked for. Else ${letters}`)];
};

/** Once for each database, whatever it was asked. */
const stale = (addresses: readonly PlacedAddress[], now: EpochMicros): readonly Finding[] => {
  const seen = new Set<string>();
  return addresses
    .flatMap((a) => a.answers)
    .flatMap(({ source, kind, builtAt, maker }): readonly Finding[] => {
      if (kind !== 'mmdb' || builtAt === undefined || seen.has(source)) return [];
      seen.add(source);
      const most = staleAfter(maker);
      if (now - builtAt <= microsOf(most)) return [];
      const days = Math.floor((now - builtAt) / microsOf(DAY));
      const by = maker === undefined ? '' : `, by ${maker},`;
      const summary = `${source}${by} was built ${days} days ago; after ${most / DAY} days addresses have moved since.`;
      const evidence = { summary, source, ...(maker === undefined ? {} : { maker }), builtAt, days, most: most / DAY };
      return [finding('geo-database-stale', evidence)];
    });
};

/** What is to be told of where databases place the addresses of a line. IPv4 and IPv6 are told apart: they are placed apart. */
export const findingsOf = (
  addresses: readonly PlacedAddress[],
  here: Place | undefined,
  now: EpochMicros,
): readonly Finding[] => [
  ...addresses.flatMap((placed) => [...unexpected(placed, here), ...disagreement(placed, here)]),
  ...stale(addresses, now),
];
