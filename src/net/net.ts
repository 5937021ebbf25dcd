import type { Duplex } from 'node:stream';

import type { Ask, SeenFor, TcpFigures } from '../domain/ask.ts';
import type { Cadence } from '../domain/cadence.ts';
import type { EpochMicros, Millis } from '../domain/time.ts';

export type Family = 4 | 6;

/** How packets leave this machine. Empty: as the system routes them. */
export interface Binding {
  readonly source?: string;
  readonly device?: string;
  /** fwmark; wants CAP_NET_ADMIN. */
  readonly mark?: number;
  /** A named network namespace (`ip netns`), or the path of one; wants CAP_SYS_ADMIN. */
  readonly namespace?: string;
  /** A VRF, by its device. */
  readonly vrf?: string;
  /** Who is asked for names on this way, a numeric address; left out: whom the system asks, on its own way. */
  readonly resolver?: string;
}

/** A network failure that was to be expected. A value, never thrown. */
export interface NetFailure {
  readonly ok: false;
  readonly reason:
    | 'timeout'
    | 'refused'
    | 'reset'
    | 'unreachable'
    | 'no-route'
    | 'no-address'
    | 'not-allowed'
    | 'unsupported'
    | 'cancelled'
    | 'failed';
  readonly detail: string;
}
export type NetResult<T> = ({ readonly ok: true } & T) | NetFailure;

/** How good the stamps behind an RTT are, best first. */
export type Stamps =
  | 'kernel-tx-rx' // both by the kernel (SO_TIMESTAMPING, software)
  | 'kernel-rx' // arrival by the kernel, departure by the process
  | 'monotonic'; // both by the process

export interface EchoRequest {
  /** A numeric address. */
  readonly address: string;
  readonly timeout: Millis;
  /** Payload bytes after the ICMP header; 56 as ping sends, 16 at least (the identifying cookie). */
  readonly size?: number;
  readonly ttl?: number;
  /** Forbid fragmentation (DF; IPv6 never fragments on the way). */
  readonly df?: boolean;
  /** Where echoes are counted: so long it still listens for late ones after the last was settled, where it can. */
  readonly linger?: Millis;
}

/** Who answered an echo with an ICMP error, and what it was. */
export interface IcmpError {
  readonly from: string;
  readonly type: number;
  readonly code: number;
  /** Next-hop MTU of a "too big". */
  readonly mtu?: number;
}

/** What became of one echo. `sentAt` by the wall clock; `seq` counts the echoes of one request from 0. */
export type EchoEvent = { readonly seq: number; readonly sentAt: EpochMicros } & (
  | {
      readonly kind: 'reply';
      readonly rttMicros: number;
      readonly from: string;
      readonly ttl?: number;
      readonly stamps: Stamps;
      /** A reply to a later echo came first. */
      readonly reordered: boolean;
    }
  | { readonly kind: 'lost' }
  | {
      readonly kind: 'error';
      readonly reason: 'unreachable' | 'time-exceeded' | 'too-big';
      readonly rttMicros: number;
      readonly icmp: IcmpError;
    }
  /** `code` is the system's name of the error, e.g. ENETUNREACH, where there is one. */
  | { readonly kind: 'not-sent'; readonly detail: string; readonly code?: string }
  // After the echo was settled:
  | { readonly kind: 'late' | 'duplicate'; readonly rttMicros: number; readonly from: string }
);

/** One port, several engines (kernel, net-ping). The engine keeps the schedule, so that sends are on time. */
export interface EchoEngine {
  readonly name: 'kernel' | 'net-ping';
  /** The best stamps that it gives; each reply tells its own. */
  readonly stamps: Stamps;
  /** E.g. "datagram ICMP sockets" or "raw sockets". */
  readonly how: string;
  /** Families it can send. */
  readonly families: readonly Family[];
  /**
   * Sends an echo at every slot of the cadence (on CLOCK_MONOTONIC, as `process.hrtime` tells it) until aborted (or `count` were sent and settled).
   * Every echo sent yields exactly one of reply, lost, error, not-sent; late and duplicate come beside.
   * On abort it ends without settling what is still out.
   */
  echoes(
    request: EchoRequest & { readonly cadence: Cadence; readonly count?: number },
    binding: Binding,
    signal: AbortSignal,
  ): AsyncIterable<EchoEvent>;
  close(): Promise<void>;
}

