import type { Readable } from 'node:stream';

import { Hono } from 'hono';

import type { Uplink } from '../../config/config.ts';
import type { AnyProbe } from '../../probes/probe.ts';
import type { Query } from '../../store/journal.ts';
import type { Addresses } from '../addresses/schema.ts';
import type { Lines } from '../line-schema.ts';
import type { Sites } from '../sites/schema.ts';
import { answerProblem } from '../problem.ts';
import { backupRecord } from './backup.ts';
import { exportTables } from './export.ts';
import { toldNow } from './lines.ts';
import { lineReports } from './report.ts';

/** What whoever owns a record answers from. */
export interface OwnerDeps {
  readonly query: Query;
  readonly probes: readonly AnyProbe[];
  /** What the config says of the lines, for their reports. */
  readonly uplinks?: readonly Uplink[];
  /** How the lines stand now, and what the world makes of their addresses; missing where no service runs. */
  readonly lines?: () => Promise<Lines>;
  readonly addresses?: () => Promise<Addresses>;
  /** What sites show of themselves; the same. */
  readonly sites?: () => Promise<Sites>;
  /** A copy of the record as it is at one moment, or why there is none. */
  backup(
    signal: AbortSignal,
  ): Promise<
    | { readonly ok: true; readonly bytes: number; readonly body: Readable }
    | { readonly ok: false; readonly why: string }
  >;
  /** Something failed that the asker is told no more of than that it did. */
  onBug(error: unknown): void;
}

/**
 * What the owner of a state folder does for a command line beside it: for the socket in that folder, or within one
 * process where no service runs. Nobody else can ask, so there is no token; it is never served over TCP.
 */
export const buildOwnerApi = (deps: OwnerDeps): Hono => {
  const app = new Hono();
  app.onError((error, c) => {
    deps.onBug(error);
    return answerProblem(c, { status: 500, what: 'It failed; the log of the service says why.' });
  });
  app.notFound((c) =>
    answerProblem(c, {
      status: 404,
      what: 'This plumbline does not know how to do that.',
      expected: 'the same version',
    }),
  );
  app.get('/', (c) => c.text('plumbline\n'));
  exportTables(app, deps);
  lineReports(app, deps);
  toldNow(app, deps);
  backupRecord(app, deps);
  return app;
};
