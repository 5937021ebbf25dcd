import type { InfluxAccess } from '../../domain/influx.ts';
import type { EpochMicros } from '../../domain/time.ts';
import type { Cursor } from '../journal.ts';
import { saidIn } from './answers.ts';
import { ask } from './ask.ts';
import { EXPORT, toTag } from './names.ts';

/** Whose mark: one journal's, whatever its vantage point was called then. */
export interface MarkOf {
  readonly journal: string;
  /** Not before; all of them where there is none. */
  readonly since?: EpochMicros;
}
/** Marks under the name of a vantage point that are not of its journal. */
export interface OtherMarks {
  readonly vantage: string;
  readonly journal: string;
  readonly since: EpochMicros;
}
/** `refused`: the server does not let it be read; else it may another time. */
interface Unread {
  readonly ok: false;
  readonly refused: boolean;
  readonly reason: string;
}
export type MarkRead =
  | {
      readonly ok: true;
      /** The highest; missing where there is none. */
      readonly cursor?: Cursor;
    }
  | Unread;
export type OtherRead =
  | {
      readonly ok: true;
      /** Of the last one; missing where there is none. */
      readonly at?: EpochMicros;
    }
  | Unread;
type Point = readonly [atMs: unknown, cursor: unknown];

const name = (text: string): string => `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
const quoted = (text: string): string => `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`;
const from = (since: EpochMicros): string => `time >= ${Math.floor(since / 1_000)}ms`;

/** Reads one mark by InfluxQL, which all versions answer to. */
const readOne = async (
  access: InfluxAccess,
  which: 'max' | 'last',
  conditions: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly ok: true; readonly point?: Point } | Unread> => {
  const { retentionPolicy, database } = access;
  const marks = `${retentionPolicy === undefined ? '' : `${name(retentionPolicy)}.`}${name(EXPORT)}`;
  const q = `SELECT ${which}("cursor") FROM ${marks} WHERE ${conditions.join(' AND ')}`;
  const answer = await ask(
    access,
    `/query?${new URLSearchParams({ db: database, epoch: 'ms', q }).toString()}`,
    signal,
  );
  if (!answer.ok) return { ok: false, refused: false, reason: answer.reason };
  const { status, body } = answer;
  const reason = `${status} ${saidIn(body, access)}`.trim();
  if (status !== 200) return { ok: false, refused: status >= 400 && status < 429, reason };
  return pointIn(body) ?? { ok: false, refused: true, reason };
};
/** The highest mark of a journal. */
export const readMark = async (access: InfluxAccess, of: MarkOf, signal: AbortSignal): Promise<MarkRead> => {
  const since = of.since === undefined ? [] : [from(of.since)];
  const read = await readOne(access, 'max', [`"journal" = ${quoted(of.journal)}`, ...since], signal);
  if (!read.ok) return read;
  const cursor = read.point?.[1];
  return typeof cursor === 'number' && Number.isSafeInteger(cursor) ? { ok: true, cursor } : { ok: true };
};
/** The last mark of others; one without a journal only tried whether a line is taken. */
export const readOther = async (
  access: InfluxAccess,
  { vantage, journal, since }: OtherMarks,
  signal: AbortSignal,
): Promise<OtherRead> => {
  const whose = [`"vantage" = ${quoted(toTag(vantage))}`, `"journal" != ${quoted(journal)}`, `"journal" != ''`];
  const read = await readOne(access, 'last', [...whose, from(since)], signal);
  if (!read.ok) return read;
  const at = read.point?.[0];
  return typeof at === 'number' ? { ok: true, at: at * 1_000 } : { ok: true };
};

/** Undefined where it is an error, or no answer to that question. */
const pointIn = (body: string): { readonly ok: true; readonly point?: Point } | undefined => {
  try {
    const { results } = JSON.parse(body) as {
      results: readonly { error?: unknown; series?: readonly { values: readonly (readonly unknown[])[] }[] }[];
    };
    const [result] = results;
    if (result === undefined || result.error !== undefined) return undefined;
    const [at, cursor] = result.series?.[0]?.values[0] ?? [];
    return at === undefined ? { ok: true } : { ok: true, point: [at, cursor] };
  } catch {
    return undefined;
  }
};
