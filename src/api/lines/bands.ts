import type { Event, Gap } from '../../domain/entry.ts';
import type { Standing } from '../../domain/line-now.ts';
import { HOUSE } from '../../domain/line.ts';
import { STATE_WORDS, type StateWord } from '../../domain/state.ts';
import type { EpochMicros } from '../../domain/time.ts';
import type { Range } from '../../store/journal.ts';
import type { Stretch } from '../line-schema.ts';

/** What is wrong with a line comes before whether it is the live one. */
export const standingOf = (word: StateWord, live: boolean): Standing => {
  if (word === 'unknown') return 'unknown';
  if (word === 'down') return 'dark';
  if (word === 'degraded') return 'degraded';
  return live ? 'live' : 'standby';
};

/** From `at` on it was `is`; the first holds from the beginning of time. */
interface Turn<T> {
  readonly at: EpochMicros;
  readonly is: T;
}

/**
 * What something was over time, out of the changes that are known (oldest first) and what it is now. What was before
 * the first change is what that one says it came from.
 */
const turnsOf = <T>(changes: readonly { readonly at: EpochMicros; readonly from: T; readonly to: T }[], now: T) => {
  const turns: Turn<T>[] = [{ at: Number.NEGATIVE_INFINITY, is: changes[0]?.from ?? now }];
  for (const { at, to } of changes) {
    // What counts from the last good reply begins before what it was found out by.
    while (turns.length > 1 && (turns.at(-1)?.at ?? 0) >= at) turns.pop();
    turns.push({ at, is: to });
  }
  return turns;
};
/** What it was at a moment. */
const isAt = <T>(turns: readonly Turn<T>[], at: EpochMicros): T | undefined =>
  turns.findLast((turn) => turn.at <= at)?.is;

const wordOf = (value: unknown): StateWord => STATE_WORDS.find((word) => word === value) ?? 'unknown';
const momentOf = ({ at, evidence }: Event): EpochMicros => {
  const { since } = evidence;
  return typeof since === 'number' && since <= at ? since : at;
};

/** The changes of state of a line among events, oldest first. */
const wordsOf = (events: readonly Event[], line: string) =>
  events
    .filter((e) => e.type === 'state-changed' && e.probe === 'uplink' && e.subject?.target === line)
    .map((e) => ({ at: momentOf(e), from: wordOf(e.evidence['from']), to: wordOf(e.evidence['to']) }));
const livesOf = (events: readonly Event[]) =>
  events
    .filter((e) => e.type === 'live-changed')
    .map((e) => ({ at: momentOf(e), from: String(e.evidence['from'] ?? ''), to: String(e.evidence['to'] ?? '') }));

/** The stretches of a range in which a line was the live one, given events newest first. */
export const liveStretches = (events: readonly Event[], line: string, live: string | undefined, range: Range) => {
  const turns = turnsOf(livesOf(events.toReversed()), live ?? '');
  return turns.flatMap(({ at, is }, i): readonly Range[] => {
    const from = Math.max(range.from, at);
    const to = Math.min(range.to, turns[i + 1]?.at ?? Number.POSITIVE_INFINITY);
    return is === line && from < to ? [{ from, to }] : [];
  });
};

export interface BandsAsked extends Range {
  /** Newest first, from the range's beginning to now. */
  readonly events: readonly Event[];
  readonly gaps: readonly Gap[];
  /** What holds now, by line, and which one is live. */
  readonly words: ReadonlyMap<string, StateWord>;
  readonly live: string | undefined;
  /** Lines that cannot be reached by themselves: they stand as the house does while they are live, else nobody knows. */
  readonly asHouse?: ReadonlySet<string>;
  /** What holds for the house now. */
  readonly house?: StateWord;
}

const concerns = ({ subject }: Gap, line: string): boolean => subject?.target === undefined || subject.target === line;

/** How each line stood over a range: stretches that follow on from its beginning to its end. */
export const bandsOf = ({ from, to, events, gaps, words, live, asHouse, house }: BandsAsked) => {
  const oldestFirst = events.toReversed();
  const lives = turnsOf(livesOf(oldestFirst), live ?? '');
  return [...words].map(([name, word]) => {
    const isHouse = asHouse?.has(name) === true;
    const own = isHouse
      ? turnsOf(wordsOf(oldestFirst, HOUSE), house ?? 'unknown')
      : turnsOf(wordsOf(oldestFirst, name), word);
    const silent = gaps.filter((g) => concerns(g, name));
    const edges = [...own, ...lives]
      .map((t) => t.at)
      .concat(
        silent.flatMap((g) => [g.from, g.to]),
        from,
      );
    const inside = [...new Set(edges)].filter((at) => at >= from && at < to).toSorted((a, b) => a - b);
    const stretches: Stretch[] = [];
    for (const [i, at] of inside.entries()) {
      const isLive = isAt(lives, at) === name;
      const gap = silent.some((g) => g.from <= at && at < g.to);
      const word = isHouse && !isLive ? 'unknown' : (isAt(own, at) ?? 'unknown');
      const standing = gap ? 'gap' : standingOf(word, isLive);
      const end = inside[i + 1] ?? to;
      const last = stretches.at(-1);
      const known = isLive && !gap;
      if (last !== undefined && last.standing === standing && last.live === known)
        stretches[stretches.length - 1] = { ...last, to: end };
      else stretches.push({ from: at, to: end, standing, live: known });
    }
    return { name, stretches };
  });
};
