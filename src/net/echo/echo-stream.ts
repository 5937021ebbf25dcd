import { parseAddress, type Address } from '../../domain/address.ts';
import { decide, dueAt, slotAtOrAfter, type Cadence } from '../../domain/cadence.ts';
import type { Millis } from '../../domain/time.ts';
import { ECHO_HEADER_BYTES } from '../../wire/icmp.ts';
import type { Libc } from '../libc/libc.ts';
import { PMTUDISC_DONT, PMTUDISC_PROBE, PMTUDISC_WANT } from '../libc/linux.ts';
import { Memory } from '../libc/memory.ts';
import { interfaceIndex } from '../libc/namespace.ts';
import { addressAt, addressBytes, sockaddrBytes, writeSockaddr } from '../libc/sockaddr.ts';
import type { Asker } from './echo-table.ts';
import { EchoPacket, type Secret } from './packet.ts';
import type { OpenStream } from './protocol.ts';

/** The packet starts after the longest sockaddr. */
const PACKET_AT = 32;
/** A stream asked for just after its slot was due still gets that slot. */
const GRACE: Millis = 50;
/**
 * An echo that is due this soon goes out with one that is due now, for a wake-up costs more than several echoes; and
 * where echoes go out together, they wait so long for each other. Of a short interval both are no more than a share.
 */
const EARLY: Millis = 1.5;
const LATE: Millis = 0.5;
const EARLY_SHARE = 1 / 8;

/** One request of one caller inside the worker: when it is due, and its packet ready to send. */
export class EchoStream implements Asker {
  readonly id: number;
  readonly address: Address;
  /** In which its interfaces are. */
  readonly namespace: string | undefined;
  readonly cadence: Cadence;
  readonly timeout: Millis;
  /** 0: the system's own. */
  readonly ttl: number;
  readonly pmtu: number;
  readonly count: number;
  /** How long it is heard of after it is done. */
  readonly linger: Millis;
  readonly packet: EchoPacket;
  readonly memory: Memory;
  /** How much before its time an echo may go out with others. */
  readonly early: Millis;
  /** How long after its time it may wait for others. */
  readonly late: Millis;
  slot: number;
  due: Millis;
  /** Of the next echo. */
  seq = 0;
  out = 0;
  answered = -1;
  closed = false;
  paused = false;
  isAimed = false;

  constructor(libc: Libc, request: OpenStream, link: { readonly id: number; readonly number: number }, secret: Secret) {
    const address = parseAddress(request.address);
    if (address === undefined) throw new TypeError(`the echo worker was given no numeric address: ${request.address}`);
    this.id = request.stream;
    this.address = address;
    this.namespace = request.binding.namespace;
    this.cadence = request.cadence;
    this.timeout = request.timeout;
    this.ttl = request.ttl ?? 0;
    this.pmtu = request.df === undefined ? PMTUDISC_WANT : request.df ? PMTUDISC_PROBE : PMTUDISC_DONT;
    this.count = request.count ?? Number.POSITIVE_INFINITY;
    this.linger = request.linger;
    this.memory = new Memory(libc, PACKET_AT + ECHO_HEADER_BYTES + request.size);
    this.packet = new EchoPacket(this.memory.bytes.subarray(PACKET_AT), address.family, link.id, link.number, secret);
    this.early = Math.min(EARLY, request.cadence.every * EARLY_SHARE);
    this.late = (this.early / EARLY) * LATE;
    this.slot = slotAtOrAfter(request.cadence, request.from - Math.min(GRACE, request.cadence.every / 2));
    this.due = dueAt(request.cadence, this.slot);
    this.aim(libc);
  }
  /**
   * Writes the destination; again when an interface has come back under another index. Whether there is one: without
   * its interface an address of link scope would lead out of any other.
   */
  aim(libc: Libc): boolean {
    const { zone } = this.address;
    const scope = zone === undefined ? 0 : interfaceIndex(libc, zone, this.namespace) || Number(zone) || 0;
    writeSockaddr(this.memory.view, 0, this.address, scope);
    this.isAimed = zone === undefined || scope !== 0;
    return this.isAimed;
  }
  /** To the slot after the one that is sent at `now`; beyond what is early, for there is one packet a batch. */
  advance(now: Millis): void {
    this.slot = decide(this.cadence, this.slot, now + this.early).next;
    this.due = dueAt(this.cadence, this.slot);
  }
  get name(): number {
    return this.memory.address();
  }
  get nameLength(): number {
    return sockaddrBytes(this.address.family);
  }
  get data(): number {
    return this.memory.address(PACKET_AT);
  }
  /** Whether the sockaddr at `at` holds the address that this stream sends to. */
  isFrom(memory: Memory, at: number): boolean {
    const from = addressAt(this.address.family);
    for (let i = from; i < from + addressBytes(this.address.family); i += 4) {
      if (memory.u32(at + i) !== this.memory.u32(i)) return false;
    }
    return true;
  }
  /** Everything that was asked for is sent and settled. */
  get isDone(): boolean {
    return this.out === 0 && this.seq >= this.count;
  }
}
