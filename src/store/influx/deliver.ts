import type { Clock } from '../../domain/clock.ts';
import { MINUTE, SECOND, type Millis } from '../../domain/time.ts';
import type { FailureKind, Write } from './answers.ts';
import { markLine } from './lines.ts';
import type { Pace } from './pace.ts';
import type { InfluxServer } from './server.ts';
import type { SetAside } from './set-aside.ts';

/** Of one request. */
export const MOST_LINES = 5_000;
export const MOST_BYTES = 4 * 1024 * 1024;
/** A request that took too long is not halved below this. */
const FEWEST_LINES = 100;

const FIRST_RETRY: Millis = SECOND;
const LAST_RETRY: Millis = MINUTE;
/** Somebody has to do something first. */
const DENIED_RETRY: Millis = 30 * SECOND;
const LEAST_RETRY_AFTER: Millis = SECOND;
const MOST_RETRY_AFTER: Millis = 5 * MINUTE;

export interface DeliverDeps {
  readonly clock: Clock;
  readonly server: Pick<InfluxServer, 'write'>;
  readonly pace: Pace;
  readonly setAside: Pick<SetAside, 'add'>;
  readonly vantage: string;
  /** From 0 to 1. */
  readonly random: () => number;
  /** So many points are in InfluxDB now. */
  readonly written: (points: number) => void;
  /** So many never will be: it refuses them, or they are older than it keeps. */
  readonly leftOut: (points: number, why: 'refused' | 'old') => void;
  /** A request failed. */
  readonly failed: (kind: FailureKind) => void;
  /** It waits before the next, and why. */
  readonly waits: (kind: FailureKind, reason: string) => void;
}

type Failed = Exclude<Write, { readonly did: 'written' }>;
const kindOf = (write: Failed): FailureKind => (write.did === 'failed' ? write.why : write.did);

/** So many of the lines as one request may hold, at least one. */
const headOf = (lines: readonly string[], most: number): number => {
  let bytes = 0;
  for (let i = 0; i < Math.min(lines.length, most); i += 1) {
    bytes += Buffer.byteLength(lines[i] ?? '') + 1;
    if (i > 0 && bytes > MOST_BYTES) return i;
  }
  return Math.min(lines.length, most);
};

/**
 * Brings lines to InfluxDB, whatever it takes: what fails is tried again, requests are as large as the server likes
 * them, and a line that it refuses is searched for by halving and set aside, so that it does not hold up the rest.
 */
export const deliverer = (deps: DeliverDeps) => {
  const { clock, server, pace, setAside, vantage, random } = deps;
  let size = MOST_LINES;
  let tries = 0;

  const backoff = (): Millis => {
    const most = Math.min(LAST_RETRY, FIRST_RETRY * 2 ** Math.min(tries, 10));
    tries += 1;
    return most * (0.5 + random() / 2);
  };
  const waitFor = (write: Failed): Millis => {
    if (write.did === 'denied' || write.did === 'refused') return DENIED_RETRY;
    if (write.did === 'busy' && write.retryAfterSeconds !== undefined)
      return Math.min(MOST_RETRY_AFTER, Math.max(LEAST_RETRY_AFTER, write.retryAfterSeconds * SECOND));
    return backoff();
  };
  const halve = (from: number, least: number): void => {
    size = Math.max(least, Math.floor(from / 2));
  };
  const ask = async (lines: readonly string[], signal: AbortSignal): Promise<Write> => {
    await pace.take(lines.length, signal);
    const write = await server.write(lines, signal);
    if (write.did !== 'written' && !signal.aborted) deps.failed(kindOf(write));
    return write;
  };

  const wait = async (write: Failed, signal: AbortSignal): Promise<void> => {
    if (signal.aborted) return;
    deps.waits(kindOf(write), write.reason);
    await clock.sleep(waitFor(write), signal);
  };
  /**
   * True when a line that was refused by itself is set aside. It is at fault only where another, known to be right, is
   * taken: a server may be refusing everything.
   */
  const refuse = async (line: string, { reason }: Failed, signal: AbortSignal): Promise<boolean> => {
    const known = await ask([markLine(clock.now(), { vantage, journal: '', cursor: 0 })], signal);
    if (known.did !== 'written') {
      await wait(known, signal);
      return false;
    }
    try {
      await setAside.add(line, reason, clock.now());
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      await wait({ did: 'denied', reason: `a line that it refuses (${reason}) can not be set aside: ${why}` }, signal);
      return false;
    }
    deps.leftOut(1, 'refused');
    return true;
  };
  const taken = (piece: readonly string[], tooOld: number): void => {
    tries = 0;
    if (piece.length >= size) size = Math.min(MOST_LINES, size + Math.ceil(size / 4));
    deps.written(Math.max(0, piece.length - tooOld));
    if (tooOld > 0) deps.leftOut(Math.min(piece.length, tooOld), 'old');
  };
  /** What has to be written after one request, the next last. */
  const after = async (
    piece: readonly string[],
    write: Write,
    signal: AbortSignal,
  ): Promise<readonly (readonly string[])[]> => {
    if (write.did === 'written') {
      taken(piece, write.tooOld);
      return [];
    }
    const [first] = piece;
    if ((write.did === 'refused' || write.did === 'too-big') && piece.length === 1 && first !== undefined)
      return (await refuse(first, write, signal)) ? [] : [piece];
    if (write.did === 'refused') {
      const half = Math.ceil(piece.length / 2);
      return [piece.slice(half), piece.slice(0, half)];
    }
    if (write.did === 'too-big') halve(piece.length, 1);
    else {
      if (write.did === 'failed' && write.why === 'timeout') halve(piece.length, FEWEST_LINES);
      await wait(write, signal);
    }
    return [piece];
  };

  /** Writes all of the lines, in order; false when aborted on the way. */
  return async (lines: readonly string[], signal: AbortSignal): Promise<boolean> => {
    const todo: (readonly string[])[] = [lines];
    for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
      if (next.length === 0) continue;
      const head = headOf(next, size);
      if (head < next.length) todo.push(next.slice(head));
      const piece = next.slice(0, head);
      const write = await ask(piece, signal);
      if (signal.aborted) return false;
      todo.push(...(await after(piece, write, signal)));
      if (signal.aborted) return false;
    }
    return true;
  };
};
