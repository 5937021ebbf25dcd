import type { Millis } from '../../domain/time.ts';
import type { SystemError } from '../libc/errno.ts';
import type { Libc } from '../libc/libc.ts';
import { POLLIN } from '../libc/linux.ts';
import { Memory } from '../libc/memory.ts';
import { ReceiveVector, SendVector } from '../libc/message-vector.ts';
import { Clocks } from './clocks.ts';
import { DueHeap } from './due-heap.ts';
import { EchoStream } from './echo-stream.ts';
import { Link, type LinkParts, type LinkSink } from './link.ts';
import type { FromWorker, OpenStream, ToWorker, WorkerStart } from './protocol.ts';
import { Punctual } from './punctual.ts';
import { ResultWriter } from './results.ts';

/** Messages of one sendmmsg or recvmmsg. */
const BATCH = 32;
/** Bytes of a received packet that matter: IPv4 header with options, echo header, cookie. */
const RECEIVED_BYTES = 96;
/** Replies are read after so many sends at the latest, before they overflow the receive buffer. */
const SENDS_BETWEEN_DRAINS = 512;
/**
 * Replies wait for each other and for the next send, at least and at most this long. Their times are the kernel's
 * stamps, so nothing is lost but wake-ups: at a thousand echoes a second, most of the thread's work.
 */
const READ_GRAIN: Millis = 4;
const READ_AT_LAST: Millis = 12;
/** Results are posted this long after the last were, or at once when that is over, or this many. */
const POST_EVERY: Millis = 50;
const POST_AT = 2_048;
/** Losses wait for each other this long, so that a thousand of them do not wake the thread a thousand times. */
const EXPIRY_GRAIN: Millis = 5;
/** Nobody waits for the end of a stream that only listens: it comes with the next wake-up, or so much later. */
const LINGER_GRAIN: Millis = 500;
const LONGEST_SLEEP: Millis = 60_000;
/** Results that the engine's thread has not read yet, 64 bytes each; beyond these, slots are skipped. */
const MOST_UNREAD = 500_000;

/** What connects the loop to the thread of the engine. */
export interface LoopIo {
  readonly receive: () => ToWorker | undefined;
  readonly post: (message: FromWorker) => void;
}

/**
 * The echo worker: one loop over what is due, what has arrived and what has had its time, that sleeps in ppoll between.
 * It never yields to an event loop, so nothing that JavaScript does elsewhere delays a send.
 */
export class EchoLoop {
  readonly #libc: Libc;
  readonly #start: Omit<WorkerStart, 'port'>;
  readonly #io: LoopIo;
  readonly #clocks: Clocks;
  readonly #punctual: Punctual;
  readonly #results: ResultWriter;
  readonly #parts: LinkParts;
  readonly #links: Link[] = [];
  readonly #linkByKey = new Map<string, Link>();
  readonly #streams = new Map<number, EchoStream>();
  readonly #linkOf = new WeakMap<EchoStream, Link>();
  readonly #due = new DueHeap<EchoStream>();
  readonly #batch: EchoStream[] = [];
  /** Done, and still listened for. */
  #lingering: { readonly stream: EchoStream; readonly until: Millis }[] = [];
  readonly #counters = { forged: 0, foreign: 0, dropped: 0, skippedUnread: 0 };
  #polled: Memory;
  readonly #timeout: Memory;
  /** The last sends were several at once. */
  #together = false;
  #posted = 0;
  #lastPost: Millis = 0;
  #shut = false;

