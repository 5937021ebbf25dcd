import type { Packets, PacketSeen } from '../../domain/ask.ts';
import { addressText, type Address } from '../../domain/address.ts';
import type { Millis } from '../../domain/time.ts';
import { ECHO_HEADER_BYTES, echoReplyType, icmpReason, readEchoHeader } from '../../wire/icmp.ts';
import type { Quote } from '../../wire/icmp-quote.ts';
import { IPV4_TTL_AT, ipv4HeaderBytes } from '../../wire/ip.ts';
import { CUT_SHORT, EchoPacket, NOT_OURS, readCookie, type Secret } from '../echo/packet.ts';
import type { SystemError } from '../libc/errno.ts';
import type { Inbox, Message } from '../libc/inbox.ts';
import type { Libc } from '../libc/libc.ts';
import * as linux from '../libc/linux.ts';
import { Memory } from '../libc/memory.ts';
import { Socket } from '../libc/socket.ts';
import { roundTrip, sentStamp, stampNow, wantStamps, type Stamp } from '../libc/stamps.ts';
import type { Binding } from '../net.ts';
import { shapePackets } from './packet-options.ts';

export const headerBytes = (family: 4 | 6): number => (family === 4 ? 20 : 40);
/** Where traceroute sends, for nobody listens there. */
const CLOSED_PORTS = { from: 33_434, count: 256 };
const PORT_UNREACHABLE = { 4: [3, 3], 6: [1, 4] } as const;

export interface PacketPlan {
  readonly ask: Packets;
  readonly to: Address;
  readonly binding: Binding;
  readonly secret: Secret;
  /** Which of the ask's. */
  readonly number: number;
}

/** One packet on a socket of its own, so that what the kernel says of the socket is said of this packet. */
export class Packet {
  readonly number: number;
  readonly #libc: Libc;
  readonly #plan: PacketPlan;
  readonly #bytes: number;
  readonly socket: Socket;
  readonly #isRaw: boolean;
  readonly #id: number;
  readonly #target: string;
  /** Of the echo: whoever forges an error that quotes no cookie has to guess its sequence too. */
  readonly #counter: number;
  sentAt: Millis = 0;
  /** When this process sent it, or the kernel. */
  #sent: Stamp = [0, 0];
  seen: PacketSeen | undefined;

