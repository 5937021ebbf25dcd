import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';

import { groupName } from '../../wire/tls/groups.ts';
import { serverFlight } from '../../wire/tls/server-flight.ts';
import type { TlsSeen } from '../net.ts';

/** Beside the TLS stream itself: what went by while it was set up. */
export interface Overheard {
  /** All that came, from the first byte on. */
  readonly bytes: Uint8Array;
  /** SERVER_HANDSHAKE_TRAFFIC_SECRET, in TLS 1.3. */
  readonly secret: Uint8Array | undefined;
  /** DER of the stapled answer. */
  readonly staple: Uint8Array | undefined;
  /** Why the certificate is not for the name; undefined where it is, or was not looked at since it is not trusted at all. */
  readonly wrongName: Error | undefined;
}
/** Node completes a chain from its own store; more than these nobody builds. */
const MOST_OF_NODE = 20;

/** What there is to tell of TLS that stands. */
export const tlsSeen = (stream: TLSSocket, { bytes, secret, staple, wrongName }: Overheard): TlsSeen => {
  const flight = serverFlight(bytes, secret);
  const group = flight.group === undefined ? groupOfNode(stream) : groupName(flight.group);
  const distrust = distrustOf(stream, wrongName);
  const { alpnProtocol } = stream;
  return {
    protocol: stream.getProtocol() ?? '',
    cipher: stream.getCipher().standardName,
    ...(group === undefined ? {} : { group }),
    ...(typeof alpnProtocol === 'string' && alpnProtocol !== '' ? { alpn: alpnProtocol } : {}),
    // Copies, or a small certificate would keep all the bytes that went by.
    chain: (flight.chain ?? chainOfNode(stream)).map((each) => Uint8Array.from(each)),
    ...(staple === undefined || staple.length === 0 ? {} : { staple: Uint8Array.from(staple) }),
    ...(distrust === undefined ? {} : { distrust }),
  };
};

/** Finite fields have a size alone, and what has a name of its own tells it. */
const groupOfNode = (stream: TLSSocket): string | undefined => {
  try {
    const { type, name, size } = (stream.getEphemeralKeyInfo() ?? {}) as Partial<Record<string, string | number>>;
    if (typeof name === 'string') return name;
    return type === 'DH' && typeof size === 'number' ? `DH ${size}` : undefined;
  } catch {
    return undefined; // a group that this Node does not know
  }
};

const chainOfNode = (stream: TLSSocket): readonly Uint8Array[] => {
  const chain: Uint8Array[] = [];
  let next: X509Certificate | undefined = stream.getPeerX509Certificate();
  while (next !== undefined && chain.length < MOST_OF_NODE) {
    chain.push(next.raw);
    next = next.issuerCertificate;
  }
  return chain;
};

/** Node keeps the code and leaves the text behind its handle; some of OpenSSL's codes it calls UNSPECIFIED, where only the text tells. */
interface Judge {
  readonly _handle?: { readonly verifyError?: () => Error | null | undefined };
}
const distrustOf = (stream: TLSSocket, wrongName: Error | undefined): TlsSeen['distrust'] => {
  if (stream.authorized) return undefined;
  const told: unknown = stream.authorizationError;
  const code = told instanceof Error ? codeOf(told) : String(told);
  const wrong = wrongName ?? (stream as unknown as Judge)._handle?.verifyError?.();
  return { code, text: (wrong?.message ?? code).slice(0, 200) };
};
const codeOf = (error: Error): string =>
  'code' in error && typeof error.code === 'string' ? error.code : error.message;
