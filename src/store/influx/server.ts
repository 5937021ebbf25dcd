import http from 'node:http';
import https from 'node:https';

import { InfluxDB } from '@influxdata/influxdb-client';

import type { InfluxAccess, InfluxMajor } from '../../domain/influx.ts';
import { saidIn, writeOf, type Write } from './answers.ts';
import { bounded, unlessAborted } from './bounded.ts';
import { ANSWER_BYTES, causeOf } from './ask.ts';
import { readMark, readOther, type MarkOf, type MarkRead, type OtherMarks, type OtherRead } from './mark.ts';
import { authorization } from './secrets.ts';
import { findVersion } from './version.ts';

/** An InfluxDB as the export sees it. What fails is a value. */
export interface InfluxServer {
  /** All lines in one request. */
  write(lines: readonly string[], signal: AbortSignal): Promise<Write>;
  highestMark(of: MarkOf, signal: AbortSignal): Promise<MarkRead>;
  lastOther(of: OtherMarks, signal: AbortSignal): Promise<OtherRead>;
  close(): void;
}

const GZIP_FROM = 1_000;

/** Where lines are written to. 1.x, and 2.x where no organization is named, take them as 1.x does. */
const writePath = ({ database, org, retentionPolicy }: InfluxAccess, major: InfluxMajor): string => {
  if (major === 3 || (major === 2 && org !== undefined))
    return `/api/v2/write?${new URLSearchParams({ org: org ?? '', bucket: database, precision: 'ms' }).toString()}`;
  const rp = retentionPolicy === undefined ? {} : { rp: retentionPolicy };
  return `/write?${new URLSearchParams({ db: database, precision: 'ms', ...rp }).toString()}`;
};

type Request = (options: http.RequestOptions, answered: (answer: http.IncomingMessage) => void) => http.ClientRequest;
interface Seen {
  status?: number;
  retryAfter?: string | undefined;
  body: string;
  tooLong?: true;
}
/** What the client asks with: an answer is read so far and no further, and as it is. */
const watched =
  (request: Request, seen: Seen): Request =>
  (options, answered) =>
    request(options, (answer) => {
      seen.status = answer.statusCode ?? 0;
      seen.retryAfter = answer.headers['retry-after'];
      delete answer.headers['content-encoding'];
      let bytes = 0;
      answer.on('data', (chunk: Buffer) => {
        seen.body += chunk.subarray(0, Math.max(0, ANSWER_BYTES - bytes)).toString();
        bytes += chunk.length;
        if (bytes > ANSWER_BYTES) {
          seen.tooLong = true;
          answer.destroy();
        }
      });
      answered(answer);
    });

/** Writes through the client, one request a call: it retries nothing, since the journal keeps what is to be written. */
export const influxServer = (access: InfluxAccess): InfluxServer => {
  const agent = access.url.startsWith('https:')
    ? new https.Agent({ keepAlive: true, maxSockets: 2 })
    : new http.Agent({ keepAlive: true, maxSockets: 2 });
  let major: InfluxMajor | undefined;

  const send = async (path: string, lines: readonly string[], signal: AbortSignal): Promise<Write> => {
    const over = bounded(signal, access.timeout);
    const seen: Seen = { body: '' };
    const client = new InfluxDB({
      url: access.url,
      timeout: 0, // that of a socket that says nothing; the signal bounds all of it
      headers: { ...authorization(access) },
      transportOptions: {
        agent,
        signal: over.signal,
        'follow-redirects': {
          http: { request: watched(http.request, seen) },
          https: { request: watched(https.request, seen) },
        },
      },
    });
    const api = client.getWriteApi('', '', 'ms', {
      batchSize: lines.length + 1,
      maxBatchBytes: Infinity,
      flushInterval: 0,
      maxRetries: 0,
      gzipThreshold: GZIP_FROM,
      writeFailed: handOn, // or it would print it
    });
    api.path = path;
    api.writeRecords([...lines]);
    let failure: unknown;
    try {
      await unlessAborted(api.flush(), over.signal);
    } catch (error) {
      failure = error;
    } finally {
      over.end();
    }
    if (over.timedOut()) return { did: 'failed', why: 'timeout', reason: `no answer in ${access.timeout / 1_000} s` };
    // 1.x repeats every line that it can not read: that is a refusal, however long.
    if (seen.tooLong === true && !isRefusal(seen.status))
      return { did: 'failed', why: 'answer', reason: `an answer of more than ${ANSWER_BYTES} bytes` };
    // What it throws at an answer says less than the answer.
    if (seen.status !== undefined && (failure === undefined || isAnswer(failure) || seen.tooLong === true))
      return writeOf({ status: seen.status, body: seen.body, retryAfter: seen.retryAfter }, access);
    return { did: 'failed', why: 'network', reason: saidIn(causeOf(failure), access) };
  };

  return {
    write: async (lines, signal) => {
      if (access.version !== 'auto') ({ version: major } = access);
      if (major === undefined) {
        const found = await findVersion(access, signal);
        if (!found.ok)
          return found.why === 'denied'
            ? { did: 'denied', reason: found.reason }
            : { did: 'failed', why: found.why, reason: found.reason };
        ({ major } = found);
      }
      const result = await send(writePath(access, major), lines, signal);
      if (result.did !== 'written' && result.did !== 'refused') major = undefined; // another may be there next
      return result;
    },
    highestMark: (of, signal) => readMark(access, of, signal),
    lastOther: (of, signal) => readOther(access, of, signal),
    close: () => agent.destroy(),
  };
};
const isRefusal = (status: number | undefined): boolean => status === 400 || status === 422;
const handOn = (failure: Error): Promise<void> => Promise.reject(failure);
const isAnswer = (error: unknown): boolean => error instanceof Error && error.name === 'HttpError';
