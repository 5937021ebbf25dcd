import type { GeoAnswer } from './report.ts';

/** What one maker says of one address, by however many of its databases. */
export interface Voice {
  /** The maker, or the source where its maker is not known. */
  readonly who: string;
  readonly country: string;
}
export interface Vote {
  readonly country: string;
  readonly says: number;
  readonly of: number;
}

/**
 * Of those that say where it is, one voice a maker: two databases of one maker are one opinion, and of those the one that was built last. Whom
 * an address was given to is no voice.
 */
export const voicesOf = (answers: readonly GeoAnswer[]): readonly Voice[] => {
  const newest = new Map<string, { readonly country: string; readonly builtAt: number }>();
  for (const { says, country, maker, source, builtAt = 0 } of answers) {
    if (says !== 'location' || country === undefined) continue;
    const who = maker ?? source;
    const known = newest.get(who);
    if (known === undefined || builtAt > known.builtAt) newest.set(who, { country, builtAt });
  }
  return [...newest].map(([who, { country }]) => ({ who, country }));
};

/** Who says which country; the one that most say first, and by name where as many say so. */
export const camps = (voices: readonly Voice[]): readonly (readonly [country: string, who: readonly string[]])[] => {
  const byCountry = new Map<string, string[]>();
  for (const { who, country } of voices) byCountry.set(country, [...(byCountry.get(country) ?? []), who]);
  return [...byCountry].toSorted(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1));
};

/** The country that more say than any other; undefined where nobody says anything, or two are even. */
export const voteOf = (voices: readonly Voice[]): Vote | undefined => {
  const [first, second] = camps(voices);
  if (first === undefined || first[1].length === second?.[1].length) return undefined;
  return { country: first[0], says: first[1].length, of: voices.length };
};

/** Who says what nobody else says, while others agree on something. */
export const aloneOf = (voices: readonly Voice[]): readonly string[] => {
  const all = camps(voices);
  if ((all[0]?.[1].length ?? 0) < 2) return [];
  return all.flatMap(([, who]) => (who.length === 1 ? who : []));
};
