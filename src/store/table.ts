/** What a column holds: how it is written in a text file, and its type in a typed one. */
export type ColumnKind = 'time' | 'text' | 'number' | 'count' | 'json';
export interface Column {
  readonly name: string;
  /** time: epoch microseconds. json: any value that JSON holds. */
  readonly kind: ColumnKind;
}
/** In the order of the columns; null where there is nothing to tell. */
export type Row = readonly unknown[];
