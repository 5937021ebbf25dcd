import type { Binding, Connected, NetResult } from './net.ts';
import { openTcp, type TcpTo } from './tcp.ts';

/** Times a TCP handshake, and closes the connection again. A refusal answers as well as an acceptance. */
export const connectTcp = async (
  to: TcpTo,
  binding: Binding,
  parts: Parameters<typeof openTcp>[2],
  signal: AbortSignal,
): Promise<NetResult<Connected>> => {
  const opened = await openTcp(to, binding, parts, signal);
  if (opened.ok) {
    const { stream, at, tookMicros } = opened;
    // It may be reset before it is closed.
    stream.on('error', () => undefined).destroy();
    return { ok: true, at, tookMicros, outcome: 'accepted' };
  }
  const { refused, ...failed } = opened;
  return refused === undefined ? failed : { ok: true, ...refused, outcome: 'refused' };
};
