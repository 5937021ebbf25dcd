import { connect as open, type TcpNetConnectOpts } from 'node:net';

import type { Clock } from '../../domain/clock.ts';
import { endOf, type Connect, type Connecting } from './transport.ts';

/** Connects as Node does, everywhere: no MSS of one's own, no filter, no device or mark, and nothing of TCP_INFO. */
export const plainConnect =
  (clock: Clock): Connect =>
  (ask, binding, within, signal): Promise<Connecting> => {
    const wants =
      (ask.mss !== undefined && 'an MSS') ||
      (ask.onlyResetsOfTtl !== undefined && 'a filter') ||
      (binding.device !== undefined && 'a device') ||
      (binding.mark !== undefined && 'a mark');
    if (wants !== false) {
      const detail = `a TCP connection takes ${wants} on 64-bit Linux alone`;
      return Promise.resolve({ ok: false, end: 'unsupported', detail });
    }
    const begun = clock.elapsed();
    const options: TcpNetConnectOpts = { host: ask.to, port: ask.port, autoSelectFamily: false };
    if (binding.source !== undefined) options.localAddress = binding.source;
    return new Promise((resolve) => {
      const stream = open(options);
      const settle = (connecting: Connecting): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', cancel);
        stream.off('error', fail);
        if (!connecting.ok) stream.on('error', () => undefined).destroy();
        resolve(connecting);
      };
      const cancel = (): void => settle({ ok: false, end: 'cancelled', detail: 'cancelled' });
      const fail = (error: NodeJS.ErrnoException): void =>
        settle({ ok: false, end: endOf(error.code) ?? 'unreachable', detail: error.message });
      const timer = setTimeout(
        () => settle({ ok: false, end: 'timeout', detail: `no answer within ${Math.round(within)} ms` }),
        within,
      );
      signal.addEventListener('abort', cancel, { once: true });
      stream.once('error', fail);
      stream.once('connect', () =>
        settle({
          ok: true,
          transport: {
            stream,
            connectMs: clock.elapsed() - begun,
            info: () => undefined,
            close: (how) => (how === 'reset' ? stream.resetAndDestroy() : stream.destroy()),
          },
        }),
      );
    });
  };
