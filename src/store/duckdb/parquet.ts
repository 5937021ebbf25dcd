import { DuckDBInstance } from '@duckdb/node-api';

import type { Column, ColumnKind } from '../table.ts';
import { quoted } from './sql.ts';

const TYPES: Readonly<Record<ColumnKind, string>> = {
  time: 'timestamptz',
  text: 'varchar',
  number: 'double',
  count: 'bigint',
  json: 'varchar',
};
/** A run's whole outcome is one cell: 4 MiB of JSON, whose quotes are doubled, in up to three bytes a character. */
const LONGEST_LINE = 32 * 1024 * 1024;
const SETTINGS = {
  threads: '2',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
};
/**
 * Makes Parquet files (times as UTC timestamps in microseconds, JSON as text) of CSV files with these columns and a
 * line with their names. Throws what DuckDB says where that fails, or the signal aborts.
 */
export const parquetMaker =
  (columns: readonly Column[]) =>
  async (csv: string, to: string, signal: AbortSignal): Promise<void> => {
    const hasJson = columns.some((c) => c.kind === 'json');
    const reading = [
      `auto_detect = false, header = true, delim = ',', quote = '"', escape = '"', nullstr = ''`,
      `columns = {${columns.map((c) => `${quoted(c.name)}: ${quoted(TYPES[c.kind])}`).join(', ')}}`,
      ...(hasJson ? [`max_line_size = ${LONGEST_LINE}, buffer_size = ${2 * LONGEST_LINE}`] : []),
    ];
    const instance = await DuckDBInstance.create(':memory:', {
      ...SETTINGS,
      memory_limit: hasJson ? '512MB' : '192MB',
    });
    const connection = await instance.connect();
    const stop = (): void => connection.interrupt();
    signal.addEventListener('abort', stop, { once: true });
    try {
      await connection.run(
        `copy (select * from read_csv(${quoted(csv)}, ${reading.join(', ')}))
         to ${quoted(to)} (format parquet, compression zstd, use_tmp_file false)`,
      );
    } finally {
      signal.removeEventListener('abort', stop);
      connection.closeSync();
      instance.closeSync();
    }
  };
