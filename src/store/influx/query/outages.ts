import type { EpochMicros } from '../../../domain/time.ts';
import { MAX_ROWS, OUTAGE_MIN_LOST, type Outage, type OutageQuery, type Range } from '../../journal.ts';
import { lostField, samplesOf } from '../names.ts';
import type { Ask } from './ask.ts';
import { gapsOf } from './gaps.ts';
import { whereLossy } from './lossy.ts';
import { numberIn, type Row } from './tables.ts';
import { identifier, LATEST, ofSubject, within } from './text.ts';

/** Losses in a row: after the answer at `reply`, until the answer at `to`, where there are these. */
interface Silence {
  readonly reply: EpochMicros | undefined;
  readonly to: EpochMicros | undefined;
  readonly lost: number;
}
/** What is lost from `from` on, and before `to`. */
interface Part {
  readonly lost: number;
  readonly first: EpochMicros;
  readonly last: EpochMicros;
}

/** The questions about one series; the server looks through the samples, and only what it finds travels. */
class Line {
  readonly #ask: Ask;
  readonly #from: string;
  readonly #value: string;
  readonly #lost: string;

  constructor(ask: Ask, q: OutageQuery) {
    this.#ask = ask;
    this.#from = `FROM ${identifier(samplesOf(q.probe))} WHERE ${ofSubject(q.subject)}`;
    this.#value = identifier(q.field);
    this.#lost = identifier(lostField(q.field));
  }
  async #times(statements: readonly string[]): Promise<readonly (EpochMicros | undefined)[]> {
    const answers = await this.#ask(statements);
    return answers.map(([table]) => numberIn(table?.rows[0] ?? {}, 'time'));
  }
  #answer(which: 'first' | 'last', range: Range): string {
    // Not `last()`, for which InfluxDB 1.6.7 goes through all of them.
    const order = which === 'first' ? 'ASC' : 'DESC';
    return `SELECT ${this.#value} ${this.#from} AND ${within(range)} ORDER BY time ${order} LIMIT 1`;
  }
  /** The last answer in each of these ranges. */
  lastAnswers(ranges: readonly Range[]): Promise<readonly (EpochMicros | undefined)[]> {
    return this.#times(ranges.map(({ from, to }) => this.#answer('last', { from, to })));
  }
  async firstAnswer(range: Range): Promise<EpochMicros | undefined> {
    return (await this.#times([this.#answer('first', range)]))[0];
  }
  /**
   * The ends of silences between two answers of a range, with how many were lost. Inside out: where answered and lost
   * change; from one change to the next so many more were lost; only where that is enough. `from` is that of the range.
   */
  async ends(ranges: readonly Range[]): Promise<readonly (Range & { readonly lost: number })[]> {
    const found = await this.#ask(
      ranges.map((range) => {
        const running = `SELECT difference(${this.#lost}) AS turn, cumulative_sum(${this.#lost}) AS lost ${this.#from} AND ${within(range)}`;
        const turns = `SELECT difference(lost) AS more FROM (${running}) WHERE turn <> 0 AND ${within(range)}`;
        // The first one lost is counted at the turn before.
        return `SELECT more FROM (${turns}) WHERE more >= ${OUTAGE_MIN_LOST - 1} AND ${within(range)} LIMIT ${MAX_ROWS}`;
      }),
    );
    return ranges.flatMap(({ from }, i) => {
      const rows: readonly Row[] = found[i]?.[0]?.rows ?? [];
      return rows.map((row) => ({ from, to: numberIn(row, 'time') ?? 0, lost: (numberIn(row, 'more') ?? 0) + 1 }));
    });
  }
  /** What is lost in each range. */
  async parts(ranges: readonly Range[]): Promise<readonly (Part | undefined)[]> {
    const lost = (what: string, range: Range): string =>
      `SELECT ${what}(${this.#lost}) ${this.#from} AND ${this.#lost} = 1 AND ${within(range)}`;
    const answers = await this.#ask(ranges.flatMap((r) => ['count', 'first', 'last'].map((what) => lost(what, r))));
    return ranges.map((_, i) => {
      const [count, first, last] = [0, 1, 2].map((k) => answers[3 * i + k]?.[0]?.rows[0]);
      const n = numberIn(count ?? {}, 'count') ?? 0;
      if (n === 0) return undefined;
      return { lost: n, first: numberIn(first ?? {}, 'time') ?? 0, last: numberIn(last ?? {}, 'time') ?? 0 };
    });
  }
}

