import { z } from '@hono/zod-openapi';
import type { Hono } from 'hono';

import { nearest } from '../../domain/nearest.ts';
import { answerProblem, problemOfZod, type Problem } from '../problem.ts';
import { BROKE_OFF, reportDocument } from '../report/document.ts';
import { echoLines } from '../report/echoes.ts';
import type { ReportLine } from '../report/facts.ts';
import { MOST_PERIOD } from '../report/period.ts';
import { streamText } from '../stream-text.ts';
import type { OwnerDeps } from './app.ts';

const micros = z
  .string()
  .regex(/^\d{1,16}$/, 'epoch microseconds')
  .transform(Number);
const Asked = z
  .object({ line: z.string().max(253), from: micros, to: micros })
  .refine(({ from, to }) => from < to && to - from <= MOST_PERIOD, 'a period of 31 days at most');

/** A line that the record has echoes of, also where the config does not name it any more. */
const lineOf = async ({ query, uplinks = [] }: OwnerDeps, name: string): Promise<ReportLine | Problem> => {
  const known = (await query.series()).filter((s) => s.probe === 'uplink' && s.subject.via !== undefined);
  const found = known.find((s) => s.subject.target === name);
  const uplink = uplinks.find((u) => u.name === name);
  if (found !== undefined) return { name, vantage: found.subject.vantage, ...(uplink === undefined ? {} : { uplink }) };
  const names = [...new Set(known.flatMap((s) => s.subject.target ?? []))];
  const near = nearest(name, names);
  const expected = near === undefined ? names.slice(0, 10).join(', ') || 'a record with lines' : `perhaps ${near}`;
  return { status: 404, what: `The record has no echoes of a line "${name}".`, expected };
};

/** `GET /report` and `GET /report.csv`: of one line, as on the page, for two files that lie side by side. */
export const lineReports = (app: Hono, deps: OwnerDeps): void => {
  app.get('/report', async (c) => {
    const asked = Asked.safeParse(c.req.query());
    if (!asked.success) return answerProblem(c, problemOfZod(asked.error, 'query'));
    const line = await lineOf(deps, asked.data.line);
    if ('status' in line) return answerProblem(c, line);
    c.header('Content-Type', 'text/html; charset=utf-8');
    return c.body(
      streamText(
        reportDocument(deps.query, line, asked.data, (file) => file),
        BROKE_OFF,
      ),
      200,
    );
  });
  app.get('/report.csv', async (c) => {
    const asked = Asked.safeParse(c.req.query());
    if (!asked.success) return answerProblem(c, problemOfZod(asked.error, 'query'));
    const line = await lineOf(deps, asked.data.line);
    if ('status' in line) return answerProblem(c, line);
    c.header('Content-Type', 'text/csv; charset=utf-8');
    return c.body(streamText(echoLines(deps.query, line, asked.data), '# cut: the store failed\n'), 200);
  });
};
