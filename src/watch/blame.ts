import type { StateWord } from '../domain/state.ts';
import type { Subject } from '../domain/subject.ts';

/** How a target fares, seen from one place: a vantage point, or one uplink of it. */
export interface Seen {
  readonly subject: Subject & { readonly target: string };
  readonly word: StateWord;
  /** The same text for the same machine, as far as anybody knows (`sameOf`): only that is compared between places. */
  readonly same: string;
}
/**
 * Where the fault lies. `site`: at the target, or at what all places share. `line`: at the line of the place.
 * `path`: between them. `unclear`: it is seen from one place alone, and there is nothing to compare it with.
 */
export type Fault = 'site' | 'line' | 'path' | 'unclear';

/** What speaks for it, of one place from which the target fares badly. */
export interface PlaceEvidence {
  readonly vantage: string;
  readonly via?: string;
  readonly word: StateWord;
  readonly fault: Fault;
  /** Of the other targets seen from there and known, so many fare badly too. */
  readonly othersBad: number;
  readonly others: number;
}
/** About a target that fares badly from anywhere. */
export interface Blame {
  readonly target: string;
  readonly same: string;
  /** One for all places, where they agree; `site` before all else. */
  readonly fault: Fault | 'mixed';
  /** Places from which it is known how it fares, and those of them from which it fares badly. */
  readonly places: number;
  readonly bad: number;
  readonly evidence: readonly PlaceEvidence[];
  /** For people. */
  readonly words: string;
}

/** With fewer others "most of them" says nothing. */
const LEAST_OTHERS = 2;

const isBad = ({ word }: Seen): boolean => word === 'down' || word === 'degraded';
const placeOf = ({ subject }: Seen): string => JSON.stringify([subject.vantage, subject.via ?? null]);
const grouped = (all: readonly Seen[], key: (s: Seen) => string): ReadonlyMap<string, readonly Seen[]> => {
  const groups = new Map<string, Seen[]>();
  for (const one of all) {
    const group = groups.get(key(one));
    if (group === undefined) groups.set(key(one), [one]);
    else group.push(one);
  }
  return groups;
};
/** `berlin`, or `berlin over dsl`. */
export const placeWords = ({ vantage, via }: Pick<Subject, 'vantage' | 'via'>): string =>
  via === undefined ? vantage : `${vantage} over ${via}`;
const list = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;

interface Judged {
  readonly seen: Seen;
  readonly evidence: PlaceEvidence;
}
const wordsOf = (target: string, places: number, judged: readonly Judged[], well: readonly Seen[]): string => {
  const at = (fault: Fault): string =>
    list(judged.filter((j) => j.evidence.fault === fault).map((j) => placeWords(j.seen.subject)));
  const others = judged
    .filter((j) => j.evidence.fault === 'line')
    .map((j) => `${j.evidence.othersBad} of ${j.evidence.others} other targets from there fare badly too`);
  const elsewhere = well.length === 0 ? '' : `; from ${list(well.map((s) => placeWords(s.subject)))} all is well`;
  const said: string[] = [];
  if (at('site') !== '')
    said.push(`The site (or what all ${places} places share): ${target} fares badly from ${at('site')}`);
  if (at('line') !== '') said.push(`The line of ${at('line')}: ${others.join(', ')}${elsewhere}`);
  if (at('path') !== '')
    said.push(`The path from ${at('path')} to ${target}: most else from there answers${elsewhere}`);
  if (at('unclear') !== '') said.push(`The path or the site: ${target} is seen from ${at('unclear')} alone`);
  return `${said.join('. ')}.`;
};

/**
 * "My line" told from "their site", of every target that fares badly from anywhere. Badly from every place that knows:
 * the site, unless every other target of such a place fares so too while another place is well otherwise, which leaves
 * that place's line out of account. Badly from one alone, with most of that place's other targets: its line. Otherwise
 * the path between.
 */
export const blamesOf = (all: readonly Seen[]): readonly Blame[] => {
  const known = all.filter((s) => s.word !== 'unknown');
  const fromPlace = grouped(known, placeOf);
  const othersOf = (seen: Seen): { readonly others: number; readonly othersBad: number } => {
    const others = (fromPlace.get(placeOf(seen)) ?? []).filter((s) => s.subject.target !== seen.subject.target);
    return { others: others.length, othersBad: others.filter(isBad).length };
  };
  const isLine = ({ others, othersBad }: ReturnType<typeof othersOf>): boolean =>
    others >= LEAST_OTHERS && othersBad * 2 > others;

  return [...grouped(known, (s) => s.same)].flatMap(([same, places]): readonly Blame[] => {
    const target = places[0]?.subject.target ?? '';
    const bad = places.filter(isBad);
    if (bad.length === 0) return [];
    const well = places.filter((s) => !isBad(s));
    const everywhere = well.length === 0 && places.length > 1;
    const judged = bad.map((seen): Judged => {
      const { vantage, via } = seen.subject;
      const around = othersOf(seen);
      // A place whose line is down says nothing of the site; one whose line is well has to say it.
      const fault: Fault =
        everywhere && (bad.every((s) => isLine(othersOf(s))) || !isLine(around))
          ? 'site'
          : isLine(around)
            ? 'line'
            : places.length > 1
              ? 'path'
              : 'unclear';
      return {
        seen,
        evidence: { vantage, ...(via === undefined ? {} : { via }), word: seen.word, fault, ...around },
      };
    });
    const evidence = judged.map((j) => j.evidence);
    const faults = new Set(evidence.map((e) => e.fault));
    const [first = 'unclear'] = faults;
    // A site that is down is so for all, also for a place whose own line is down besides.
    const fault = faults.has('site') ? 'site' : faults.size === 1 ? first : 'mixed';
    const words = wordsOf(target, places.length, judged, well);
    return [{ target, same, fault, places: places.length, bad: bad.length, evidence, words }];
  });
};
