import { z } from '@hono/zod-openapi';
import type { Hono } from 'hono';

import { nearest } from '../../domain/nearest.ts';
import { DAY, microsOf } from '../../domain/time.ts';
import type { Query } from '../../store/journal.ts';
import { answerProblem, problemOfZod, type Problem } from '../problem.ts';
import type { OwnerDeps } from './app.ts';
import { rowsOf, seriesWanted, type Wanted } from './rows.ts';
import { TABLES, WHATS } from './tables.ts';
import { TEXT_FORMATS, writerFor, type TextFormat } from './text.ts';

/** At once: each asks the store as fast as its reader takes what it gets, and the page asks it too. */
const MOST_EXPORTS = 2;
export const MOST_NAMES = 100;
/** As many days as a store tells of at once, and some less. */
const LONGEST = microsOf(4_000 * DAY);

const micros = z
  .string()
  .regex(/^\d{1,16}$/, 'epoch microseconds')
  .transform(Number);
const names = z.array(z.string().max(253)).max(MOST_NAMES);
const Asked = z
  .object({
    what: z.enum(WHATS),
    format: z.enum(TEXT_FORMATS),
    from: micros,
    to: micros,
    targets: names,
    probes: names,
  })
  .refine(({ from, to }) => from < to && to - from <= LONGEST, 'a range of ten years at most');

/** Where a target or a probe is asked for that the record has no series of. */
const unknownName = async (query: Query, w: Wanted): Promise<Problem | undefined> => {
  if (w.what === 'runs' || w.what === 'events' || w.what === 'gaps') return undefined;
  const all = await query.series();
  const missing = (asked: readonly string[], there: readonly string[], what: string): Problem | undefined => {
    const name = asked.find((n) => !there.includes(n));
    if (name === undefined) return undefined;
    const near = nearest(name, there);
    const known = [...new Set(there)];
    const some = `${known.slice(0, 10).join(', ')}${known.length > 10 ? ', …' : ''}`;
    const expected = near === undefined ? some || 'a record with samples' : `perhaps ${near}`;
    return { status: 404, what: `The record has no samples of ${what} "${name}".`, expected };
  };
  return (
    missing(
      w.targets,
      all.flatMap((s) => s.subject.target ?? []),
      'target',
    ) ??
    missing(
      w.probes,
      all.map((s) => s.probe),
      'probe',
    ) ??
    ((await seriesWanted(query, w)).length > 0 || w.targets.length + w.probes.length === 0
      ? undefined
      : { status: 404, what: 'The record has no samples of these targets by these probes.', expected: 'others' })
  );
};

/**
 * The text of a table as it is read, a piece whenever one is wanted. Where the store fails on the way the answer breaks
 * off: half a table must not look like one.
 */
const bytesOf = (deps: OwnerDeps, w: Wanted, format: TextFormat, left: AbortSignal, done: () => void) => {
  const writer = writerFor(format, TABLES[w.what]);
  const rows = rowsOf(deps.query, w, deps.probes);
  const encoder = new TextEncoder();
  let head = writer.head;
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      try {
        for (;;) {
          const { done: over, value } = await rows.next();
          const text = head + (over === true ? '' : writer.lines(value));
          head = '';
          if (text !== '') controller.enqueue(encoder.encode(text));
          if (over === true) {
            done();
            controller.close();
          }
          if (text !== '' || over === true) return;
        }
      } catch (error) {
        done();
        if (!left.aborted) deps.onBug(error); // else nobody waits for it, and the store may be closed
        controller.error(error);
      }
    },
    cancel: async () => {
      done();
      await rows.return(undefined);
    },
  });
};

/** `GET /export`: a table as CSV or JSON lines, as long as its reader goes on taking it. */
export const exportTables = (app: Hono, deps: OwnerDeps): void => {
  let running = 0;
  app.get('/export', async (c) => {
    const { targets, probes, ...rest } = {
      targets: c.req.queries('target'),
      probes: c.req.queries('probe'),
      ...c.req.query(),
    };
    const asked = Asked.safeParse({ ...rest, targets: targets ?? [], probes: probes ?? [] });
    if (!asked.success) return answerProblem(c, problemOfZod(asked.error, 'query'));
    const { format, ...wanted } = asked.data;
    const unknown = await unknownName(deps.query, wanted);
    if (unknown !== undefined) return answerProblem(c, unknown);
    if (running >= MOST_EXPORTS)
      return answerProblem(c, { status: 503, what: `${MOST_EXPORTS} exports run already.`, retryAfter: 60 });
    running += 1;
    let over = false;
    const done = (): void => {
      if (!over) running -= 1;
      over = true;
    };
    c.header('Content-Type', format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson');
    return c.body(bytesOf(deps, wanted, format, c.req.raw.signal, done), 200);
  });
};
