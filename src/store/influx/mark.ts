import type { InfluxAccess } from '../../domain/influx.ts';
import type { EpochMicros } from '../../domain/time.ts';
import type { Cursor } from '../journal.ts';
import { saidIn } from './answers.ts';
import { ask } from './ask.ts';
import { EXPORT } from './names.ts';

/** Whose mark: one journal's, whatever its vantage point was called then. */
export interface MarkOf {
  readonly journal: string;
  /** Not before; all of them where there is none. */
  readonly since?: EpochMicros;
}
export type MarkRead =
  | {
      readonly ok: true;
      /** The highest; missing where there is none. */
      readonly cursor?: Cursor;
    }
  /** `refused`: the server does not let it be read; else it may another time. */
  | { readonly ok: false; readonly refused: boolean; readonly reason: string };

const name = (text: string): string => `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
const quoted = (text: string): string => `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`;

/** Reads the highest mark by InfluxQL, which all versions answer to. */
export const readMark = async (access: InfluxAccess, of: MarkOf, signal: AbortSignal): Promise<MarkRead> => {
  const { retentionPolicy, database } = access;
  const from = `${retentionPolicy === undefined ? '' : `${name(retentionPolicy)}.`}${name(EXPORT)}`;
  const since = of.since === undefined ? '' : ` AND time >= ${Math.floor(of.since / 1_000)}ms`;
  const q = `SELECT max("cursor") FROM ${from} WHERE "journal" = ${quoted(of.journal)}${since}`;
  const answer = await ask(
    access,
    `/query?${new URLSearchParams({ db: database, epoch: 'ms', q }).toString()}`,
    signal,
  );
  if (!answer.ok) return { ok: false, refused: false, reason: answer.reason };
  const { status, body } = answer;
  const reason = `${status} ${saidIn(body, access)}`.trim();
  if (status !== 200) return { ok: false, refused: status >= 400 && status < 429, reason };
  return markIn(body) ?? { ok: false, refused: true, reason };
};

/** Undefined where it is an error, or no answer to that question. */
const markIn = (body: string): MarkRead | undefined => {
  try {
    const { results } = JSON.parse(body) as {
      results: readonly { error?: unknown; series?: readonly { values: readonly (readonly unknown[])[] }[] }[];
    };
    const [result] = results;
    if (result === undefined || result.error !== undefined) return undefined;
    const cursor = result.series?.[0]?.values[0]?.[1];
    return typeof cursor === 'number' && Number.isSafeInteger(cursor) ? { ok: true, cursor } : { ok: true };
  } catch {
    return undefined;
  }
};
