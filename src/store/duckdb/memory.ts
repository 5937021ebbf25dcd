import type { DuckDBConnection } from '@duckdb/node-api';

import { messageOf } from './repair.ts';

/**
 * Blocks in memory. They fill up to it in a few hours, whatever is asked: with 80 MB the process grows by 20 MB more, and
 * no view is faster.
 */
export const USUAL = '48MB';
/** For a question that is too large for that, as all samples of a series of two weeks; while it is being answered. */
const WIDE = '192MB';

/** Answers a question that needs more memory than usual with more. The limit is one for all connections. */
export const memory = () => {
  let wide = 0;
  let isWide = false;
  return {
    /** Works again, with more, where it was too little. */
    withRoom: async <T>(reader: DuckDBConnection, work: (reader: DuckDBConnection) => Promise<T>): Promise<T> => {
      try {
        return await work(reader);
      } catch (error) {
        if (!messageOf(error).startsWith('Out of Memory Error')) throw error;
      }
      wide += 1;
      isWide = true;
      try {
        await reader.run(`set memory_limit = '${WIDE}'`);
        return await work(reader);
      } finally {
        wide -= 1;
      }
    },
    /** The usual limit, unless somebody needs more. Refused as long as more is in use: whoever reads next tries again. */
    narrow: async (reader: DuckDBConnection): Promise<void> => {
      if (!isWide || wide > 0) return;
      await reader.run(`set memory_limit = '${USUAL}'`).then(
        () => (isWide = false),
        () => undefined,
      );
    },
  };
};
