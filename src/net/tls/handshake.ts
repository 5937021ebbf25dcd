import { canonicalAddress } from '../../domain/address.ts';
import { failed } from '../failure.ts';
import type { FetchParts } from '../fetch/fetch.ts';
import type { Binding, Handshaken, HandshakeRequest, NetResult } from '../net.ts';
import { openTcp } from '../tcp.ts';
import { within } from '../within.ts';
import { secured } from './secure.ts';

/** A name that can be said in SNI, or an address. */
const NAME = /^[^\s\p{Cc}\P{ASCII}]{1,253}$/u;

/** Sets TLS up with a server, says goodbye (close_notify), and tells what was seen. Nothing stays open. */
export const shakeHands = async (
  request: HandshakeRequest,
  binding: Binding,
  parts: Pick<FetchParts, 'clock' | 'openLibc' | 'trusted'>,
  signal: AbortSignal,
): Promise<NetResult<Handshaken>> => {
  const { address, port, name, servername, alpn, versions, timeout } = request;
  if (canonicalAddress(address) === undefined) throw new TypeError(`not a numeric address: ${address}`);
  const wrong = [name, servername ?? ''].find((each) => each !== '' && !NAME.test(each));
  if (wrong !== undefined) return failed('failed', `${JSON.stringify(wrong.slice(0, 40))} is no name that can be said`);
  const late = (): string => `${name} (${address}) had not set up TLS within ${timeout} ms`;
  return within(timeout, signal, late, async (opened, signal) => {
    const tcp = await openTcp({ address, port, timeout }, binding, parts, signal);
    if (!tcp.ok) return { ok: false, reason: tcp.reason, detail: tcp.detail };
    tcp.stream.on('error', () => undefined);
    opened.keep(tcp.stream);
    const at = parts.clock.now();
    const standing = await secured(
      tcp.stream,
      {
        name,
        trust: 'tell',
        ...(servername === undefined ? {} : { servername }),
        ...(alpn === undefined ? {} : { alpn }),
        ...(versions === undefined ? {} : { versions }),
        ...(parts.trusted === undefined ? {} : { trusted: parts.trusted }),
      },
      signal,
    );
    if (!standing.ok) return standing;
    const { stream, tls, tookMicros } = standing;
    opened.keep(stream);
    await new Promise<void>((said) => {
      stream.once('close', said).end(said);
      signal.addEventListener('abort', () => said(), { once: true });
    });
    if (tls === undefined) throw new Error('TLS that is told was not');
    return { ok: true, tls, at, tookMicros };
  });
};
