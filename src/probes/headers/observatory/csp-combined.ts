import { readPolicy } from '../../../wire/http/csp.ts';

/** Policies as Observatory makes one of them. */
export interface Combined {
  /** Sources in lower case, by directive; never empty: a list of which nothing is left is 'none'. */
  readonly directives: ReadonlyMap<string, Set<string>>;
  /** report-uri or report-to stood in one policy twice. */
  readonly repeated: boolean;
}
interface Source {
  readonly text: string;
  /** Which policy said it. */
  readonly of: number;
  readonly kept: boolean;
}

/** Shorter than any directive with a hyphen could be. */
const SHORTEST = 6;
const MAY_REPEAT = new Set(['report-uri', 'report-to']);
/** What is beyond is not looked at: combining costs the square of how many there are. */
export const MOST_POLICIES = 32;
const { compare } = new Intl.Collator('en');

/**
 * What several policies come to, as Observatory reads them, which is not what a browser does (it holds to each): a source
 * counts where two policies name it; a directive of the first policy alone stays, one of a later policy alone comes to 'none'.
 * Undefined where one is too short, names a directive twice, or cannot be compared (a broken percent sign).
 */
export const combine = (policies: readonly string[]): Combined | undefined => {
  const texts = policies.slice(0, MOST_POLICIES).map((policy) => policy.replaceAll(/[\r\n]/g, '').trim());
  if (texts.some((text) => text.length < SHORTEST)) return undefined;
  const lists = new Map<string, readonly Source[]>();
  let repeated = false;
  for (const [of, text] of texts.entries()) {
    const named = new Set<string>();
    for (const { name, values } of readPolicy(text)) {
      if (named.has(name)) {
        if (!MAY_REPEAT.has(name)) return undefined;
        repeated = true;
      }
      named.add(name);
      const said = values.length === 0 && name.endsWith('-src') ? ["'none'"] : values;
      const fresh = said.map((value) => ({ text: value.toLowerCase(), of, kept: of === 0 }));
      const list = chosen(of === 0 ? fresh : [...(lists.get(name) ?? []), ...fresh]);
      if (list === undefined) return undefined;
      // What the first policy says has to be said by another, where there is one.
      lists.set(name, of === 0 && texts.length > 1 ? list.map((source) => ({ ...source, kept: false })) : list);
    }
  }
  const directives = new Map(
    [...lists].map(([name, list]) => [name, new Set(list.length === 0 ? ["'none'"] : list.map(({ text }) => text))]),
  );
  return { directives, repeated };
};

/** Of neighbours in the order of the alphabet: one policy's longer source falls to its shorter beginning, and what two policies say stays. */
const chosen = (sources: readonly Source[]): readonly Source[] | undefined => {
  const sorted = sources.toSorted((a, b) => compare(a.text, b.text));
  const kept: Source[] = [];
  for (const [i, source] of sorted.entries()) {
    const before = sorted[i - 1];
    let stays = source.kept;
    if (before?.of === source.of && source.text.startsWith(before.text)) stays = false;
    if (before !== undefined && before.of !== source.of) {
      const same = covers(before.text, source.text);
      if (same === undefined) return undefined;
      stays ||= same;
    }
    if (stays) kept.push({ ...source, kept: true });
  }
  return kept;
};

/** A source names all that another does, compared as paths, piece by piece; undefined where one cannot be decoded. */
const covers = (wide: string, narrow: string): boolean | undefined => {
  if (wide === '') return true;
  const wanted = wide.split('/');
  const pieces = narrow.split('/');
  const open = wide.endsWith('/');
  if (wanted.length > pieces.length || (!open && wanted.length !== pieces.length)) return false;
  try {
    return (open ? wanted.slice(0, -1) : wanted).every(
      (piece, i) => decodeURIComponent(piece) === decodeURIComponent(pieces[i] ?? ''),
    );
  } catch {
    return undefined;
  }
};
