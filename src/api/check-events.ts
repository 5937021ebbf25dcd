import { SECOND, type Millis } from '../domain/time.ts';
import type { CheckEvent } from './check-schema.ts';
import type { ApiDeps } from './deps.ts';
import type { Run } from './schema.ts';

const MOST_LINES = 500;
const LONGEST_LINE = 300;
/** A proxy that hears nothing for long hangs up. */
const QUIET: Millis = 5 * SECOND;

/** Runs a check, telling how far it is. */
export type Told = (progress: (line: string) => void, signal: AbortSignal) => Promise<Run>;

const encoder = new TextEncoder();

/**
 * A check as server-sent events: `begun`, `progress` while it runs, `more` where there were too many lines, then one `run`
 * or one `problem`. Whoever stops reading cancels it; `over` is called once when it has ended, however it does.
 */
export const checkEvents = (
  check: Told,
  longestMs: Millis,
  { clock, signal: stopping, onBug }: Pick<ApiDeps, 'clock' | 'signal' | 'onBug'>,
  over: () => void,
): ReadableStream<Uint8Array> => {
  const gone = new AbortController();
  const ended = new AbortController();
  let left = 0;
  let lines = 0;
  return new ReadableStream<Uint8Array>({
    start: (controller) => {
      const write = (text: string): void => {
        if (!gone.signal.aborted && !ended.signal.aborted) controller.enqueue(encoder.encode(text));
      };
      const tell = (event: CheckEvent): void => write(`event: ${event.kind}\ndata: ${JSON.stringify(event)}\n\n`);
      const progress = (line: string): void => {
        lines += 1;
        if (lines > MOST_LINES) left += 1;
        else tell({ kind: 'progress', at: clock.now(), line: line.slice(0, LONGEST_LINE) });
      };
      const stayOpen = async (): Promise<void> => {
        while (!ended.signal.aborted) {
          await clock.sleep(QUIET, ended.signal);
          write(': it runs\n\n');
        }
      };
      const run = async (): Promise<CheckEvent> => {
        try {
          const found = await check(progress, gone.signal);
          if (stopping.aborted) return { kind: 'problem', error: { what: 'The service is stopping.' } };
          return found;
        } catch (error) {
          onBug(error);
          return { kind: 'problem', error: { what: 'A bug in plumbline; its log says more.' } };
        }
      };
      const runAndTell = async (): Promise<void> => {
        const last = await run();
        over();
        if (left > 0) tell({ kind: 'more', count: left });
        tell(last);
        ended.abort();
        if (!gone.signal.aborted) controller.close();
      };
      tell({ kind: 'begun', longestMs });
      void stayOpen();
      void runAndTell();
    },
    cancel: () => gone.abort(),
  });
};
