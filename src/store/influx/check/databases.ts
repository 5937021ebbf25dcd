import type { InfluxAccess, InfluxMajor } from '../../../domain/influx.ts';
import { jsonOf, rowsOf, type Answered, type Send } from './client.ts';
import { isRecord } from '../query/tables.ts';

/** What a login sees. */
export interface Databases {
  /** The answer that refused the login. */
  readonly refused?: Answered;
  /** Undefined where it may not ask. A token of 2.x that may only write to a bucket does not see it. */
  readonly names?: readonly string[];
}

/** The databases (1.x, 3) or buckets (2.x) that there are, as far as this login sees them. */
export const databasesOf = async (send: Send, { org }: InfluxAccess, major: InfluxMajor): Promise<Databases> => {
  const answer =
    major === 2
      ? await send('GET', '/api/v2/buckets', { org, limit: '100' })
      : await send('GET', '/query', { q: 'SHOW DATABASES' });
  if (!answer.answered) return {};
  if (answer.status === 401) return { refused: answer };
  // Forbidden is to be asked for: 1.x lets a user who is no admin not list what he may well write to.
  if (answer.status !== 200) return {};
  const names = major === 2 ? bucketsOf(answer) : rowsOf(answer).map((row) => String(row.at(-1)));
  return { names };
};

const bucketsOf = ({ text }: Answered): readonly string[] => {
  const told = jsonOf(text);
  const all: readonly unknown[] = isRecord(told) && Array.isArray(told['buckets']) ? told['buckets'] : [];
  return all.flatMap((b) => (isRecord(b) && typeof b['name'] === 'string' ? [b['name']] : []));
};
