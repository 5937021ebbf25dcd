import type { Millis } from '../../domain/time.ts';
import { ECHO_HEADER_BYTES, echoReplyType, icmpReason, readEchoHeader } from '../../wire/icmp.ts';
import { IPV4_TTL_AT, ipv4HeaderBytes } from '../../wire/ip.ts';
import { emptyAncillary, readControl } from '../libc/control.ts';
import { systemError, type SystemError } from '../libc/errno.ts';
import type { Libc } from '../libc/libc.ts';
import { EE_ORIGIN_ICMP, EE_ORIGIN_ICMP6, EE_ORIGIN_TIMESTAMPING, MSG_DONTWAIT, MSG_ERRQUEUE } from '../libc/linux.ts';
import type { ReceiveVector, SendVector } from '../libc/message-vector.ts';
import { readSockaddr } from '../libc/sockaddr.ts';
import type { Binding, Family, IcmpError } from '../net.ts';
import type { Clocks } from './clocks.ts';
import { Departures } from './departures.ts';
import type { EchoStream } from './echo-stream.ts';
import { EchoTable, type Receipt, type Sink } from './echo-table.ts';
import { IcmpSocket } from './icmp-socket.ts';
import { CUT_SHORT, NOT_OURS, readCookie, type Secret } from './packet.ts';

/** What a link reports: what became of echoes, and what it counted beside. */
export interface LinkSink extends Sink<EchoStream> {
  notSent(stream: EchoStream, seq: number, sentAt: number, error: SystemError): void;
  forged(): void;
  foreign(): void;
  dropped(packets: number): void;
}
/** What all links of a worker share. */
export interface LinkParts {
  readonly libc: Libc;
  readonly clocks: Clocks;
  readonly secret: Secret;
  readonly sending: SendVector;
  readonly replies: ReceiveVector;
  readonly errors: ReceiveVector;
  readonly sink: LinkSink;
}

/** More than the receive buffer can hold: after these, everything that had arrived when the drain began was read. */
const MOST_PER_DRAIN = 8_192;
/** A socket whose interface or address has gone is opened anew, at most this often. */
const REOPEN: Millis = 1_000;
const GONE = new Set(['ENODEV', 'ENXIO', 'EINVAL', 'EADDRNOTAVAIL', 'EBADF']);
const noDevice = ({ address }: EchoStream): SystemError => ({
  code: 'ENODEV',
  detail: `ENODEV: there is no interface ${address.zone ?? ''}`,
});
const TOO_MANY: SystemError = { code: 'ENOBUFS', detail: 'ENOBUFS: 65,536 echoes are still out' };

/** One binding and family: its socket, and every echo that went out through it. */
export class Link {
  readonly number: number;
  readonly table = new EchoTable<EchoStream>();
  /** When everything that waited was last read. */
  drainedAt: Millis = Number.NEGATIVE_INFINITY;
  readonly #parts: LinkParts;
  readonly #family: Family;
  #mode: 'datagram' | 'raw';
  readonly #binding: Binding;
  readonly #aboutReply = emptyAncillary();
  readonly #aboutError = emptyAncillary();
  readonly #receipt: Receipt = { rxWall: Number.NaN, mono: 0, offset: 0 };
  readonly #batch: number[] = [];
  readonly #departures = new Departures();
  #dropped = 0;
  #id: number;
  #socket: IcmpSocket | undefined;
  /** From then on the kind of socket stays: packets are made with its identifier. */
  #hasOpened = false;
  #failure: SystemError | undefined;
  #retryAt: Millis = Number.NEGATIVE_INFINITY;

  /** @param id the echo identifier of a raw socket; a datagram socket is given one by the kernel. */
  constructor(
    parts: LinkParts,
    about: {
      readonly number: number;
      readonly family: Family;
      readonly mode: 'datagram' | 'raw';
      readonly binding: Binding;
      readonly id: number;
    },
  ) {
    this.#parts = parts;
    this.number = about.number;
    this.#family = about.family;
    this.#mode = about.mode;
    this.#binding = about.binding;
    this.#id = about.id;
  }
  get id(): number {
    return this.#id;
  }
  /** -1 while there is no socket. */
  get fd(): number {
    return this.#socket?.fd ?? -1;
  }
  close(): void {
    this.#socket?.close();
    this.#socket = undefined;
  }

