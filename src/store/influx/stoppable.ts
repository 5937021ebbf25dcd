import { unlessAborted } from './bounded.ts';
import type { InfluxServer } from './server.ts';

type Asked = Pick<InfluxServer, 'write' | 'highestMark' | 'lastOther'>;

const REASON = 'the export was stopped';

/** A server that nobody waits for once the signal is aborted, whatever it does, and that is asked nothing from then on. */
export const stoppable = (server: Asked): Asked => {
  const answerOf = async <T>(ask: () => Promise<T>, signal: AbortSignal, otherwise: T): Promise<T> => {
    if (signal.aborted) return otherwise;
    try {
      return await unlessAborted(ask(), signal);
    } catch (error) {
      if (signal.aborted) return otherwise;
      throw error;
    }
  };
  const unread = { ok: false, refused: false, reason: REASON } as const;
  return {
    write: (lines, signal) =>
      answerOf(() => server.write(lines, signal), signal, { did: 'failed', why: 'network', reason: REASON }),
    highestMark: (of, signal) => answerOf(() => server.highestMark(of, signal), signal, unread),
    lastOther: (of, signal) => answerOf(() => server.lastOther(of, signal), signal, unread),
  };
};
