import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { buildOwnerApi } from '../api/owner/app.ts';
import { answersAt, ownerAt, ownerHere, type Owner } from '../api/owner/ask.ts';
import type { Uplink } from '../config/config.ts';
import type { Clock } from '../domain/clock.ts';
import { HOUR } from '../domain/time.ts';
import type { AnyProbe } from '../probes/probe.ts';
import { DATABASE, socketPathIn } from '../store/duckdb/folder.ts';
import { openDuckDb } from '../store/duckdb/open.ts';
import { RESTORED } from '../store/duckdb/restore.ts';

export interface BesideParts {
  readonly folder: string;
  readonly clock: Clock;
  readonly probes: readonly AnyProbe[];
  /** What the config says of the lines. */
  readonly uplinks: readonly Uplink[];
  /** What the owner has to know of the record. */
  readonly notice: (what: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Who answers for a state folder: the service that runs on it, found by its socket, or this process, which then owns
 * the record until closed. Says why nobody can.
 */
export const openOwner = async ({
  folder,
  clock,
  probes,
  uplinks,
  notice,
  signal,
}: BesideParts): Promise<
  { readonly ok: true; readonly owner: Owner } | { readonly ok: false; readonly detail: string }
> => {
  const socket = socketPathIn(folder);
  // A copy of a big record takes its time before the first byte of it can be told.
  if (socket !== undefined && (await answersAt(socket, signal))) return { ok: true, owner: ownerAt(socket, HOUR) };
  if (![DATABASE, RESTORED].some((file) => existsSync(join(folder, file))))
    return { ok: false, detail: `there is no record in ${folder}; --state names another folder` };
  const store = await openDuckDb({ folder, clock, notice });
  if (!store.ok) {
    const { what, message } = store;
    return { ok: false, detail: what === 'locked' ? `${message} It does not answer at its socket.` : message };
  }
  for (const { file, to, why } of store.movedAside()) notice(`${file} is damaged (${why}); kept as ${to}`);
  const app = buildOwnerApi({
    query: store.query,
    probes,
    uplinks,
    backup: (signal) => store.backup(signal),
    // Once the asker has gone, what breaks off does so because of that.
    onBug: (error) => (signal.aborted ? undefined : notice(String(error))),
  });
  return { ok: true, owner: ownerHere(app, () => store.close()) };
};