export interface Resolution {
  readonly addresses: readonly string[];
  /** Seconds, where the resolver told. */
  readonly ttl?: number;
}
export interface Connected {
  /** From SYN sent to established or refused. */
  readonly tookMicros: number;
  readonly at: EpochMicros;
  /** A refusal answers as well as an acceptance: the round trip is the same. */
  readonly outcome: 'accepted' | 'refused';
}

/** A TCP connection that stands. Its stream tells the end by `close`; nobody need listen to its errors. */
export interface Standing {
  readonly stream: Duplex;
  /** What the kernel counts of it, also after its end. Undefined where the system does not tell. */
  readonly info: () => TcpFigures | undefined;
  /** Closes it, whatever has become of it; whoever opened it must. What is still under way is thrown away. */
  readonly close: () => void;
}

/** One datagram out, one back: what STUN and DNS are made of. */
export interface DatagramRequest {
  /** A numeric address. */
  readonly address: string;
  readonly port: number;
  readonly payload: Uint8Array;
  readonly timeout: Millis;
  /** Whether this is the answer; what comes beside it is passed over. At most 1,500 bytes each. */
  readonly isAnswer: (payload: Uint8Array) => boolean;
  /** Sent from this port, so that what a NAT makes of one port towards several places can be compared; any where left out. */
  readonly sourcePort?: number;
}
export interface Datagram {
  readonly payload: Uint8Array;
  readonly at: EpochMicros;
  readonly tookMicros: number;
  /** What it was sent from. */
  readonly source: string;
  readonly sourcePort: number;
}
/** One question to many (a multicast group of the LAN, say), and what they answer until the time is over. */
export interface GroupRequest extends Omit<DatagramRequest, 'isAnswer' | 'sourcePort'> {
  /** It is over when so many have answered. */
  readonly most: number;
}
export interface GroupAnswer {
  readonly from: string;
  readonly payload: Uint8Array;
}
/** What a server shows of itself while TLS is set up (RFC 8446), and whether it is to be trusted. */
export interface TlsSeen {
  /** As OpenSSL writes it: `TLSv1.3`. */
  readonly protocol: string;
  /** The cipher suite by its name of IANA's registry. */
  readonly cipher: string;
  /** Of the key exchange: `X25519`, `prime256v1`; left out where nothing tells. */
  readonly group?: string;
  /** What ALPN (RFC 7301) settled on. */
  readonly alpn?: string;
  /** The certificates as they were sent, in that order (DER), not as they were put together to be judged. */
  readonly chain: readonly Uint8Array[];
  /** The stapled OCSP response (RFC 6066, 8), DER. */
  readonly staple?: Uint8Array;
  /** Why it is not trusted for that name, by OpenSSL's code or Node's; left out where it is. */
  readonly distrust?: { readonly code: string; readonly text: string };
}
export type HttpVersion = '1.1' | '2';
/** One HTTP request (RFC 9110) to one address; no redirect is followed. */
export interface FetchRequest {
  /** http or https, without user and password. */
  readonly url: string;
  /** A numeric address: who is asked. */
  readonly address: string;
  /** Said in the Host header (:authority), with its port; that of the URL where left out. */
  readonly host?: string;
  /** Said in SNI, and the name that the certificate must be for; the URL's host where left out. Empty: no SNI is sent, and the URL's host is the name. */
  readonly servername?: string;
  /** What is offered by ALPN, best first; HTTP/1.1 alone where left out. Without TLS it is HTTP/1.1. */
  readonly http?: readonly HttpVersion[];
  /**
   * A certificate that is not trusted is a failure (`demand`, where left out), is told in `tls.distrust` (`tell`), or is nobody's
   * business (`any`): for what is asked again of a server of whom it was told.
   */
  readonly trust?: 'demand' | 'tell' | 'any';
  /** Of an answer of that server, with `any` alone: TLS is resumed, which costs both less; set up as ever where the server does not know it. */
  readonly session?: Uint8Array;
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'OPTIONS';
  /** Beside Host, User-Agent, Accept-Encoding, Connection, Content-Length. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Of the body, decoded; what is beyond is not read. */
  readonly mostBytes: number;
  /** Of all of it. */
  readonly timeout: Millis;
}
export interface Fetched {
  readonly status: number;
  /** As the answer says; `1.0` is spoken by some. */
  readonly http: '1.0' | HttpVersion;
  /** Where it is https and `trust` is `tell`: the bytes of the connection are read along for it, which who demands trust need not pay. */
  readonly tls?: TlsSeen;
  /** There too, where the server gave one: what TLS can be resumed by (RFC 8446, 2.2; RFC 5077). Secret, and nothing to look into. */
  readonly session?: Uint8Array;
  /**
   * As sent, in order, names as they were written (HTTP/2 has them in lower case). Each value is bytes, one a character (latin1),
   * without what is around it. A value with bytes that none may have (RFC 9110, 5.5) is a failure by HTTP/1.1;
   * by HTTP/2, where blanks around it are such too (RFC 9113, 8.2.1), its line is left out: Node tells no more.
   */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Decoded (gzip, deflate, br). */
  readonly body: Uint8Array;
  /** There was more of it. */
  readonly truncated: boolean;
  readonly at: EpochMicros;
  readonly tookMicros: number;
}
/** TLS set up with a server and closed again; nothing is asked. */
export interface HandshakeRequest {
  /** A numeric address. */
  readonly address: string;
  readonly port: number;
  /** The name that the certificate must be for: a host name or a numeric address. */
  readonly name: string;
  /** Said in SNI; `name` where left out, nothing where empty. */
  readonly servername?: string;
  readonly alpn?: readonly string[];
  /** The versions that are offered; what OpenSSL offers by itself where left out. Old ones are offered with the ciphers that they need. */
  readonly versions?: { readonly least: TlsVersion; readonly most: TlsVersion };
  readonly timeout: Millis;
}
export type TlsVersion = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';
export interface Handshaken {
  readonly tls: TlsSeen;
  readonly at: EpochMicros;
  /** Of TLS alone, once TCP stands. */
  readonly tookMicros: number;
}
/** The kernel's way out is another: a route, a rule, an address or a device has changed. */
export interface RouteChange {
  readonly at: EpochMicros;
  /**
   * How packets to the internet leave, by family, by all rules and tables of the kernel: `192.0.2.1 eth0` or `ppp0`;
   * undefined: no way.
   */
  readonly v4?: string;
  readonly v6?: string;
}