/** Every silence that may overlap the range, between the answers around it. `where` says which parts to look through. */
const silencesOf = async (
  line: Line,
  q: Range,
  where: (known: Range) => Promise<readonly Range[]>,
): Promise<readonly Silence[]> => {
  const [before] = await line.lastAnswers([{ from: 0, to: q.from }]);
  const after = await line.firstAnswer({ from: q.to, to: LATEST });
  const known: Range = { from: before ?? 0, to: after === undefined ? LATEST : after + 1 };
  const ends = await line.ends(await where(known));
  const replies = await line.lastAnswers(ends);
  // Without an answer before it a silence has no turn at its beginning, and without one after it none at its end.
  const first = before === undefined ? await line.firstAnswer(known) : before;
  const leading = before === undefined ? await line.parts([{ from: 0, to: first ?? LATEST }]) : [];
  const [last] = after === undefined && first !== undefined ? await line.lastAnswers([{ from: 0, to: LATEST }]) : [];
  const trailing = last === undefined ? [] : await line.parts([{ from: last + 1, to: LATEST }]);
  return [
    ...leading.flatMap((part) => (part === undefined ? [] : [{ reply: undefined, to: first, lost: part.lost }])),
    ...ends.map(({ to, lost }, i): Silence => ({ reply: replies[i], to, lost })),
    ...trailing.flatMap((part) => (part === undefined ? [] : [{ reply: last, to: undefined, lost: part.lost }])),
  ].filter(({ lost }) => lost >= OUTAGE_MIN_LOST);
};

interface Spell {
  readonly outage: Outage;
  /** As far as it is known to last. */
  readonly known: Range;
}
/** A silence cut at the edges of gaps: what lies in a gap is nobody's, what lies outside has to be enough by itself. */
const spellsOf = async (line: Line, silence: Silence, gaps: readonly Range[]): Promise<readonly Spell[]> => {
  const { reply, to } = silence;
  const isInside = (at: EpochMicros): boolean => at > (reply ?? -1) && at < (to ?? LATEST);
  const edges = [...new Set(gaps.flatMap((g) => [g.from, g.to]).filter(isInside))].toSorted((a, b) => a - b);
  if (edges.length === 0 && reply !== undefined && to !== undefined)
    return [{ outage: { from: reply, to, lost: silence.lost }, known: { from: reply, to } }];
  const marks = [reply, ...edges, to];
  const pieces = marks.slice(0, -1).flatMap((mark, i) => {
    const [from, end] = [i === 0 ? (reply ?? -1) + 1 : (mark ?? 0), marks[i + 1]];
    const isGap = gaps.some((g) => g.from <= from && from < g.to);
    return isGap ? [] : [{ reply: i === 0 ? reply : undefined, from, end }];
  });
  const parts = await line.parts(pieces.map(({ from, end }) => ({ from, to: end ?? LATEST })));
  return pieces.flatMap(({ reply, end }, i): readonly Spell[] => {
    const part = parts[i];
    if (part === undefined || part.lost < OUTAGE_MIN_LOST) return [];
    const from = reply ?? part.first;
    return [
      {
        outage: { from, ...(end === undefined ? {} : { to: end }), lost: part.lost },
        known: { from, to: end ?? part.last },
      },
    ];
  });
};

export const readOutages = async (ask: Ask, q: OutageQuery): Promise<readonly Outage[]> => {
  const line = new Line(ask, q);
  const silences = await silencesOf(line, q, (known) => whereLossy(ask, q, known));
  if (silences.length === 0) return [];
  const gaps = await gapsOf(ask, { from: 0, to: LATEST }, q.subject);
  const found: Outage[] = [];
  for (const silence of silences)
    for (const { outage, known } of await spellsOf(line, silence, gaps)) {
      const isLongEnough = known.to - known.from >= q.minMs * 1_000;
      if (isLongEnough && known.from < q.to && (known.to > q.from || known.from >= q.from)) found.push(outage);
    }
  return found;
};