  private constructor(libc: Libc, plan: PacketPlan, socket: Socket, isRaw: boolean) {
    this.#libc = libc;
    this.#plan = plan;
    this.number = plan.number;
    this.#bytes = plan.ask.sizes[plan.number] ?? 0;
    this.socket = socket;
    this.#isRaw = isRaw;
    this.#counter = (((plan.secret[2] ?? 0) << 8) | (plan.secret[3] ?? 0)) + plan.number;
    this.#target = addressText({ family: plan.to.family, bytes: plan.to.bytes });
    // Of a datagram socket the kernel gives its own, the port that it is bound to.
    this.#id = isRaw ? ((plan.secret[0] ?? 0) << 8) | (plan.secret[1] ?? 0) : (socket.local()?.port ?? 0);
  }
  /** Ready to be sent; or why the system gave no socket for it. */
  static open(libc: Libc, plan: PacketPlan): Packet | { readonly error: SystemError } {
    const { family } = plan.to;
    const isUdp = plan.ask.protocol === 'udp';
    const protocol = isUdp ? linux.IPPROTO_UDP : family === 4 ? linux.IPPROTO_ICMP : linux.IPPROTO_ICMPV6;
    const kind = { family, protocol, binding: plan.binding };
    const datagram = Socket.open(libc, { ...kind, type: linux.SOCK_DGRAM });
    // `ping_group_range` may forbid datagram ICMP sockets to this process, and a privilege allow raw ones.
    const denied = 'error' in datagram && !isUdp && datagram.error.code === 'EACCES';
    const socket = denied ? Socket.open(libc, { ...kind, type: linux.SOCK_RAW }) : datagram;
    if ('error' in socket) return 'error' in datagram ? datagram : socket;
    shapePackets(socket, plan.ask, denied);
    wantStamps(socket);
    const port = isUdp ? CLOSED_PORTS.from + (plan.number % CLOSED_PORTS.count) : 0;
    const error = socket.connect(plan.to, port);
    if (error === undefined) return new Packet(libc, plan, socket, denied);
    socket.close();
    return { error };
  }
  send(now: Millis): void {
    const { ask, to, secret } = this.#plan;
    const memory = new Memory(this.#libc, 16 + this.#bytes - headerBytes(to.family));
    const packet = memory.bytes.subarray(16);
    if (ask.protocol === 'echo') new EchoPacket(packet, to.family, this.#id, 0, secret).number(this.#counter);
    // The header is the kernel's; what a router quotes of the payload is not needed, for the ports are this packet's.
    const [from, length] = ask.protocol === 'echo' ? [16, packet.length] : [24, packet.length - 8];
    if (ask.protocol === 'udp') memory.bytes.set(secret.subarray(0, Math.min(secret.length, length)), from);
    this.#sent = stampNow(this.#libc, memory);
    this.sentAt = now;
    const error = this.socket.send(memory.address(from), length);
    if (error?.code === 'EMSGSIZE') this.#settle({ outcome: 'too-big-here', detail: error.detail });
    else if (error !== undefined) this.#settle({ outcome: 'not-sent', detail: error.detail });
  }
  /** Reads what has come for it. */
  read(inbox: Inbox, now: Millis): void {
    inbox.read(this.socket, 'errors', (m) => this.#error(m, now));
    if (this.seen === undefined) inbox.read(this.socket, 'messages', (m) => this.#message(m, now));
  }
  /** Whether this is the packet that is quoted. */
  isIn({ protocol, to, head }: Quote): boolean {
    const isUdp = this.#plan.ask.protocol === 'udp';
    // UDP begins with the source's port; an echo has its identifier and sequence behind type, code and checksum.
    const own = isUdp ? [this.#id] : [this.#id, this.#counter & 0xffff];
    const from = isUdp ? 0 : 4;
    return (
      protocol === (isUdp ? linux.IPPROTO_UDP : linux.IPPROTO_ICMP) &&
      to.every((b, i) => b === this.#plan.to.bytes[i]) &&
      own.every((n, i) => head[from + 2 * i] === n >> 8 && head[from + 2 * i + 1] === (n & 0xff))
    );
  }
  lose(detail?: string): void {
    this.#settle({ outcome: 'lost', ...(detail === undefined ? {} : { detail }) });
  }
  close(): void {
    this.socket.close();
  }

  #settle(seen: Omit<PacketSeen, 'bytes'>): void {
    this.seen ??= { bytes: this.#bytes, ...seen };
  }
  #error(message: Message, now: Millis): void {
    const { about, offender } = message;
    const { to, ask } = this.#plan;
    this.#sent = sentStamp(about) ?? this.#sent;
    if (about.origin !== (to.family === 4 ? linux.EE_ORIGIN_ICMP : linux.EE_ORIGIN_ICMP6)) return;
    const reason = icmpReason(to.family, about.type, about.code);
    if (reason === undefined || message.name !== this.#target || !this.#isQuoted(message.bytes)) return;
    const [type, code] = PORT_UNREACHABLE[to.family];
    const isClosed = ask.protocol === 'udp' && offender === this.#target && about.type === type && about.code === code;
    const mtu = reason === 'too-big' ? { mtu: about.info } : {};
    this.#settle({
      outcome: isClosed ? 'arrived' : reason,
      rttMs: roundTrip(this.#sent, about, now - this.sentAt),
      icmp: { from: offender ?? '', type: about.type, code: about.code, ...mtu },
      ...(about.ttl < 0 ? {} : { ttl: about.ttl }),
    });
  }
  /** An error must quote our cookie where it quotes as much; the kernel found the socket by the headers quoted. */
  #isQuoted(bytes: Uint8Array): boolean {
    const { ask, secret } = this.#plan;
    if (ask.protocol === 'udp') return secret.every((b, i) => i >= bytes.length || bytes[i] === b);
    const header = readEchoHeader(bytes, 0, Math.min(bytes.length, ECHO_HEADER_BYTES));
    if (header === undefined || header.seq !== (this.#counter & 0xffff) || (this.#isRaw && header.id !== this.#id))
      return false;
    const cookie = readCookie(bytes, 0, bytes.length, 0, secret);
    return cookie === CUT_SHORT || cookie === this.#counter;
  }
  #message(message: Message, now: Millis): void {
    const { to, ask, secret } = this.#plan;
    const { bytes, about } = message;
    if (message.name !== this.#target) return;
    const isHeaded = this.#isRaw && to.family === 4;
    const from = isHeaded ? ipv4HeaderBytes(bytes, 0, bytes.length) : 0;
    // Whatever a UDP port answers, it has arrived; the kernel found the socket by both addresses and ports.
    if (ask.protocol === 'echo') {
      if (readEchoHeader(bytes, from, bytes.length)?.type !== echoReplyType(to.family)) return;
      const cookie = readCookie(bytes, from, bytes.length, 0, secret);
      if (cookie === NOT_OURS || cookie !== this.#counter) return;
    }
    const ttl = isHeaded ? (bytes[IPV4_TTL_AT] ?? -1) : about.ttl;
    this.#settle({
      outcome: 'arrived',
      rttMs: roundTrip(this.#sent, about, now - this.sentAt),
      ...(ttl < 0 ? {} : { ttl }),
      ...(about.fragment <= 0 ? {} : { fragmentBytes: about.fragment }),
    });
  }
}
