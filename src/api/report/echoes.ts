import { createHash } from 'node:crypto';

import type { Query, Range } from '../../store/journal.ts';
import { stampOf } from '../csv.ts';
import { csvLines } from '../resources/raw.ts';
import { seriesOfLine, type ReportLine } from './facts.ts';

/** More than a month at an echo a second, with what a line in trouble is asked beside. */
const BOUNDS = { page: 20_000, most: 3_500_000 };

/** Every echo of the period as it was measured; the same bytes each time, as long as the samples are kept. */
export const echoLines = (query: Query, line: ReportLine, range: Range, bounds = BOUNDS): AsyncGenerator<string> =>
  csvLines({ query }, { ...seriesOfLine(line, 'rtt'), ...range }, 'us', bounds);

/** Names the line and both ends, so that two reports are two files: `plumbline-dsl-20261107T140200Z-20261121T140200Z`. */
export const reportName = (line: string, { from, to }: Range): string =>
  `plumbline-${line}-${stampOf(from)}-${stampOf(to)}`.replaceAll(/[^a-zA-Z0-9._-]/g, '_');
export const echoesFile = (line: ReportLine, range: Range): string => `${reportName(line.name, range)}.csv`;

export interface Digest {
  readonly sha256: string;
  readonly bytes: number;
  /** Without the head. */
  readonly lines: number;
}
/** What the file comes to, read once through, a page at a time. */
export const digestOf = async (lines: AsyncGenerator<string>): Promise<Digest> => {
  const hash = createHash('sha256');
  let [bytes, count] = [0, -1];
  for await (const text of lines) {
    hash.update(text);
    bytes += Buffer.byteLength(text);
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1;
  }
  return { sha256: hash.digest('hex'), bytes, lines: Math.max(0, count) };
};
