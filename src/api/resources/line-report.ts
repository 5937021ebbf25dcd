import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';

import type { Range } from '../../store/journal.ts';
import type { ApiDeps, ApiEnv } from '../deps.ts';
import { isoMicros } from '../csv.ts';
import { NamePath, RangeQuery } from '../params.ts';
import { answerProblem, commonProblems, type Problem } from '../problem.ts';
import { isProblem } from '../range.ts';
import { BROKE_OFF, reportDocument } from '../report/document.ts';
import { echoesFile, echoLines } from '../report/echoes.ts';
import type { ReportLine } from '../report/facts.ts';
import { reportPeriod } from '../report/period.ts';
import { REPORT_POLICY } from '../report/style.ts';
import { streamText } from '../stream-text.ts';
import { findLine } from './lines.ts';

/** At once: each reads a month of echoes, and the page asks the store too. */
const MOST_REPORTS = 2;

const request = { params: NamePath, query: RangeQuery };
const reportRoute = createRoute({
  method: 'get',
  path: '/api/lines/{name}/report',
  summary: 'A report of one line for its provider, to print; by default of the last two weeks',
  request,
  responses: {
    200: {
      description: 'HTML with a style sheet of its own and no script',
      content: { 'text/html': { schema: z.string() } },
    },
    ...commonProblems,
  },
});
const csvRoute = createRoute({
  method: 'get',
  path: '/api/lines/{name}/report.csv',
  summary: 'The raw echoes of a report: the bytes whose SHA-256 it prints, for the same from and to',
  request,
  responses: {
    200: {
      description: 'CSV: time (ISO 8601), round-trip time in µs, why it is lost, who said so, note',
      content: { 'text/csv': { schema: z.string() } },
    },
    ...commonProblems,
  },
});

export const lineReport = (app: OpenAPIHono<ApiEnv>, deps: ApiDeps): void => {
  const { config, clock, query } = deps;
  let running = 0;
  const askedFor = (
    name: string,
    asked: { readonly from?: string | undefined; readonly to?: string | undefined },
  ): { readonly line: ReportLine; readonly range: Range } | Problem => {
    const uplink = findLine(config, name);
    if ('status' in uplink) return uplink;
    const range = reportPeriod(asked, clock.now());
    if (isProblem(range)) return range;
    if (running >= MOST_REPORTS)
      return { status: 503, what: `${MOST_REPORTS} reports are being made already.`, retryAfter: 30 };
    return { line: { name, vantage: config.vantage, uplink }, range };
  };
  /** Counts as long as anybody reads it. */
  async function* counted(pieces: AsyncGenerator<string>): AsyncGenerator<string> {
    running += 1;
    try {
      yield* pieces;
    } finally {
      running -= 1;
    }
  }

  app.openapi(reportRoute, (c) => {
    const found = askedFor(c.req.valid('param').name, c.req.valid('query'));
    if ('status' in found) return answerProblem(c, found);
    const { line, range } = found;
    const times = new URLSearchParams({ from: isoMicros(range.from), to: isoMicros(range.to) });
    const pieces = reportDocument(query, line, range, () => `report.csv?${times.toString()}`);
    c.header('Content-Type', 'text/html; charset=utf-8');
    c.header('Content-Security-Policy', REPORT_POLICY);
    // Packed, its signs of life would wait for each other.
    c.header('Cache-Control', 'no-store, no-transform');
    return c.body(streamText(counted(pieces), BROKE_OFF), 200);
  });
  app.openapi(csvRoute, (c) => {
    const found = askedFor(c.req.valid('param').name, c.req.valid('query'));
    if ('status' in found) return answerProblem(c, found);
    const { line, range } = found;
    c.header('Content-Type', 'text/csv; charset=utf-8; header=present');
    c.header('Content-Disposition', `attachment; filename="${echoesFile(line, range)}"`);
    return c.body(streamText(counted(echoLines(query, line, range)), '# cut: the store failed or was too slow\n'), 200);
  });
};
