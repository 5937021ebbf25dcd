import { isIP, type Socket } from 'node:net';
import { connect, rootCertificates, type ConnectionOptions, type TLSSocket } from 'node:tls';

import type { NetResult } from '../net.ts';
import { failed, tlsFailure } from './failures.ts';

/**
 * TLS over a connection, to a host whose certificate is trusted for that name (RFC 9525), or address: by Node's own
 * authorities and those of NODE_EXTRA_CA_CERTS; where there are `more` (PEM), by Node's own and these. An abort ends it.
 */
export const secured = (
  socket: Socket,
  host: string,
  more: readonly string[],
  signal: AbortSignal,
): Promise<NetResult<{ readonly stream: TLSSocket }>> =>
  new Promise((resolve) => {
    const options: ConnectionOptions = { socket, host, ALPNProtocols: ['http/1.1'], rejectUnauthorized: true };
    // An address is no name for SNI (RFC 6066, 3).
    if (isIP(host) === 0) options.servername = host.replace(/\.$/, '');
    if (more.length > 0) options.ca = [...rootCertificates, ...more];
    const stream = connect(options);
    const settle = (result: NetResult<{ readonly stream: TLSSocket }>): void => {
      signal.removeEventListener('abort', cancel);
      if (!result.ok) stream.destroy();
      resolve(result);
    };
    const cancel = (): void => settle(failed('cancelled', 'cancelled'));
    stream.once('secureConnect', () => settle({ ok: true, stream }));
    // Whatever comes after it stands is told by who reads from it.
    stream.on('error', (error) => settle(tlsFailure(host, error)));
    stream.once('close', () => settle(failed('reset', `${host} closed the connection while TLS was being set up`)));
    signal.addEventListener('abort', cancel, { once: true });
    if (signal.aborted) cancel();
  });
