import { BIGINT, type DuckDBConnection } from '@duckdb/node-api';

import type { Bookmark } from '../journal.ts';
import type { Rows } from './database.ts';
import type { Placed } from './recent.ts';
import { rowOfSample, rowOfSubject } from './rows.ts';
import type { SeriesIds } from './series.ts';

type Appender = Awaited<ReturnType<DuckDBConnection['createAppender']>>;

const text = (a: Appender, value: string | null | undefined): void => {
  if (value === null || value === undefined) a.appendNull();
  else a.appendVarchar(value);
};
const big = (a: Appender, n: number): void => a.appendBigInt(BigInt(n));
export const maybeBig = (a: Appender, n: number | null | undefined): void => {
  if (n === null || n === undefined) a.appendNull();
  else big(a, n);
};
const value = (a: Appender, v: number | null): void => {
  const isWhole = v !== null && Number.isSafeInteger(v);
  if (isWhole) big(a, v);
  else a.appendNull();
  if (v === null || isWhole) a.appendNull();
  else a.appendDouble(v);
};
const subject = (a: Appender, s: Parameters<typeof rowOfSubject>[0]): void => {
  const { target, via, vantage } = rowOfSubject(s);
  text(a, target);
  text(a, via);
  text(a, vantage);
};

const TABLES = { samples: 'samples', run: 'runs', event: 'events', gap: 'gaps' } as const;
const KINDS = ['samples', 'run', 'event', 'gap'] as const;

/** The columns in the order of the tables in schema.ts. */
const appendEntry = (a: Appender, { seq, entry: e }: Placed, ids: SeriesIds): void => {
  if (e.kind === 'samples') {
    const id = ids.idOf(e);
    for (const row of e.samples.map(rowOfSample)) {
      big(a, seq);
      a.appendInteger(id);
      big(a, row.at);
      a.appendUTinyInt(row.code);
      value(a, row.value);
      text(a, row.said_by);
      a.endRow();
    }
    return;
  }
  big(a, seq);
  switch (e.kind) {
    case 'run':
      big(a, e.at);
      text(a, e.id);
      a.appendDouble(e.tookMs);
      text(a, e.probe);
      subject(a, e.subject);
      text(a, JSON.stringify(e.outcome));
      break;
    case 'event':
      big(a, e.at);
      text(a, e.type);
      text(a, e.severity);
      text(a, e.probe);
      subject(a, e.subject);
      text(a, JSON.stringify(e.evidence));
      break;
    case 'gap':
      big(a, e.from);
      big(a, e.to);
      text(a, e.reason);
      subject(a, e.subject);
      break;
  }
  a.endRow();
};

/** Rows into a table, within the transaction that is open on `c`. */
export const appendTo = async (c: DuckDBConnection, table: string, fill: (a: Appender) => void): Promise<void> => {
  const appender = await c.createAppender(table);
  try {
    fill(appender);
  } finally {
    appender.closeSync(); // hands the rows to the transaction
  }
};

/** Writes entries and bookmarks within the transaction that is open on `c`. */
export const writeAll = async (
  c: DuckDBConnection,
  rows: Rows,
  entries: readonly Placed[],
  bookmarks: readonly Bookmark[],
  ids: SeriesIds,
): Promise<void> => {
  for (const kind of KINDS) {
    const ours = entries.filter((p) => p.entry.kind === kind);
    if (ours.length > 0)
      await appendTo(c, TABLES[kind], (a) => {
        for (const placed of ours) appendEntry(a, placed, ids);
      });
  }
  const fresh = ids.fresh();
  if (fresh.length > 0)
    await appendTo(c, 'series', (a) => {
      for (const r of fresh) {
        a.appendInteger(r.id);
        text(a, r.probe);
        text(a, r.field);
        text(a, r.target);
        text(a, r.via);
        text(a, r.vantage);
        a.endRow();
      }
    });
  for (const b of bookmarks) {
    await rows('delete from bookmarks where name = $name', { name: b.name });
    await rows(
      'insert into bookmarks values ($name, $cursor, $state)',
      { name: b.name, cursor: BigInt(b.cursor), state: JSON.stringify(b.state ?? null) },
      { cursor: BIGINT },
    );
  }
};
