import type { Millis } from './time.ts';

/**
 * What a diagnosis may ask of the network, one kind an ask, and what was seen. Addresses are numeric; `bytes` of a
 * packet are those of the whole IP packet, headers included (a link's MTU counts the same). Times in milliseconds.
 */
export type Ask = Together | Route | Resolve | Exchange | Packets | Walk | ServerTtl;
export type Seen = TogetherSeen | RouteSeen | ResolveSeen | ExchangeSeen | PacketsSeen | WalkSeen | ServerTtlSeen;
/** What is seen for an ask of that kind. */
export type SeenFor<A extends Ask> = Extract<Seen, { readonly kind: A['kind'] }>;

/** All at once; answered when the last one is. */
export interface Together {
  readonly kind: 'together';
  readonly asks: readonly Exclude<Ask, Together>[];
}
export interface TogetherSeen {
  readonly kind: 'together';
  readonly seen: readonly Exclude<Seen, TogetherSeen>[];
}

/** How this machine sends to an address, and what it believes of the way. Sends nothing. */
export interface Route {
  readonly kind: 'route';
  readonly to: string;
}
export interface RouteSeen {
  readonly kind: 'route';
  /** Undefined: there is no route. */
  readonly route?: {
    readonly source: string;
    readonly device?: string;
    readonly gateway?: string;
    /** IP_MTU of a connected socket: the device's, unless the kernel has learned of a smaller one on the way. */
    readonly pathMtu: number;
    readonly linkMtu: number;
    /** Seconds for which the kernel keeps what it has learned: what is left of them, or, with nothing learned, all. */
    readonly keptSeconds?: number;
    /** The address is this machine's own. */
    readonly isSelf: boolean;
  };
  /** The system has no socket of the kind, or forbids it. */
  readonly unsupported?: string;
}

/** A name, asked of every resolver that the system has, and of those named beside, each apart. */
export interface Resolve {
  readonly kind: 'resolve';
  readonly name: string;
  /** Further resolvers to compare with. */
  readonly also: readonly string[];
  readonly timeout: Millis;
}
export interface ResolveSeen {
  readonly kind: 'resolve';
  /** As the system resolves it, hosts file and search domains included: what every program here gets. */
  readonly system: Resolved;
  /** None where the way out is bound to a device or a mark, by which no resolver can be asked. */
  readonly servers: readonly (Resolved & { readonly server: string; readonly tookMs: Millis })[];
}
export interface Resolved {
  readonly addresses: readonly string[];
  readonly failed?: 'timeout' | 'refused' | 'no-such-name' | 'no-address' | 'failed';
  readonly detail?: string;
}

/** One TCP connection and what is said over it: nothing, TLS, HTTP, or HTTP within TLS. */
export interface Exchange {
  readonly kind: 'exchange';
  readonly to: string;
  readonly port: number;
  /** The MSS that our SYN offers, and the most that we send (TCP_MAXSEG). Left out: the system's own. */
  readonly mss?: number;
  /** The name in SNI; null for none. No certificate is refused; what is wrong with it is told. Left out: no TLS. */
  readonly tls?: { readonly name: string | null };
  /** Left out: nothing is asked; it is done when the connection (or TLS) stands. */
  readonly http?: {
    readonly method: 'GET' | 'POST';
    /** Of the Host header. */
    readonly host: string;
    readonly path: string;
    /** Of a POST: so many bytes of body, zeros. */
    readonly bodyBytes?: number;
    /** What is read of the answer's body is told, too. */
    readonly keepsBody?: boolean;
  };
  /** It is done after so many bytes of the answer's body. */
  readonly mostBytes: number;
  /** Of all of it; and the longest time without any progress, where that ends it earlier. */
  readonly timeout: Millis;
  readonly silence?: Millis;
  /** RSTs with another TTL (hop limit) than this are not let in (a socket filter): what then happens tells who sent them. */
  readonly onlyResetsOfTtl?: number;
}
export interface ExchangeSeen {
  readonly kind: 'exchange';
  /** What it was busy with when it ended. `upload`: the request, body included, is not all acknowledged. */
  readonly stage: 'connect' | 'tls' | 'upload' | 'answer' | 'done';
  readonly end:
    | 'done'
    | 'timeout' // of all of it, or of silence
    | 'refused' // RST to the SYN
    | 'reset' // RST later
    | 'closed' // FIN before it was done
    | 'unreachable' // an ICMP error, or the neighbour does not answer
    | 'no-route'
    | 'not-allowed' // EPERM, EACCES: a local firewall or a missing privilege
    | 'tls-failed' // an alert, or what is no TLS
    | 'garbage' // what is no HTTP
    | 'unsupported'
    | 'cancelled';
  readonly detail?: string;
  /** Of a TLS alert that ended it (RFC 8446, 6): its number. */
  readonly alert?: number;
  /** Who sent the ICMP error for which it was not connected; later on errors are no program's to see. */
  readonly icmp?: IcmpSaid;
  /** From the SYN on; left out where it did not come so far. */
  readonly connectMs?: Millis;
  readonly tlsMs?: Millis;
  readonly firstByteMs?: Millis;
  readonly tookMs: Millis;
  /** The longest time in which neither side got anything across, from connected to the end. */
  readonly stallMs: Millis;
  /** TCP_INFO right before the end; undefined before it was connected, and where there is none. */
  readonly info?: TcpFigures;
  readonly http?: {
    readonly status: number;
    readonly location?: string;
    readonly bodyBytes: number;
    /** SHA-256, hex, of what was read of the body. */
    readonly bodyHash: string;
    /** The same as text (UTF-8), where that was asked for. */
    readonly body?: string;
  };
  readonly tls?: {
    readonly protocol: string;
    /** Undefined: trusted, and for that name. */
    readonly untrusted?: string;
    /** SHA-256 of the certificate, hex; who it is for and from. */
    readonly fingerprint: string;
    readonly subject: string;
    readonly issuer: string;
  };
}
/**
 * Out of struct tcp_info (linux/tcp.h). Counts from the SYN on. An MSS is told as in the TCP option: with the 12 bytes
 * of timestamps, which the kernel takes off where both sides use them. `bytesAcked` without the SYN.
 */
