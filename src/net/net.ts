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
/** One HTTP request (RFC 9110) to one address; no redirect is followed. A certificate that is not trusted is a failure. */
export interface FetchRequest {
  /** http or https, without user and password. Its host is in SNI and the Host header. */
  readonly url: string;
  /** A numeric address: who is asked. */
  readonly address: string;
  readonly method?: 'GET' | 'HEAD' | 'POST';
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
  /** As sent, in order, names as they were written. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Decoded (gzip, deflate, br). */
  readonly body: Uint8Array;
  /** There was more of it. */
  readonly truncated: boolean;
  readonly at: EpochMicros;
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
  /** First as it is, then at every change, until aborted: heard from the kernel at once (rtnetlink), or looked up every second. */
  routeChanges(signal: AbortSignal): AsyncIterable<RouteChange>;
  /** What a diagnosis asks. Failures are part of what is seen; an abort ends it at once, with what was seen so far. */
  ask<A extends Ask>(ask: A, signal: AbortSignal): Promise<SeenFor<A>>;
}