  /** Sends the next echo of each of the first `n` streams, which all want the same TTL and DF. */
  send(streams: readonly EchoStream[], n: number): void {
    const { clocks, sending } = this.#parts;
    const socket = this.#open();
    clocks.read();
    const { mono, wall, offset } = clocks;
    if (socket === undefined) {
      for (let i = 0; i < n; i += 1) this.#notSent(streams[i], wall, this.#failure ?? TOO_MANY);
      return;
    }
    let ready = 0;
    for (let i = 0; i < n; i += 1) {
      const stream = streams[i];
      if (stream === undefined) continue;
      if (i === 0) socket.shape(stream.ttl, stream.pmtu);
      if (!stream.isAimed && !stream.aim(this.#parts.libc)) {
        this.#notSent(stream, wall, noDevice(stream));
        continue;
      }
      const counter = this.table.issue(stream, stream.seq, mono, wall, offset);
      if (counter === undefined) {
        this.#notSent(stream, wall, TOO_MANY);
        continue;
      }
      stream.seq += 1;
      stream.packet.number(counter);
      sending.set(ready, stream.name, stream.nameLength, stream.data, stream.packet.bytes.length);
      this.#batch[ready] = counter;
      ready += 1;
    }
    this.#transmit(socket, ready, wall);
  }
  /** Reads everything that waits: first the stamps and errors, then the replies. */
  drain(): void {
    const { libc, clocks, replies } = this.#parts;
    this.drainErrors();
    this.drainedAt = clocks.now();
    for (let read = 0; read < MOST_PER_DRAIN && this.#socket !== undefined; read += replies.count) {
      const n = libc.recvmmsg(this.#socket.fd, replies.memory.address(), replies.count, MSG_DONTWAIT, 0);
      if (n < 0) {
        if (systemError(libc.errno()).code === 'EAGAIN') return;
        continue; // an error about an earlier packet, told once and kept on the error queue
      }
      clocks.read();
      for (let i = 0; i < n; i += 1) this.#reply(i);
      replies.arm(n);
      if (n < replies.count) return;
    }
  }
  /** Reads departure stamps and ICMP errors. */
  drainErrors(): void {
    const { libc, errors } = this.#parts;
    for (let read = 0; read < MOST_PER_DRAIN && this.#socket !== undefined; read += errors.count) {
      const flags = MSG_ERRQUEUE | MSG_DONTWAIT;
      const n = libc.recvmmsg(this.#socket.fd, errors.memory.address(), errors.count, flags, 0);
      if (n <= 0) return;
      for (let i = 0; i < n; i += 1) this.#fromErrorQueue(i);
      errors.arm(n);
      if (n < errors.count) return;
    }
  }

  #open(): IcmpSocket | undefined {
    const { libc, clocks } = this.#parts;
    if (this.#socket !== undefined || clocks.now() < this.#retryAt) return this.#socket;
    const open = (mode: 'datagram' | 'raw') => IcmpSocket.open(libc, this.#family, mode, this.#binding);
    let opened = open(this.#mode);
    // Each namespace has a ping_group_range of its own, which as a rule lets nobody have datagram sockets.
    if (
      'error' in opened &&
      opened.error.code === 'EACCES' &&
      this.#binding.namespace !== undefined &&
      !this.#hasOpened
    ) {
      const raw = open('raw');
      if (raw instanceof IcmpSocket) this.#mode = 'raw';
      opened = raw;
    }
    if (opened instanceof IcmpSocket) {
      this.#hasOpened = true;
      this.#socket = opened;
      this.#departures.restart();
      this.#dropped = 0;
      if (this.#mode === 'datagram') this.#id = opened.identifier();
    } else {
      this.#failure = opened.error;
      this.#retryAt = clocks.now() + REOPEN;
    }
    return this.#socket;
  }
  #transmit(socket: IcmpSocket, n: number, wall: number): void {
    const { libc, sending } = this.#parts;
    for (let at = 0; at < n;) {
      if (this.#departures.uncertain) {
        socket.restartStamps();
        this.#departures.restart();
      }
      let sent = libc.sendmmsg(socket.fd, sending.from(at), n - at, MSG_DONTWAIT);
      if (sent < 0) {
        // It may be the ICMP error about an earlier echo, which the kernel reports on the next send: once more.
        this.#departures.uncertain = true;
        this.drainErrors();
        socket.clearError();
        sent = libc.sendmmsg(socket.fd, sending.from(at), 1, MSG_DONTWAIT);
      }
      if (sent < 0) {
        this.#failed(systemError(libc.errno()));
        // With the socket gone, so is the rest of the batch.
        const last = this.#socket === undefined ? n : at + 1;
        for (; at < last; at += 1) this.#withdraw(at, wall);
        continue;
      }
      for (let i = at; i < at + sent; i += 1) this.#departures.sent(this.#batch[i] ?? 0);
      at += sent;
    }
  }
  #withdraw(at: number, wall: number): void {
    const stream = this.table.withdraw(this.#batch[at] ?? 0);
    if (stream === undefined) return;
    stream.aim(this.#parts.libc);
    stream.seq -= 1;
    this.#notSent(stream, wall, this.#failure ?? TOO_MANY);
  }
  #failed(error: SystemError): void {
    this.#failure = error;
    const { device, source, namespace, vrf } = this.#binding;
    // A socket that is bound to nothing serves every target: the others must not pay for what is wrong with one.
    if (!GONE.has(error.code) || (device ?? source ?? namespace ?? vrf) === undefined) return;
    this.close();
    this.#retryAt = this.#parts.clocks.now() + REOPEN;
  }
  /** The slot counts as an echo, though none went out. */
  #notSent(stream: EchoStream | undefined, wall: number, error: SystemError): void {
    if (stream === undefined) return;
    stream.seq += 1;
    this.#parts.sink.notSent(stream, stream.seq - 1, wall, error);
  }

  #receive(seconds: number, nanos: number): Receipt {
    const { clocks } = this.#parts;
    this.#receipt.rxWall = seconds < 0 ? Number.NaN : clocks.fromBase(seconds, nanos);
    this.#receipt.mono = clocks.mono;
    this.#receipt.offset = clocks.offset;
    return this.#receipt;
  }
  #reply(i: number): void {
    const { replies, secret, sink } = this.#parts;
    const { bytes, view } = replies.memory;
    const a = this.#aboutReply;
    readControl(view, replies.controlAt(i), replies.controlLength(i), a);
    if (a.dropped >= 0 && a.dropped !== this.#dropped) {
      sink.dropped((a.dropped - this.#dropped) >>> 0);
      this.#dropped = a.dropped;
    }
    const start = replies.dataAt(i);
    const end = start + replies.dataLength(i);
    const hasHeader = this.#family === 4 && this.#mode === 'raw';
    const ipBytes = hasHeader ? ipv4HeaderBytes(bytes, start, end) : 0;
    const icmp = hasHeader && ipBytes === 0 ? undefined : readEchoHeader(bytes, start + ipBytes, end);
    if (icmp === undefined || icmp.type !== echoReplyType(this.#family) || icmp.id !== this.#id) return sink.foreign();
    const counter = readCookie(bytes, start + ipBytes, end, this.number, secret);
    if (counter < 0 || (counter & 0xffff) !== icmp.seq) return sink.forged();
    const stream = this.table.streamOf(counter);
    if (stream === undefined) return sink.foreign();
    if (!stream.isFrom(replies.memory, replies.nameAt(i))) return sink.forged();
    if (!this.table.isStamped(counter)) this.#seekStamp(counter);
    const ttl = hasHeader ? (bytes[start + IPV4_TTL_AT] ?? -1) : a.ttl;
    this.table.reply(counter, this.#receive(a.seconds, a.nanos), ttl, sink);
  }
  /** The departure stamp may have come after the error queue was last read. */
  #seekStamp(counter: number): void {
    if (!this.#departures.expected) return;
    this.drainErrors();
    if (!this.table.isStamped(counter)) this.#departures.missing();
  }
  #fromErrorQueue(i: number): void {
    const { errors, clocks } = this.#parts;
    const a = this.#aboutError;
    readControl(errors.memory.view, errors.controlAt(i), errors.controlLength(i), a);
    if (a.origin === EE_ORIGIN_TIMESTAMPING) {
      if (a.seconds < 0) return;
      this.table.stamp(this.#departures.stamped(a.data), clocks.fromBase(a.seconds, a.nanos));
    } else if (a.origin === (this.#family === 4 ? EE_ORIGIN_ICMP : EE_ORIGIN_ICMP6)) this.#icmpError(i);
  }
  #icmpError(i: number): void {
    const { clocks, errors, sink } = this.#parts;
    const { view } = errors.memory;
    clocks.read();
    const a = this.#aboutError;
    const reason = icmpReason(this.#family, a.type, a.code);
    const counter = this.#quoted(errors.memory.bytes, errors.dataAt(i), errors.dataAt(i) + errors.dataLength(i));
    const stream = counter === undefined ? undefined : this.table.streamOf(counter);
    if (reason === undefined || counter === undefined || stream === undefined) return;
    if (!stream.isFrom(errors.memory, errors.nameAt(i))) return sink.forged();
    const from = a.offenderAt === 0 ? undefined : readSockaddr(view, a.offenderAt, a.offenderEnd);
    const said: IcmpError = { from: from ?? '', type: a.type, code: a.code };
    const icmp = reason === 'too-big' && a.info > 0 ? { ...said, mtu: a.info } : said;
    this.table.error(counter, this.#receive(a.seconds, a.nanos), reason, icmp, sink);
  }
  /** Which echo an ICMP error quotes: by its cookie, or by identifier and sequence when no more is quoted. */
  #quoted(bytes: Uint8Array, from: number, to: number): number | undefined {
    const header = readEchoHeader(bytes, from, Math.min(to, from + ECHO_HEADER_BYTES));
    if (header === undefined || to - from < ECHO_HEADER_BYTES || header.id !== this.#id) return undefined;
    const counter = readCookie(bytes, from, to, this.number, this.#parts.secret);
    if (counter === NOT_OURS) return undefined;
    return counter === CUT_SHORT ? this.table.bySequence(header.seq) : counter;
  }
}
