import type { Clock } from '../../domain/clock.ts';
import type { NetFailure } from '../net.ts';
import { openTcp } from '../tcp.ts';
import type { Connect, Connecting } from './transport.ts';

/** Connects as Node does, everywhere: no MSS of one's own, no filter, no device or mark, and nothing of TCP_INFO. */
export const plainConnect =
  (clock: Clock): Connect =>
  async (ask, binding, within, signal): Promise<Connecting> => {
    const wants = (ask.mss !== undefined && 'an MSS') || (ask.onlyResetsOfTtl !== undefined && 'a filter');
    if (wants !== false)
      return { ok: false, end: 'unsupported', detail: `a TCP connection takes ${wants} on 64-bit Linux alone` };
    const to = { address: ask.to, port: ask.port, timeout: within };
    const openLibc = () => Promise.resolve({ ok: false, why: '64-bit Linux alone has it' } as const);
    const opened = await openTcp(to, binding, { clock, openLibc }, signal);
    if (!opened.ok) return { ok: false, end: endOf(opened.reason), detail: opened.detail };
    const { stream, tookMicros } = opened;
    return {
      ok: true,
      transport: {
        stream,
        connectMs: tookMicros / 1_000,
        info: () => undefined,
        close: (how) => (how === 'reset' ? stream.resetAndDestroy() : stream.destroy()),
      },
    };
  };

/** A connect that failed for what has no word of its own was at least not connected. */
const endOf = (reason: NetFailure['reason']): Extract<Connecting, { ok: false }>['end'] =>
  reason === 'failed' || reason === 'no-address' ? 'unreachable' : reason;
