/**
 * How the tables came to be, step by step: step n leads to version n + 1. Steps are only ever added.
 *
 * samples: one row a sample, in the order of appending. `seq` is the entry's cursor. `value` holds whole numbers (the
 * usual microseconds pack into two bytes), `real` the others; both are NULL for lost ones. `code` is in rows.ts.
 * No table has a key: an index would cost more memory and disk than the rows, and one writer keeps them unique.
 * The head is found as the greatest `seq` at start, so whoever deletes old rows leaves the newest entry.
 *
 * minutes, hours, days: rollups. A row is part of one series' minute (hour, day), `slot` being its number since the
 * epoch; parts of the same minute add up, so what comes late is appended as one more part and nothing is ever rewritten. `sketch` is
 * a domain/sketch.ts. `diff_sum` and `diff_n` are the differences between consecutive answers, for the jitter.
 * outages: those that are over, whole. silences: the one silence of a series that may become or is an outage and is
 * not over at the horizon. upkeep: how far each chore has come (upkeep.ts): done with every sample that is older than
 * `horizon_us` and whose entry lies before `cursor`.
 */
export const MIGRATIONS: readonly (readonly string[])[] = [
  [
    `create table series (id integer not null, probe varchar not null, field varchar not null,
       target varchar, via varchar, vantage varchar not null)`,
    `create table samples (seq bigint not null, series integer not null, at_us bigint not null,
       code utinyint not null, value bigint, real double, said_by varchar)`,
    `create table runs (seq bigint not null, at_us bigint not null, id varchar not null, took_ms double not null,
       probe varchar not null, target varchar, via varchar, vantage varchar not null, outcome varchar not null)`,
    `create table events (seq bigint not null, at_us bigint not null, type varchar not null, severity varchar not null,
       probe varchar, target varchar, via varchar, vantage varchar, evidence varchar not null)`,
    `create table gaps (seq bigint not null, from_us bigint not null, to_us bigint not null, reason varchar not null,
       target varchar, via varchar, vantage varchar)`,
    `create table bookmarks (name varchar not null, cursor bigint not null, state varchar not null)`,
  ],
  [
    ...['minutes', 'hours', 'days'].map(
      (table) => `create table ${table} (slot integer not null, series integer not null, n uinteger not null,
        lost uinteger not null, late uinteger not null, duplicate uinteger not null, reordered uinteger not null,
        min double, max double, sum double, diff_sum double, diff_n uinteger not null, sketch blob)`,
    ),
    `create table outages (series integer not null, from_us bigint not null, to_us bigint not null, lost bigint not null)`,
    `create table silences (series integer not null, reply_us bigint, first_us bigint, last_us bigint, lost bigint not null)`,
    `create table upkeep (chore varchar not null, horizon_us bigint not null, cursor bigint not null)`,
  ],
];

/** The version that this program writes. */
export const SCHEMA_VERSION = MIGRATIONS.length;
