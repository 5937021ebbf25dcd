import { BIGINT, type DuckDBType, type DuckDBValue } from '@duckdb/node-api';

/** What a statement's parameters are, and as which types. */
export interface Bound {
  readonly params: Record<string, DuckDBValue>;
  readonly types: Record<string, DuckDBType>;
}
/** Bound as BIGINT: a plain number would be bound as DOUBLE and compared so, past the zonemaps. */
export const bigints = (values: Readonly<Record<string, number>>): Bound => ({
  params: Object.fromEntries(Object.entries(values).map(([name, n]) => [name, BigInt(n)])),
  types: Object.fromEntries(Object.keys(values).map((name) => [name, BIGINT])),
});
/** One series, by its number; or each `slices`-th, all but for the others in `slices` goes. */
export type Series = { readonly series: number } | { readonly slices: number; readonly slice: number };
/** Rows of such series; what is in a `Series` are its parameters. */
export const isOf = (of: Series): string => ('series' in of ? 'series = $series' : 'series % $slices = $slice');
/** Rows of `samples` of one series in a range. */
export const IN_RANGE = 'series = $series and at_us >= $from and at_us < $to';
/** What a row of `samples` that has a value has for one. */
export const VALUE = 'coalesce(cast(value as double), real)';
