import { text } from 'node:stream/consumers';

import type { Answer } from '../api/owner/ask.ts';
import type { ApiError } from '../api/schema.ts';
import type { CliDeps, Destination, ExitCode } from './deps.ts';
import { cut, printable } from './format/text.ts';

/** What is asked of the owner of a record. */
export interface Fetch {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** The state folder that was told. */
  readonly state: string | undefined;
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What the owner says is wrong: 2 where the command is, 3 where it could not be done. */
export const refused = async ({ status, body }: Answer): Promise<{ readonly code: ExitCode; readonly why: string }> => {
  if (status >= 500 && status !== 503) {
    body.destroy();
    return { code: 3, why: 'it failed; the log of the service says why' };
  }
  const { error } = JSON.parse(await text(body)) as ApiError;
  const why = error.expected === undefined ? error.what : `${error.what} Expected ${error.expected}.`;
  return { code: status === 503 ? 3 : 2, why };
};

/** Asks the owner of the record, and writes what it answers where it was asked for. */
export const fetchInto = async (asked: Fetch, into: Destination, deps: CliDeps): Promise<ExitCode> => {
  const { stdout, stderr, signal } = deps;
  const tell = (what: string): void => stderr.write(`plumbline: ${cut(printable(what), 1_000)}\n`);
  const { file, force } = into;
  const refusal = file === undefined ? undefined : deps.refusalOf(file, force);
  if (refusal !== undefined) {
    tell(refusal);
    return 2;
  }
  const opened = await deps.openOwner(asked.state);
  if (!opened.ok) {
    tell(opened.detail);
    return 2;
  }
  try {
    const answer = await opened.owner.ask(asked.method, asked.path, signal);
    if (answer.status !== 200) {
      const { code, why } = await refused(answer);
      tell(why);
      return code;
    }
    const found = await deps.save(answer.body, into, opened.folder);
    const what = found === undefined ? '' : `: ${found}`;
    if (file !== undefined) stderr.write(`Written to ${printable(file)}${what}.\n`);
    return 0;
  } catch (error) {
    // A reader that goes away (`| head`) has what it wanted.
    if (file === undefined && !stdout.isOpen) return 0;
    if (signal.aborted) stderr.write(file === undefined ? 'Interrupted.\n' : 'Interrupted: nothing is written.\n');
    else tell(`it broke off: ${messageOf(error)}`);
    return 3;
  } finally {
    await opened.owner.close();
  }
};