  constructor(libc: Libc, start: Omit<WorkerStart, 'port'>, io: LoopIo) {
    this.#libc = libc;
    this.#start = start;
    this.#io = io;
    this.#clocks = new Clocks(libc);
    this.#punctual = new Punctual(libc);
    this.#results = new ResultWriter(this.#clocks.baseSeconds);
    this.#timeout = new Memory(libc, 16);
    this.#polled = new Memory(libc, 64);
    this.#parts = {
      libc,
      clocks: this.#clocks,
      secret: start.secret,
      sending: new SendVector(libc, BATCH),
      replies: new ReceiveVector(libc, BATCH, RECEIVED_BYTES),
      errors: new ReceiveVector(libc, BATCH, RECEIVED_BYTES),
      sink: this.#sink(),
    };
  }
  /** Runs until told to shut, then closes its sockets. */
  run(): void {
    while (!this.#shut) {
      if (this.#wait()) this.#readMessages();
      const now = this.#clocks.now();
      this.#punctual.look(now);
      this.#sendDue(now);
      this.#receive(now);
      this.#expire(now);
      this.#endLingering(now);
      this.#post(now);
    }
    for (const link of this.#links) link.close();
  }

  /** Sleeps until something is due or arrives. Whether there may be a message. */
  #wait(): boolean {
    const now = this.#clocks.now();
    const links = this.#links.length;
    if (this.#polled.bytes.length < 8 * (links + 1)) this.#polled = new Memory(this.#libc, 16 * (links + 1));
    this.#poll(0, this.#start.wake);
    for (let i = 0; i < links; i += 1) {
      const link = this.#links[i];
      if (link !== undefined) this.#poll(i + 1, this.#readAt(link) > now ? -1 : link.fd);
    }
    const micros = Math.max(0, Math.ceil((this.#nextWake(now) - now) * 1_000));
    this.#timeout.setU64(0, Math.floor(micros / 1e6));
    this.#timeout.setU64(8, (micros % 1e6) * 1_000);
    this.#libc.ppoll(this.#polled.address(), links + 1, this.#timeout.address(), 0);
    return this.#isReady(0);
  }
  #poll(i: number, fd: number): void {
    this.#polled.view.setInt32(8 * i, fd, true);
    this.#polled.setU32(8 * i + 4, POLLIN); // and no result yet, in the upper half
  }
  #isReady(i: number): boolean {
    return this.#polled.view.getUint16(8 * i + 6, true) !== 0;
  }
  /** From when on a link is worth reading. */
  #readAt(link: Link): Millis {
    return link.table.out === 0 ? 0 : link.drainedAt + READ_GRAIN;
  }
  #nextWake(now: Millis): Millis {
    const first = this.#due.top();
    let next = now + LONGEST_SLEEP;
    if (first !== undefined) next = Math.min(next, first.due + (this.#together ? first.late : 0));
    for (const link of this.#links) {
      next = Math.min(next, link.table.nextDeadline() + EXPIRY_GRAIN);
      if (this.#readAt(link) > now) next = Math.min(next, link.drainedAt + READ_AT_LAST);
    }
    for (const { until } of this.#lingering) next = Math.min(next, until + LINGER_GRAIN);
    return this.#results.count === 0 ? next : Math.min(next, this.#lastPost + POST_EVERY);
  }

  #readMessages(): void {
    this.#libc.read(this.#start.wake, this.#timeout.address(), 8);
    for (let message = this.#io.receive(); message !== undefined; message = this.#io.receive()) this.#obey(message);
  }
  #obey(message: ToWorker): void {
    switch (message.kind) {
      case 'open':
        this.#open(message);
        return;
      case 'close':
        this.#close(this.#streams.get(message.stream));
        return;
      case 'pause':
      case 'resume': {
        const stream = this.#streams.get(message.stream);
        if (stream !== undefined) stream.paused = message.kind === 'pause';
        return;
      }
      case 'count':
        this.#io.post({ kind: 'counters', counters: { ...this.#counters } });
        return;
      case 'shut':
        this.#shut = true;
    }
  }
  #open(request: OpenStream): void {
    const family = request.address.includes(':') ? 6 : 4;
    const mode = this.#start.modes[family];
    if (mode === undefined) throw new Error(`the echo worker was asked for IPv${family}, which it has no sockets for`);
    const { source = '', device = '', mark = '', namespace = '', vrf = '' } = request.binding;
    const key = JSON.stringify([family, source, device, mark, namespace, vrf]);
    let link = this.#linkByKey.get(key);
    if (link === undefined) {
      // Two links of a raw engine must not have one identifier, so they count on from a random one.
      const number = this.#links.length;
      const id = (this.#start.firstId + number) & 0xffff;
      link = new Link(this.#parts, { number, family, mode, binding: request.binding, id });
      this.#linkByKey.set(key, link);
      this.#links.push(link);
    }
    const stream = new EchoStream(this.#libc, request, link, this.#start.secret);
    this.#streams.set(stream.id, stream);
    this.#linkOf.set(stream, link);
    this.#due.push(stream);
  }
  #close(stream: EchoStream | undefined): void {
    if (stream === undefined) return;
    stream.closed = true;
    this.#streams.delete(stream.id);
  }

  /** Sends what is due, and with it what is due soon. */
  #sendDue(now: Millis): void {
    if ((this.#due.top()?.due ?? Number.POSITIVE_INFINITY) > now) return;
    const unread = (this.#posted - Atomics.load(this.#start.read, 0)) | 0;
    let batched: Link | undefined;
    let sends = 0;
    for (
      let stream = this.#due.top();
      stream !== undefined && stream.due <= now + stream.early;
      stream = this.#due.top()
    ) {
      if (stream.closed || stream.seq >= stream.count) {
        this.#due.pop();
        continue;
      }
      stream.advance(now);
      this.#due.topMoved();
      if (stream.paused || unread > MOST_UNREAD) {
        this.#counters.skippedUnread += 1;
        continue;
      }
      const link = this.#linkOf.get(stream);
      const first = this.#batch[0];
      const fits = link === batched && first?.ttl === stream.ttl && first.pmtu === stream.pmtu;
      if (!fits || this.#batch.length === BATCH) this.#flush(batched);
      batched = link;
      this.#batch.push(stream);
      sends += 1;
      if (sends % SENDS_BETWEEN_DRAINS === 0) {
        this.#flush(batched);
        for (const each of this.#links) each.drain();
      }
    }
    this.#flush(batched);
    this.#together = sends > 1;
  }
  #flush(link: Link | undefined): void {
    if (link === undefined || this.#batch.length === 0) return;
    link.send(this.#batch, this.#batch.length);
    this.#batch.length = 0;
    // The departure stamps are there by now, as a rule: reading them here saves being woken for them.
    link.drainErrors();
  }
  /** Reads the links that poll found ready, and those that it was not asked about. */
  #receive(now: Millis): void {
    for (let i = 0; i < this.#links.length; i += 1) {
      const link = this.#links[i];
      if (link === undefined) continue;
      const at = 8 * (i + 1);
      const polled = at < this.#polled.bytes.length && this.#polled.view.getInt32(at, true) === link.fd;
      if (polled ? this.#isReady(i + 1) : this.#readAt(link) <= now) link.drain();
    }
  }
  /** What has arrived was read just before, so a process that stood still turns no answered echo into a loss. */
  #expire(now: Millis): void {
    for (const link of this.#links) {
      if (link.table.nextDeadline() > now) continue;
      link.drain();
      link.table.expire(now, this.#parts.sink);
    }
  }

  #endLingering(now: Millis): void {
    if (!this.#lingering.some(({ until }) => until <= now)) return;
    const over = this.#lingering.filter(({ until }) => until <= now);
    this.#lingering = this.#lingering.filter(({ until }) => until > now);
    for (const { stream } of over) this.#end(stream);
  }
  #end(stream: EchoStream): void {
    if (stream.closed) return;
    this.#results.end(stream.id);
    this.#close(stream);
  }

  #post(now: Millis): void {
    const { count } = this.#results;
    if (count === 0 || (now < this.#lastPost + POST_EVERY && count < POST_AT)) return;
    this.#lastPost = now;
    this.#posted = (this.#posted + count) | 0;
    this.#io.post({ kind: 'results', ...this.#results.take() });
  }
  #sink(): LinkSink {
    const results = this.#results;
    const counters = this.#counters;
    const settled = (stream: EchoStream): void => {
      if (!stream.isDone || stream.closed) return;
      if (stream.linger === 0) this.#end(stream);
      else this.#lingering.push({ stream, until: this.#clocks.now() + stream.linger });
    };
    return {
      reply: (stream, seq, sentAt, trip, ttl, reordered) => {
        results.reply(stream.id, seq, sentAt, trip, ttl, reordered);
        settled(stream);
      },
      lost: (stream, seq, sentAt) => {
        results.lost(stream.id, seq, sentAt);
        settled(stream);
      },
      error: (stream, seq, sentAt, rtt, reason, icmp) => {
        results.error(stream.id, seq, sentAt, rtt, reason, icmp);
        settled(stream);
      },
      notSent: (stream, seq, sentAt, why: SystemError) => {
        if (stream.closed) return;
        results.notSent(stream.id, seq, sentAt, why);
        settled(stream);
      },
      after: (kind, stream, seq, sentAt, rtt) => results.after(kind, stream.id, seq, sentAt, rtt),
      forged: () => {
        counters.forged += 1;
      },
      foreign: () => {
        counters.foreign += 1;
      },
      dropped: (packets) => {
        counters.dropped += packets;
      },
    };
  }
}