/** The only way to the network that a probe has. */
export interface Net {
  /** The same network by another way out. */
  via(binding: Binding): Net;
  /** Undefined: this process may send no ICMP echo (`icmp` says why). */
  readonly engine: EchoEngine | undefined;
  /** Why there is no engine, and the one command that would change it. */
  readonly engineMissing: { readonly why: string; readonly remedy: string } | undefined;
  echoes(
    request: EchoRequest & { readonly cadence: Cadence; readonly count?: number },
    signal: AbortSignal,
  ): AsyncIterable<EchoEvent>;
  connect(address: string, port: number, timeout: Millis, signal: AbortSignal): Promise<NetResult<Connected>>;
  /** A connection for as long as it is wanted; the timeout and the signal are those of its opening. */
  stream(address: string, port: number, timeout: Millis, signal: AbortSignal): Promise<NetResult<Standing>>;
  /** Numeric addresses answer themselves. Order as the system gives it. */
  resolve(name: string, family: Family | undefined, signal: AbortSignal): Promise<NetResult<Resolution>>;
  /** Sends once; who wants to try again asks again. */
  datagram(request: DatagramRequest, signal: AbortSignal): Promise<NetResult<Datagram>>;
  /** Asks a group; each answer is told once, whoever sent it. */
  group(request: GroupRequest, signal: AbortSignal): Promise<NetResult<{ readonly answers: readonly GroupAnswer[] }>>;
  /** One request and its answer, whatever the status. */
  fetch(request: FetchRequest, signal: AbortSignal): Promise<NetResult<Fetched>>;
  /** What a server shows while TLS is set up, whether it is to be trusted or not. */
  handshake(request: HandshakeRequest, signal: AbortSignal): Promise<NetResult<Handshaken>>;
  /** First as it is, then at every change, until aborted: heard from the kernel at once (rtnetlink), or looked up every second. */
  routeChanges(signal: AbortSignal): AsyncIterable<RouteChange>;
  /** What a diagnosis asks. Failures are part of what is seen; an abort ends it at once, with what was seen so far. */
  ask<A extends Ask>(ask: A, signal: AbortSignal): Promise<SeenFor<A>>;
}
