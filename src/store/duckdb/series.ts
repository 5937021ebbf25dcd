import type { SeriesKey } from '../../domain/entry.ts';
import { rowOfSubject, type SeriesRow } from './rows.ts';

/** Equal series have equal keys. */
const keyOfRow = (r: Omit<SeriesRow, 'id'>): string => JSON.stringify([r.probe, r.field, r.target, r.via, r.vantage]);
const keyOf = (s: SeriesKey): string => keyOfRow({ probe: s.probe, field: s.field, ...rowOfSubject(s.subject) });

/** The dictionary of series. Ids given in a transaction are kept by `settle` when it is durable, or forgotten. */
export interface SeriesIds {
  idOf(s: SeriesKey): number;
  /** Only what is durable. */
  find(s: SeriesKey): number | undefined;
  all(): readonly SeriesRow[];
  fresh(): readonly SeriesRow[];
  settle(durable: boolean): void;
}
export const seriesIds = (known: readonly SeriesRow[]): SeriesIds => {
  const kept = new Map(known.map((r) => [keyOfRow(r), r]));
  const fresh = new Map<string, SeriesRow>();
  let next = known.reduce((most, r) => Math.max(most, r.id + 1), 0);
  return {
    idOf: (s) => {
      const key = keyOf(s);
      const found = kept.get(key) ?? fresh.get(key);
      if (found !== undefined) return found.id;
      const row = { id: next, probe: s.probe, field: s.field, ...rowOfSubject(s.subject) };
      next += 1;
      fresh.set(key, row);
      return row.id;
    },
    find: (s) => kept.get(keyOf(s))?.id,
    all: () => [...kept.values()],
    fresh: () => [...fresh.values()],
    settle: (durable) => {
      if (durable) for (const [key, row] of fresh) kept.set(key, row);
      fresh.clear();
    },
  };
};
