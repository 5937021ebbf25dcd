import type { Entry } from '../../domain/entry.ts';
import type { Batch, Cursor } from '../journal.ts';

/** No batch of a tail is larger, but for a single entry that is. */
export const BATCH_ROWS = 5_000;
export const BATCH_BYTES = 4 * 1024 * 1024;

/** An entry with its cursor and about what it takes in memory. */
export interface Placed {
  readonly seq: Cursor;
  readonly entry: Entry;
  readonly bytes: number;
}
const rowsIn = (e: Entry): number => (e.kind === 'samples' ? e.samples.length : 1);

/** As many of the entries as one batch holds, at least one. */
export const batchOf = (entries: readonly Placed[]): Batch | undefined => {
  let rows = 0;
  let bytes = 0;
  const fits = entries.findIndex((p) => {
    rows += rowsIn(p.entry);
    bytes += p.bytes;
    return rows > BATCH_ROWS || bytes > BATCH_BYTES;
  });
  const taken = fits === -1 ? entries : entries.slice(0, Math.max(1, fits));
  const last = taken.at(-1);
  return last === undefined ? undefined : { entries: taken.map((p) => p.entry), next: last.seq + 1 };
};

/** The newest committed entries, so that live tails ask the database nothing. */
export interface Recent {
  add(entries: readonly Placed[]): void;
  /** Undefined where `from` lies before what is kept. */
  from(cursor: Cursor): Batch | undefined;
}
/** Keeps one batch's worth: a few minutes of twenty targets. */
export const recentEntries = (): Recent => {
  let kept: readonly Placed[] = [];
  let rows = 0;
  let bytes = 0;
  /** The last batch asked for: the readers of the tail all ask for the same one. */
  let asked: { readonly from: Cursor; readonly batch: Batch | undefined } | undefined;
  return {
    add: (entries) => {
      for (const p of entries) {
        rows += rowsIn(p.entry);
        bytes += p.bytes;
      }
      const all = [...kept, ...entries];
      const first = all.findIndex((p) => {
        if (rows <= BATCH_ROWS && bytes <= BATCH_BYTES) return true;
        rows -= rowsIn(p.entry);
        bytes -= p.bytes;
        return false;
      });
      kept = first === -1 ? [] : all.slice(first);
      asked = undefined;
    },
    from: (cursor) => {
      const first = kept[0];
      if (first === undefined || cursor < first.seq) return undefined;
      if (asked?.from !== cursor) asked = { from: cursor, batch: batchOf(kept.slice(cursor - first.seq)) };
      return asked.batch;
    },
  };
};
