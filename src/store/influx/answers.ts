import type { InfluxAccess } from '../../domain/influx.ts';
import { withoutSecrets } from './secrets.ts';

/** Why a write failed, as the metrics count it. */
export const FAILURE_KINDS = [
  'denied',
  'busy',
  'too-big',
  'refused',
  'timeout',
  'network',
  'server',
  'answer',
] as const;
export type FailureKind = (typeof FAILURE_KINDS)[number];

/** What became of a write. */
export type Write =
  | {
      readonly did: 'written';
      /** Of them: older than the database keeps. */
      readonly tooOld: number;
    }
  /** At least one of the lines is wrong; what became of the others is not known. */
  | { readonly did: 'refused'; readonly reason: string }
  | { readonly did: 'too-big'; readonly reason: string }
  /** Somebody has to do something: a token, a right, a database. */
  | { readonly did: 'denied'; readonly reason: string }
  | {
      readonly did: 'busy';
      readonly reason: string;
      /** How long to wait, where the server says so. */
      readonly retryAfterSeconds?: number;
    }
  | { readonly did: 'failed'; readonly why: 'timeout' | 'network' | 'server' | 'answer'; readonly reason: string };

export interface HttpAnswer {
  readonly status: number;
  /** As far as it was read. */
  readonly body: string;
  readonly retryAfter?: string | undefined;
}

const SHOWN = 300;
/**
 * What the server says, on one line and without our secrets: `{"error": …}` of 1.x and 3, `{"message": …}` of 2.x, or
 * the text itself.
 */
export const saidIn = (body: string, access: InfluxAccess): string => {
  const said = withoutSecrets(messageIn(body) ?? body, access);
  const line = said.replaceAll(/[\p{Cc}\s]+/gu, ' ').trim();
  return line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line;
};
const messageIn = (body: string): string | undefined => {
  try {
    const { error, message } = (JSON.parse(body) ?? {}) as { error?: unknown; message?: unknown };
    if (typeof message === 'string') return message;
    return typeof error === 'string' ? error : undefined;
  } catch {
    return undefined;
  }
};

/** A partial write of which all the rest was taken: as 1.x and 2.x up to 2.7.11 say it, and as later ones do. */
const TOO_OLD =
  /partial write: (?:points beyond retention policy dropped=(\d{1,9})|dropped (\d{1,9}) points outside retention policy)/;

/** What the answer to a write means, in all versions. */
export const writeOf = ({ status, body, retryAfter }: HttpAnswer, access: InfluxAccess): Write => {
  const said = saidIn(body, access);
  const reason = `${status}${said === '' ? '' : ` ${said}`}`;
  switch (status) {
    case 204:
      return { did: 'written', tooOld: 0 };
    case 201: // 3: taken, or in part where it says what was wrong
      return said === '' ? { did: 'written', tooOld: 0 } : { did: 'refused', reason };
    case 400:
    case 422: {
      const [, before, since] = TOO_OLD.exec(body) ?? [];
      const tooOld = before ?? since;
      return tooOld === undefined ? { did: 'refused', reason } : { did: 'written', tooOld: Number(tooOld) };
    }
    case 401:
    case 403:
    case 404:
      return { did: 'denied', reason };
    case 413:
      return { did: 'too-big', reason };
    case 429:
    case 503: {
      const seconds = Number(retryAfter?.trim() || Number.NaN);
      return { did: 'busy', reason, ...(Number.isFinite(seconds) ? { retryAfterSeconds: seconds } : {}) };
    }
    default:
      return { did: 'failed', why: status >= 500 ? 'server' : 'answer', reason };
  }
};
