import type { Socket } from 'node:net';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';

import type { ExchangeSeen } from '../../domain/ask.ts';

/** Names in a certificate may be long; these many characters are told. */
const NAME_LENGTH = 200;

/** TLS over a connection: any certificate is taken, for what is wrong with it is told, not refused. */
export const secure = (
  socket: Socket,
  { to, name, isHttp }: { readonly to: string; readonly name: string | null; readonly isHttp: boolean },
  secured: () => void,
): TLSSocket => {
  // Without a name the certificate is held to the address.
  const options: ConnectionOptions = { socket, host: name ?? to, rejectUnauthorized: false };
  if (name !== null) options.servername = name;
  if (isHttp) options.ALPNProtocols = ['http/1.1'];
  return connect(options, secured);
};

/** What there is to tell of it once it stands. */
export const tlsSeen = (stream: TLSSocket): NonNullable<ExchangeSeen['tls']> => {
  const certificate = stream.getPeerX509Certificate();
  // Node gives the code of what is wrong as text, or an Error.
  const wrong: unknown = stream.authorized ? undefined : stream.authorizationError;
  return {
    protocol: stream.getProtocol() ?? '',
    ...(stream.authorized ? {} : { untrusted: wrong instanceof Error ? wrong.message : String(wrong) }),
    fingerprint: certificate?.fingerprint256.replaceAll(':', '').toLowerCase() ?? '',
    subject: oneLine(certificate?.subject),
    issuer: oneLine(certificate?.issuer),
  };
};
const oneLine = (name: string | undefined): string => (name ?? '').split('\n').join(', ').slice(0, NAME_LENGTH);
