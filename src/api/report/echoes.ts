import { createHash } from 'node:crypto';

import { HOUR, microsOf } from '../../domain/time.ts';
import type { Query, Range } from '../../store/journal.ts';
import { csvHeader, csvLine, stampOf } from '../csv.ts';
import { inStretches } from '../owner/stretches.ts';
import { seriesOfLine, type ReportLine } from './facts.ts';

/**
 * A stretch of six hours at a time, which an echo a second fits into: the store sorts no more than that for a page. In
 * all more than a month of those, with what a line in trouble is asked beside.
 */
const BOUNDS = { stretch: microsOf(6 * HOUR), page: 25_000, most: 3_500_000 };

/** Every echo of the period as it was measured; the same bytes each time, as long as the samples are kept. */
export async function* echoLines(
  query: Query,
  line: ReportLine,
  { from, to }: Range,
  bounds = BOUNDS,
): AsyncGenerator<string> {
  yield csvHeader('us');
  const series = seriesOfLine(line, 'rtt');
  let lines = 0;
  for (let at = from; at < to; at += bounds.stretch) {
    const stretch = { from: at, to: Math.min(to, at + bounds.stretch) };
    const found = inStretches(stretch, bounds.page, (r, limit) => query.raw({ ...series, ...r, limit }));
    for await (const samples of found) {
      const fitting = samples.slice(0, bounds.most - lines);
      lines += fitting.length;
      if (fitting.length > 0) yield fitting.map(csvLine).join('');
      if (fitting.length < samples.length) {
        yield `# cut after ${bounds.most} lines: ask for a shorter period\n`;
        return;
      }
    }
  }
}

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
/** What the file comes to, piece by piece as it is read once through. */
export const digesting = (): { add(text: string): void; done(): Digest } => {
  const hash = createHash('sha256');
  let [bytes, lines] = [0, -1];
  return {
    add: (text) => {
      hash.update(text);
      bytes += Buffer.byteLength(text);
      for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines += 1;
    },
    done: () => ({ sha256: hash.digest('hex'), bytes, lines: Math.max(0, lines) }),
  };
};
