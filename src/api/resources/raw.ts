import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';

import type { Range, SeriesFilter } from '../../store/journal.ts';
import { csvFileName, csvHeader, csvLine } from '../csv.ts';
import type { ApiDeps, ApiEnv } from '../deps.ts';
import { count, NamePath, SeriesQuery } from '../params.ts';
import { answerProblem, commonProblems } from '../problem.ts';
import { isProblem } from '../range.ts';
import { Raw } from '../schema.ts';
import { streamText } from '../stream-text.ts';
import { seriesAndRange } from './view.ts';

const MAX_JSON = 100_000;
/** More than 14 days at one echo a second. */
const MAX_CSV = 2_000_000;
const PAGE = 20_000;

const route = createRoute({
  method: 'get',
  path: '/api/targets/{name}/raw',
  summary: 'The samples of one series as they were measured, oldest first; JSON, or CSV for a file',
  request: {
    params: NamePath,
    query: SeriesQuery.extend({
      limit: count(1, MAX_JSON, 10_000),
      format: z.enum(['json', 'csv']).optional().openapi({ description: 'By default what Accept says' }),
    }),
  },
  responses: {
    200: {
      description:
        'The samples. CSV: time (ISO 8601), value in the unit of the header, why it is lost, who said so, note; all of the range, up to 2,000,000 lines, with a last line that begins with "#" where it was cut',
      content: { 'application/json': { schema: Raw }, 'text/csv': { schema: z.string() } },
    },
    ...commonProblems,
  },
});

/** The lines of a file, page by page, so that nobody's memory has to hold it. */
export async function* csvLines(
  deps: Pick<ApiDeps, 'query'>,
  q: Range & SeriesFilter,
  unit: string,
  bounds = { page: PAGE, most: MAX_CSV },
): AsyncGenerator<string> {
  yield csvHeader(unit);
  let from = q.from;
  let lines = 0;
  while (from < q.to) {
    const page = await deps.query.raw({ ...q, from, limit: bounds.page });
    const last = page.at(-1);
    if (last === undefined) return;
    // A full page may have cut between samples of one instant: those of the last instant come with the next page.
    const whole = page.length < bounds.page || page[0]?.at === last.at ? page : page.filter((s) => s.at < last.at);
    const fitting = whole.slice(0, bounds.most - lines);
    yield fitting.map(csvLine).join('');
    lines += fitting.length;
    if (fitting.length < whole.length) {
      yield `# cut after ${bounds.most} lines: ask again from the last time on\n`;
      return;
    }
    if (page.length < bounds.page) return;
    from = whole.length < page.length ? last.at : last.at + 1;
  }
}

export const raw = (app: OpenAPIHono<ApiEnv>, deps: ApiDeps): void => {
  app.openapi(route, async (c) => {
    const asked = c.req.valid('query');
    const found = seriesAndRange(c.req.valid('param').name, asked, deps);
    if (isProblem(found)) return answerProblem(c, found);
    const { info, filter, range, name } = found;
    const accepted = c.req.header('accept')?.includes('text/csv') === true ? 'csv' : 'json';
    if ((asked.format ?? accepted) === 'csv') {
      c.header('Content-Type', 'text/csv; charset=utf-8; header=present');
      const file = csvFileName([name, info.probe, info.field], range.from);
      c.header('Content-Disposition', `attachment; filename="${file}"`);
      return c.body(
        streamText(csvLines(deps, { ...filter, ...range }, info.unit), '# cut: the store failed or was too slow\n'),
        200,
      );
    }
    const samples = await deps.query.raw({ ...filter, ...range, limit: asked.limit + 1 });
    const body: Raw = {
      ...range,
      series: info,
      samples: samples.slice(0, asked.limit),
      truncated: samples.length > asked.limit,
    };
    return c.json(body, 200);
  });
};
