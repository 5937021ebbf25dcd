import type { InfluxAccess, InfluxMajor } from '../../domain/influx.ts';
import { saidIn } from './answers.ts';
import { ask } from './ask.ts';

export type Found =
  | { readonly ok: true; readonly major: InfluxMajor }
  | { readonly ok: false; readonly why: 'denied' | 'timeout' | 'network' | 'answer'; readonly reason: string };

const SHOWN = 40;

/** What runs there, by `GET /ping`: 1.x and 2.x tell it in a header, 3 in JSON, for which it may want the token. */
export const findVersion = async (access: InfluxAccess, signal: AbortSignal): Promise<Found> => {
  const answer = await ask(access, '/ping', signal);
  if (!answer.ok) return answer;
  const { status, body, header } = answer;
  if (status === 401 || status === 403)
    return { ok: false, why: 'denied', reason: `${status} ${saidIn(body, access)}`.trim() };
  const text = (header('x-influxdb-version') ?? versionIn(body) ?? '').slice(0, SHOWN);
  const major = /^v?([123])\./.exec(text)?.[1];
  if (major !== undefined) return { ok: true, major: Number(major) as InfluxMajor };
  const told = text === '' ? 'no version' : `the version ${JSON.stringify(saidIn(text, access))}`;
  return { ok: false, why: 'answer', reason: `${status} and ${told} at /ping: no InfluxDB of 1.x, 2.x or 3` };
};

const versionIn = (body: string): string | undefined => {
  try {
    const { version } = (JSON.parse(body) ?? {}) as { version?: unknown };
    return typeof version === 'string' ? version : undefined;
  } catch {
    return undefined;
  }
};
