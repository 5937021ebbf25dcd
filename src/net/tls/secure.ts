import { constants } from 'node:crypto';
import { isIP, type Socket } from 'node:net';
import {
  checkServerIdentity,
  connect,
  createSecureContext,
  rootCertificates,
  type ConnectionOptions,
  type PeerCertificate,
  type SecureContext,
  type SecureContextOptions,
  type TLSSocket,
} from 'node:tls';

import { failed } from '../failure.ts';
import type { FetchRequest, NetResult, TlsSeen, TlsVersion } from '../net.ts';
import { tlsFailure } from './failures.ts';
import { tlsSeen } from './seen.ts';
import { Tap } from './tap.ts';

export interface SecureRequest {
  /** The name that the certificate must be for, or a numeric address. */
  readonly name: string;
  /** Said in SNI; the name where left out, nothing where empty. */
  readonly servername?: string;
  readonly alpn?: readonly string[];
  readonly versions?: { readonly least: TlsVersion; readonly most: TlsVersion };
  /** PEM; trusted beside Node's own authorities. */
  readonly trusted?: readonly string[];
  /** As in a FetchRequest; what is seen is told where it is `tell`. */
  readonly trust: NonNullable<FetchRequest['trust']>;
  /** To be resumed, where trust is `any`. */
  readonly session?: Uint8Array;
}
export interface Secured {
  readonly stream: TLSSocket;
  /** Where it is told. */
  readonly tls?: TlsSeen;
  readonly tookMicros: number;
  /** What the server has given so far for a connection after this one, where it is told: in TLS 1.3 that comes with its first answer. */
  readonly session: () => Uint8Array | undefined;
}
const SECRET = 'SERVER_HANDSHAKE_TRAFFIC_SECRET';

/**
 * TLS over a connection (RFC 8446), to a host whose certificate is trusted for that name (RFC 9525), or address: by Node's own
 * authorities and those of NODE_EXTRA_CA_CERTS; where there are `trusted` (PEM), by Node's own and these. An abort ends it.
 */
export const secured = (socket: Socket, request: SecureRequest, signal: AbortSignal): Promise<NetResult<Secured>> =>
  new Promise((resolve, reject) => {
    const { name, trust } = request;
    const isTold = trust === 'tell';
    const begun = process.hrtime.bigint();
    const tap = isTold ? new Tap(socket) : undefined;
    let wrongName: Error | undefined;
    const stream = connect({
      ...optionsOf(request),
      socket: tap ?? socket,
      checkServerIdentity: (_, certificate) => (wrongName = whyNotFor(name, certificate)),
    });
    let secret: Uint8Array | undefined;
    let staple: Uint8Array | undefined;
    let session: Uint8Array | undefined;
    if (isTold) {
      stream.on('keylog', (line) => (secret ??= secretOf(line)));
      stream.once('session', (given) => (session = given));
      stream.once('OCSPResponse', (answer: Uint8Array | null) => (staple = answer ?? undefined));
    }
    const settle = (result: NetResult<Secured>): void => {
      signal.removeEventListener('abort', cancel);
      if (!result.ok) stream.destroy();
      resolve(result);
    };
    const cancel = (): void => settle(failed('cancelled', 'cancelled'));
    stream.once('secureConnect', () => {
      const tookMicros = Number((process.hrtime.bigint() - begun) / 1_000n);
      try {
        const tls = tap && tlsSeen(stream, { bytes: tap.kept(), secret, staple, wrongName });
        settle({ ok: true, stream, tookMicros, session: () => session, ...(tls === undefined ? {} : { tls }) });
      } catch (error) {
        stream.destroy();
        reject(error); // a mistake of ours, which must not end the process from within an event
      }
    });
    const closed = (): NetResult<Secured> =>
      tap?.isFlooded === true
        ? failed('failed', `${name} sends far more than setting up TLS takes`)
        : failed('reset', `${name} closed the connection while TLS was being set up`);
    // Whatever comes after it stands is told by who reads from it.
    stream.on('error', (error) => settle(tap?.isFlooded === true ? closed() : tlsFailure(name, error)));
    stream.once('close', () => settle(closed()));
    signal.addEventListener('abort', cancel, { once: true });
    if (signal.aborted) cancel();
  });

/** Why a certificate is not for that name (RFC 9525); Node throws at names that nobody can read (ERR_TLS_CERT_ALTNAME_FORMAT). */
export const whyNotFor = (name: string, certificate: PeerCertificate): Error | undefined => {
  try {
    return checkServerIdentity(name, certificate);
  } catch (error) {
    return error as Error;
  }
};

/** Node's types have this of the other side alone. */
interface Options extends ConnectionOptions {
  requestOCSP?: boolean;
}
const optionsOf = (request: SecureRequest): Options => {
  const { name, servername = name, alpn, trust, session } = request;
  const options: Options = { host: name, rejectUnauthorized: trust === 'demand', secureContext: contextOf(request) };
  if (alpn !== undefined) options.ALPNProtocols = [...alpn];
  // An address is no name for SNI (RFC 6066, 3).
  if (servername !== '' && isIP(servername) === 0) options.servername = servername.replace(/\.$/, '');
  // The name is looked at by nobody where TLS is resumed.
  if (trust === 'any' && session !== undefined) options.session = Buffer.from(session);
  if (trust === 'tell') options.requestOCSP = true;
  // Small groups are told, not refused.
  if (trust !== 'demand') options.minDHSize = 1;
  return options;
};

/** Each takes OpenSSL a while to make, and nothing of one connection stays in it: one for all that are set up alike. */
const contexts = new Map<string, SecureContext>();
const contextOf = ({ versions, trusted = [], trust }: SecureRequest): SecureContext => {
  const options: SecureContextOptions = {};
  if (trusted.length > 0) options.ca = [...rootCertificates, ...trusted];
  // Servers that do not know RFC 5746 are spoken to by browsers as well.
  if (trust !== 'demand') options.secureOptions = constants.SSL_OP_LEGACY_SERVER_CONNECT;
  if (versions !== undefined) {
    options.minVersion = versions.least;
    options.maxVersion = versions.most;
    // What OpenSSL would refuse by itself must not look as if the server did: but never a cipher without a certificate.
    options.ciphers = 'ALL:!aNULL:@SECLEVEL=0';
  }
  if (trusted.length > 0) return createSecureContext(options);
  const alike = `${trust === 'demand'} ${versions?.least} ${versions?.most}`;
  const context = contexts.get(alike) ?? createSecureContext(options);
  contexts.set(alike, context);
  return context;
};

/** `LABEL client-random secret`, as NSS writes key logs. */
const secretOf = (line: Buffer): Uint8Array | undefined => {
  const [label, , secret] = line.toString('latin1').trim().split(' ');
  return label === SECRET && secret !== undefined ? Buffer.from(secret, 'hex') : undefined;
};
