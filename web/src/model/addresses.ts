import type {
  AddressHistory,
  Addresses,
  AddressNow,
  AddressPlace,
  Held,
  PlaceEvidence,
  Placed,
} from '../../../src/api/addresses/schema.ts';
import { countryName } from './countries.ts';
import { formatDuration } from './format.ts';
import type { Verdict } from './order.ts';

/** Lines, and the house where there are none, or where it has an address of none of them. */
export const placesShown = ({ places }: Pick<Addresses, 'places'>): readonly AddressPlace[] => {
  const lines = places.filter((p) => p.kind !== undefined);
  const known = new Set(lines.flatMap((p) => p.addresses.map((a) => a.address)));
  return places.filter(
    (p) => p.kind !== undefined || lines.length === 0 || p.addresses.some((a) => !known.has(a.address)),
  );
};

/** A column of the matrix: an address, and who has it. */
export interface Column {
  readonly address: AddressNow;
  readonly label: string;
}
/** Each address once, those of the house where no line has them. */
export const columnsOf = (all: Pick<Addresses, 'places'>): readonly Column[] =>
  placesShown(all)
    .flatMap(({ addresses, label }) => addresses.map((address) => ({ address, label })))
    .filter((c, i, columns) => columns.findIndex((x) => x.address.address === c.address.address) === i);

type Answer = NonNullable<AddressNow['geo']>['answers'][number];
export interface Row {
  readonly source: string;
  readonly says: Answer['says'];
  readonly maker: string | undefined;
  readonly builtAt: number | undefined;
  /** By column; missing where it was not asked. */
  readonly answers: readonly (Answer | undefined)[];
}
/** A row a source, in the order in which they were told; those that tell of registration last. */
export const rowsOf = (columns: readonly Column[]): readonly Row[] => {
  const found = new Map<string, Answer>();
  for (const { address } of columns) {
    for (const a of address.geo?.answers ?? []) {
      const known = found.get(a.source);
      if (known === undefined || (known.builtAt === undefined && a.builtAt !== undefined)) found.set(a.source, a);
    }
  }
  const rows: Row[] = [];
  for (const { source, says, maker, builtAt } of found.values()) {
    const answers = columns.map((c) => c.address.geo?.answers.find((a) => a.source === source));
    rows.push({ source, says, maker, builtAt, answers });
  }
  return [...rows.filter((r) => r.says === 'location'), ...rows.filter((r) => r.says === 'registration')];
};

/** Whom to write to about which address. */
export const correctionsOf = (all: Pick<Addresses, 'places'>) =>
  columnsOf(all).flatMap(({ address: { address, geo } }) =>
    (geo?.corrections ?? []).map((c) => Object.assign({ address }, c)),
  );

const DAY = 86_400_000_000;
/** `built 9 d ago` */
export const ageWords = (builtAt: number, now: number): string => {
  const days = Math.max(0, Math.floor((now - builtAt) / DAY));
  return days === 0 ? 'built today' : `built\u00a0${days}\u00a0d\u00a0ago`;
};

const voteOf = ({ addresses }: AddressPlace) => addresses.find((a) => a.geo?.vote !== undefined)?.geo?.vote;
/** Where the world thinks that one is: what counts is the live line, else, where nobody was asked about that, the first that is known. */
export const addressesVerdict = ({ here, places }: Addresses): Verdict => {
  const live = places.find((p) => p.live && p.addresses.some((a) => a.geo !== undefined));
  const first = live ?? places.find((p) => voteOf(p) !== undefined);
  const vote = first === undefined ? undefined : voteOf(first);
  if (vote === undefined) {
    const anything = places.some((p) => p.addresses.some((a) => a.geo !== undefined));
    return anything
      ? { word: 'unknown', title: 'The world does not agree where this is', detail: '' }
      : { word: 'unknown', title: 'Not known yet where the world thinks this is', detail: '' };
  }
  const name = countryName(vote.country);
  if (here !== undefined && here.country !== vote.country)
    return { word: 'degraded', title: `The world says ${name}, not ${countryName(here.country)}`, detail: '' };
  return { word: 'up', title: `The world says ${name}`, detail: '' };
};

export const MAPPING_WORDS: Readonly<Record<NonNullable<AddressNow['mapping']>, string>> = {
  none: 'none: the address is the machine’s own',
  'endpoint-independent': 'the same port for everybody',
  varies: 'another port for every place: calls and games need a relay',
};
export const ITEM_WORDS: Readonly<Record<PlaceEvidence['pieces'][number]['item'], string>> = {
  b: 'location by address',
  d: 'mobile network',
  e: 'fixed line',
};
export const STANDING_TITLES: Readonly<Record<PlaceEvidence['standing'], string>> = {
  two: 'Two agree',
  one: 'Only one',
  none: 'None',
  conflicting: 'They contradict one another',
};

/** A stretch of a strip, in hundredths of its width. */
export interface Patch {
  readonly left: number;
  readonly width: number;
  readonly look: 'same' | 'other' | 'none';
  readonly country?: string;
}
/** What a source said over time, against a country. */
export const patchesOf = ({ stretches }: Placed, from: number, to: number, country: string | undefined): Patch[] =>
  stretches.flatMap((s): Patch[] => {
    const [a, b] = [Math.max(from, s.from), Math.min(to, s.to)];
    if (b <= a) return [];
    const share = 100 / (to - from);
    const look = s.country === undefined ? 'none' : s.country === country ? 'same' : 'other';
    const said = s.country === undefined ? {} : { country: s.country };
    return [{ left: (a - from) * share, width: (b - a) * share, look, ...said }];
  });
/** A strip for who cannot see it: "United Kingdom 18 d, no answer 2 d". */
export const placedWords = ({ stretches }: Placed): string =>
  stretches
    .map(
      (s) =>
        `${s.country === undefined ? 'no answer' : countryName(s.country)} ${formatDuration((s.to - s.from) / 1_000)}`,
    )
    .join(', ');

export interface HeldRow {
  readonly name: string;
  readonly family: 4 | 6;
  /** Newest first. */
  readonly held: readonly Held[];
}
/** By line and family, in the order of the lines; the house where there are no lines. */
export const heldRows = ({ held }: AddressHistory, places: readonly AddressPlace[]): readonly HeldRow[] =>
  places.flatMap(({ name }) =>
    ([4, 6] as const).flatMap((family): HeldRow[] => {
      const own = held.filter((h) => h.name === name && h.family === family);
      return own.length === 0 ? [] : [{ name, family, held: own }];
    }),
  );
export const heldWords = ({ from, to }: Held, now: number, since: number): string =>
  from === undefined
    ? `more than ${formatDuration(((to ?? now) - since) / 1_000)}`
    : formatDuration(((to ?? now) - from) / 1_000);
