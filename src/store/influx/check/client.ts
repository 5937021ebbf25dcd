import type { InfluxAccess } from '../../../domain/influx.ts';
import { unlessAborted } from '../bounded.ts';
import { isRecord } from '../query/tables.ts';
import { authorization, withoutSecrets } from '../secrets.ts';

/** What a server said, as far as it is needed. */
export interface Answered {
  readonly answered: true;
  readonly status: number;
  /** By lower-case name. */
  readonly header: (name: string) => string | undefined;
  /** Cut after 256 KiB. Not to be told: it may repeat our secrets. */
  readonly text: string;
  /** The error in it, as it may be told. */
  readonly error: string;
}
/** Nothing came back: at which step of getting there, and why. */
export interface Unanswered {
  readonly answered: false;
  readonly step: 'resolve' | 'connect' | 'tls' | 'answer';
  readonly why: string;
}
export type Answer = Answered | Unanswered;
export type Send = (
  method: 'GET' | 'POST',
  path: string,
  parameters?: Readonly<Record<string, string | undefined>>,
  body?: string,
) => Promise<Answer>;

const MOST_BYTES = 256 * 1024;

/** Asks one InfluxDB, with its credentials. No answer follows a redirect: a token is for the address it was given for. */
export const sender = (access: InfluxAccess, signal: AbortSignal): Send => {
  const headers = { ...authorization(access) };
  return async (method, path, parameters = {}, body) => {
    const given = Object.entries(parameters).flatMap(([k, v]) => (v === undefined ? [] : [[k, v] as [string, string]]));
    const query = given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
    const late = AbortSignal.timeout(access.timeout);
    const over = AbortSignal.any([signal, late]);
    const read = async () => {
      const answer = await fetch(`${access.url}${path}${query}`, {
        method,
        headers,
        redirect: 'manual',
        signal: over,
        ...(body === undefined ? {} : { body }),
      });
      return { answer, text: await textOf(answer.body) };
    };
    try {
      const { answer, text } = await unlessAborted(read(), over);
      const error = errorOf(text, access);
      const header = (name: string): string | undefined => answer.headers.get(name) ?? undefined;
      return { answered: true, status: answer.status, header, text, error };
    } catch (error) {
      if (late.aborted)
        return { answered: false, step: 'answer', why: `nothing within ${access.timeout / 1_000} seconds` };
      return { answered: false, ...failureOf(error) };
    }
  };
};

const textOf = async (body: ReadableStream<Uint8Array> | null): Promise<string> => {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of body ?? []) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes > MOST_BYTES) break;
  }
  return Buffer.concat(pieces).subarray(0, MOST_BYTES).toString('utf8');
};

const NAME = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NONAME', 'EAI_FAIL']);
const TLS = /^(?:ERR_TLS|ERR_SSL|CERT_|EPROTO|UNABLE_TO|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_MISMATCH)/;
const failureOf = (error: unknown): Pick<Unanswered, 'step' | 'why'> => {
  const cause: unknown = error instanceof Error ? (error.cause ?? error) : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const text = cause instanceof Error ? cause.message || code || cause.name : String(cause);
  const [why = ''] = text.split('\n');
  if (NAME.has(code)) return { step: 'resolve', why };
  if (TLS.test(code)) return { step: 'tls', why };
  return { step: /^(?:UND_ERR_SOCKET|HPE_|ECONNRESET)/.test(code) ? 'answer' : 'connect', why };
};

/** The error in an answer: `error` of 1.x and 3, `message` of 2.x, and that of the first statement. */
const errorOf = (text: string, access: InfluxAccess): string => {
  const told = jsonOf(text);
  if (!isRecord(told)) return withoutSecrets(text, access).trim().slice(0, 200);
  const [first]: readonly unknown[] = Array.isArray(told['results']) ? told['results'] : [];
  const error = told['error'] ?? told['message'] ?? (isRecord(first) ? first['error'] : undefined);
  return typeof error === 'string' ? withoutSecrets(error, access).slice(0, 300) : '';
};
export const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};
/** The rows of the first statement of an InfluxQL answer. */
export const rowsOf = ({ text }: Answered): readonly (readonly unknown[])[] => {
  const told = jsonOf(text);
  const [first]: readonly unknown[] = isRecord(told) && Array.isArray(told['results']) ? told['results'] : [];
  const all: readonly unknown[] = isRecord(first) && Array.isArray(first['series']) ? first['series'] : [];
  return all.flatMap((s) => (isRecord(s) && Array.isArray(s['values']) ? (s['values'] as unknown[][]) : []));
};