export interface TcpFigures {
  /** What we send at most: of what the other side offered (clamped or not), our own limit, and the path MTU. */
  readonly sndMss: number;
  /** What our SYN offered. */
  readonly advMss: number;
  /** The largest segment that came, as the kernel estimates it. */
  readonly rcvMss: number;
  readonly pathMtu: number;
  readonly rttMicros: number;
  readonly minRttMicros: number;
  readonly retransmits: number;
  /** Segments that came before one that was missing. */
  readonly outOfOrder: number;
  readonly bytesAcked: number;
  readonly bytesReceived: number;
  readonly segmentsIn: number;
  readonly segmentsOut: number;
}
/** An ICMP error (RFC 792, RFC 4443) and who sent it. */
export interface IcmpSaid {
  readonly from: string;
  readonly type: number;
  readonly code: number;
  /** Next-hop MTU of a "too big". */
  readonly mtu?: number;
}

/** Single packets: ICMP echoes, or UDP to a high port where nobody listens. */
export interface Packets {
  readonly kind: 'packets';
  readonly protocol: 'echo' | 'udp';
  readonly to: string;
  /** In this order, one after the other, each with an identifier of its own. */
  readonly sizes: readonly number[];
  /** From one to the next; 0: all at once. */
  readonly apart: Millis;
  /** For each. */
  readonly timeout: Millis;
  /** `set`: DF, whatever the kernel believes of the path (PMTUDISC_PROBE); `clear`: no DF, this machine fragments. */
  readonly df: 'set' | 'clear';
  readonly ttl?: number;
}
export interface PacketsSeen {
  readonly kind: 'packets';
  /** As many as `sizes`, in that order. */
  readonly packets: readonly PacketSeen[];
  readonly unsupported?: string;
}
export interface PacketSeen {
  readonly bytes: number;
  /** `arrived`: an echo reply, or "port unreachable" by the target itself. `too-big-here`: larger than the own link. */
  readonly outcome: 'arrived' | 'lost' | 'too-big' | 'too-big-here' | 'unreachable' | 'time-exceeded' | 'not-sent';
  readonly rttMs?: Millis;
  readonly icmp?: IcmpSaid;
  /** Of the reply: its TTL, and its largest fragment where it came in fragments (IP_RECVFRAGSIZE). */
  readonly ttl?: number;
  readonly fragmentBytes?: number;
  /** Of what an error quotes of our packet, where this process may see it (raw sockets): whether DF was still set. */
  readonly quotedDf?: boolean;
  readonly detail?: string;
}

/** SYNs of rising TTL to a port; routers quote them as they came by (RFC 1812, 4.3.2.3), MSS option and all. */
export interface Walk {
  readonly kind: 'walk';
  readonly to: string;
  readonly port: number;
  readonly mostHops: number;
  /** Of each SYN; who is silent gets a second one. */
  readonly timeout: Millis;
}
export interface WalkSeen {
  readonly kind: 'walk';
  readonly hops: readonly {
    readonly ttl: number;
    /** Undefined: silent. */
    readonly from?: string;
    /** MSS in the quoted SYN; undefined: not quoted so far. */
    readonly quotedMss?: number;
    /** The target itself: it accepted, or refused. */
    readonly isTarget?: boolean;
  }[];
  /** What our SYNs offered. */
  readonly offeredMss?: number;
  readonly unsupported?: string;
}

/**
 * The TTL (hop limit) with which a server answers SYNs: sixteen connects at once, two for each bit of it, each of which lets
 * in only what has that bit set, or has not. Where no filter can be attached it takes some seconds longer.
 */
export interface ServerTtl {
  readonly kind: 'server-ttl';
  readonly to: string;
  readonly port: number;
  readonly timeout: Millis;
}
export interface ServerTtlSeen {
  readonly kind: 'server-ttl';
  readonly ttl?: number;
  readonly unsupported?: string;
}
