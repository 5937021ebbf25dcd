import { isCountry as isAssigned } from '../../domain/country.ts';
import type { AddressNow, AddressPlace, PlaceEvidence } from './schema.ts';
import { countryName } from './names.ts';

type Piece = PlaceEvidence['pieces'][number];
const FIXED: ReadonlySet<string> = new Set(['dsl', 'cable', 'fibre']);
/** Regions that registries have codes of (EU, AP) are no countries; Kosovo's is in use and not assigned. */
const isCountry = (text: string | undefined): text is string =>
  text !== undefined && (isAssigned(text) || text === 'XK');

/** Which country's registry entry it is: by RDAP, else by the registries' statistics. */
const registrationOf = ({ registered, geo }: AddressNow): string | undefined =>
  registered?.country ?? geo?.answers.find((a) => a.says === 'registration' && a.country !== undefined)?.country;

const piecesOf = ({ name, label, kind, addresses }: AddressPlace): readonly Piece[] =>
  addresses.flatMap((now) => {
    const { address, geo } = now;
    const vote = geo?.vote;
    const about = { line: name, address };
    const pieces: Piece[] = [];
    if (vote !== undefined && isCountry(vote.country)) {
      const words = `${label}: ${vote.says} of ${vote.of} place ${address} in ${countryName(vote.country)}`;
      pieces.push({ item: 'b', ...about, country: vote.country, words });
    }
    const country = registrationOf(now);
    const item = kind === '5g' ? 'd' : kind !== undefined && FIXED.has(kind) ? 'e' : undefined;
    if (item !== undefined && isCountry(country)) {
      const what = item === 'd' ? 'the mobile network' : 'the network of the fixed line';
      pieces.push({ item, ...about, country, words: `${label}: ${what} is registered in ${countryName(country)}` });
    }
    return pieces;
  });

/**
 * Two of one kind (article 24f has one letter for every kind of location by address), or both of one line, are of one
 * origin: a database begins with what the registry says of the same network.
 */
const independent = (a: Piece, b: Piece): boolean => a.item !== b.item && a.line !== b.line && a.address !== b.address;
type Pair = readonly [number, number];
const pairsOf = (pieces: readonly Piece[]): readonly Pair[] =>
  pieces.flatMap((a, i) =>
    pieces.flatMap((b, j): readonly Pair[] => (i < j && a.country === b.country && independent(a, b) ? [[i, j]] : [])),
  );

const leftOutOf = (places: readonly AddressPlace[]): readonly string[] =>
  places
    .filter((p) => p.kind === 'vpn' && p.addresses.length > 0)
    .map(({ label }) => `${label}: the address of a VPN tells where its server is`);

/** Sources of the addresses that count which stand against a country. */
const dissenters = (places: readonly AddressPlace[], country: string): readonly string[] =>
  places.flatMap(({ label, addresses }) =>
    addresses.flatMap(({ address, geo }) =>
      (geo?.answers ?? []).flatMap(({ source, says, country: other }) =>
        says === 'location' && isCountry(other) && other !== country
          ? [`${label}: ${source} places ${address} in ${countryName(other)}`]
          : [],
      ),
    ),
  );

const MISSING =
  'A second one of another origin has to come from elsewhere: a billing address, a bank, the country of the SIM.';

const said = (pieces: readonly Piece[], agree: readonly number[]): string =>
  agree
    .flatMap((i) => pieces[i] ?? [])
    .map((p) => p.words)
    .join('; ');

/**
 * What there is to show where one is, as article 24b(d) of Implementing Regulation (EU) 282/2011 counts it: two items
 * of article 24f that do not contradict one another. What stands in for an item is said in its words: nobody looked at
 * a SIM or at the socket of a line. The config's `here` is the owner's word and no evidence.
 */
export const evidenceOf = (places: readonly AddressPlace[]): PlaceEvidence => {
  // The house has the address of one of its lines.
  const own = places.some((p) => p.kind !== undefined) ? places.filter((p) => p.kind !== undefined) : places;
  const counted = own.filter((p) => p.kind !== 'vpn');
  const pieces = counted.flatMap(piecesOf);
  const leftOut = leftOutOf(places);
  const pairs = pairsOf(pieces);
  const countries = [...new Set(pieces.map((p) => p.country))];
  const agreed = new Set(pairs.map(([i]) => pieces[i]?.country));
  const [pair] = pairs;
  const all = { pieces, leftOut };
  if (pieces.length === 0)
    return { ...all, standing: 'none', agree: [], contradicts: [], words: 'Nothing that counts as evidence is known.' };
  if (pair !== undefined && agreed.size === 1) {
    const country = pieces[pair[0]]?.country ?? '';
    const against = pieces.filter((p) => p.country !== country).map((p) => p.words);
    const contradicts = [...against, ...dissenters(counted, country)];
    const but =
      contradicts.length === 0
        ? ''
        : ` ${contradicts.length === 1 ? 'One thing' : `${contradicts.length} things`} said otherwise.`;
    return {
      ...all,
      standing: 'two',
      country,
      agree: [...pair],
      contradicts,
      words: `Two pieces of evidence agree on ${countryName(country)}: ${said(pieces, pair)}.${but}`,
    };
  }
  const [country] = countries;
  if (country === undefined || countries.length > 1) {
    const contradicts = pieces.map((p) => p.words);
    const told = countries.map(countryName).join(' and ');
    const words = `There are no two pieces of evidence without a contradiction: they say ${told}.`;
    return { ...all, standing: 'conflicting', agree: [], contradicts, words };
  }
  return {
    ...all,
    standing: 'one',
    country,
    agree: [],
    contradicts: dissenters(counted, country),
    words: `${
      pieces.length === 1
        ? 'One piece of evidence says'
        : `${pieces.length} pieces of one origin, which count as one, say`
    } ${countryName(country)}: ${said(pieces, [...pieces.keys()])}. ${MISSING}`,
  };
};
