import type { InfluxAccess } from '../../domain/influx.ts';
import { saidIn } from './answers.ts';
import { bounded, unlessAborted } from './bounded.ts';
import { authorization } from './secrets.ts';

/** No answer is read further. */
export const ANSWER_BYTES = 64 * 1024;

export type Answered =
  | {
      readonly ok: true;
      readonly status: number;
      readonly header: (name: string) => string | null;
      readonly body: string;
    }
  | { readonly ok: false; readonly why: 'timeout' | 'network' | 'answer'; readonly reason: string };

const textOf = async (answer: Response): Promise<string | undefined> => {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of answer.body ?? []) {
    bytes += chunk.length;
    if (bytes > ANSWER_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
};

/** What the system said, for a person. */
const CAUSES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EHOSTUNREACH: 'host unreachable',
  ENETUNREACH: 'network unreachable',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'the name could not be looked up',
};

/** "connection refused" rather than "fetch failed". */
export const causeOf = (error: unknown): string => {
  const { code, cause, message } = error as { code?: unknown; cause?: unknown; message?: unknown };
  if (typeof code === 'string' && code !== '') return CAUSES[code] ?? code;
  if (cause !== undefined && cause !== null) return causeOf(cause);
  return typeof message === 'string' ? message : String(error);
};

const read = async (access: InfluxAccess, path: string, signal: AbortSignal) => {
  const answer = await fetch(`${access.url}${path}`, {
    headers: { ...authorization(access) },
    redirect: 'manual',
    signal,
  });
  return { answer, body: await textOf(answer) };
};

/** A GET within the time that the access gives, of a bounded answer; a redirect is an answer like any other. */
export const ask = async (access: InfluxAccess, path: string, signal: AbortSignal): Promise<Answered> => {
  const over = bounded(signal, access.timeout);
  try {
    const { answer, body } = await unlessAborted(read(access, path, over.signal), over.signal);
    if (body === undefined) return { ok: false, why: 'answer', reason: `an answer of more than ${ANSWER_BYTES} bytes` };
    return {
      ok: true,
      status: answer.status,
      header: (name) => answer.headers.get(name),
      body,
    };
  } catch (error) {
    if (over.timedOut()) return { ok: false, why: 'timeout', reason: `no answer in ${access.timeout / 1_000} s` };
    return { ok: false, why: 'network', reason: saidIn(causeOf(error), access) };
  } finally {
    over.end();
  }
};
