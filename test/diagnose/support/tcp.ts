import type { Exchange, ExchangeSeen } from '../../../src/domain/ask.ts';
import { HOSTS, type World } from './world.ts';

const HELLO = 330;
const FLIGHT = 2_700;
const SYNS = [0, 1_000, 2_000, 3_000, 4_000, 5_000, 7_000, 11_000];

type Ended = Pick<ExchangeSeen, 'stage' | 'end'>;

/** One TCP connection over the model's path: segment by segment, with retransmission timeouts that double from 200 ms. */
export const exchangeIn = (world: World, ask: Exchange): ExchangeSeen => new Connection(world, ask).run();

class Connection {
  readonly #world: World;
  readonly #ask: Exchange;
  /** Since the SYN. */
  #ms = 0;
  #stall = 0;
  #acked = 0;
  #received = 0;
  #repeated = 0;
  #outOfOrder = 0;
  #segments = 1;
  #largest = 536;
  #sndMss = 0;
  #peerMss = 0;
  #advMss = 0;
  #connectMs: number | undefined;
  #http: ExchangeSeen['http'];
  #tls: ExchangeSeen['tls'];

  constructor(world: World, ask: Exchange) {
    this.#world = world;
    this.#ask = ask;
  }
  run(): ExchangeSeen {
    const ended = this.#converse();
    const { rtt } = this.#world;
    const info = {
      sndMss: this.#sndMss,
      advMss: this.#advMss,
      rcvMss: this.#largest,
      pathMtu: this.#world.home,
      rttMicros: rtt * 1_000,
      minRttMicros: rtt * 1_000,
      retransmits: this.#repeated,
      outOfOrder: this.#outOfOrder,
      bytesAcked: this.#acked,
      bytesReceived: this.#received,
      segmentsIn: this.#segments,
      segmentsOut: this.#segments,
    };
    return {
      kind: 'exchange',
      ...ended,
      tookMs: Math.min(this.#ms, this.#ask.timeout),
      stallMs: this.#stall,
      ...(this.#connectMs === undefined ? {} : { connectMs: this.#connectMs, info }),
      ...(this.#http === undefined ? {} : { http: this.#http }),
      ...(this.#tls === undefined ? {} : { tls: this.#tls }),
    };
  }
  #converse(): Ended {
    const { model } = this.#world;
    const { tls, http } = this.#ask;
    const refused = this.#connect();
    if (refused !== undefined) return refused;
    const isNamed = tls?.name === 'server.lab';
    if (tls !== undefined) {
      const filter = model.hello ?? (isNamed ? model.name : undefined);
      if (filter === 'dropped') return this.#hangs('tls');
      if (filter === 'reset')
        return this.#ask.onlyResetsOfTtl === undefined ? { stage: 'tls', end: 'reset' } : this.#hangs('tls');
      if (!this.#send(HELLO)) return this.#hung('tls');
      const odd = this.#odd('tls', 'tls-failed');
      if (odd !== undefined) return odd;
      if (!this.#receive(FLIGHT)) return this.#hung('tls');
      const untrusted = model.untrusted === undefined ? {} : { untrusted: model.untrusted };
      this.#tls = {
        protocol: 'TLSv1.3',
        fingerprint: 'f',
        subject: 'CN=server.lab',
        issuer: 'CN=server.lab',
        ...untrusted,
      };
    }
    if (http === undefined) return { stage: 'done', end: 'done' };
    if (!this.#send(250 + (http.bodyBytes ?? 0))) return this.#hung('upload');
    if (tls === undefined && this.#ask.port === 443) return { stage: 'answer', end: 'closed' };
    const odd = this.#odd('answer', 'garbage');
    if (odd !== undefined) return odd;
    if (http.method === 'POST') {
      if (model.server === 'no-post') return { stage: 'answer', end: 'closed' };
      return this.#answer(200, 1);
    }
    if (model.location !== undefined) return this.#answer(302, 0);
    const object = model.objectBytes ?? 1_000_000;
    const stops = model.server === 'stops-half' ? object / 3 : Number.POSITIVE_INFINITY;
    if (model.server === 'slow' && !this.#thinks(8_000)) return this.#hangs('answer');
    const wanted = Math.min(this.#ask.mostBytes, object);
    const came = this.#receive(Math.min(wanted, stops));
    const answered = this.#answer(200, Math.max(0, this.#received - (tls === undefined ? 0 : FLIGHT)));
    if (came && wanted < stops) return answered;
    return came ? this.#hangs('answer') : this.#hung('answer');
  }
  #connect(): Ended | undefined {
    const { model, rtt, head, family } = this.#world;
    if (this.#ask.to !== HOSTS[family]) return this.#unheard();
    if (model.server === 'closed-port') return { stage: 'connect', end: 'refused' };
    const at = SYNS.find((ms) => ms + rtt < this.#ask.timeout && this.#both(60, ms));
    if (at === undefined || model.server === 'silent') return this.#unheard();
    this.#ms = at + rtt;
    this.#connectMs = this.#ms;
    const { clamp = Number.POSITIVE_INFINITY } = model;
    const own = Math.min(this.#ask.mss ?? Number.POSITIVE_INFINITY, this.#world.home - head);
    this.#advMss = own;
    this.#peerMss = Math.min(own, clamp, this.#world.server - head);
    this.#sndMss = Math.min(own, clamp, this.#world.server - head);
    return undefined;
  }
  #unheard(): Ended {
    this.#ms = Math.min(this.#ask.timeout, this.#ask.silence ?? this.#ask.timeout);
    return { stage: 'connect', end: 'timeout' };
  }
  #both(bytes: number, at: number): boolean {
    const { now } = this.#world;
    return (
      this.#world.cross('out', bytes, true, now + at) === 'passes' &&
      this.#world.cross('in', bytes, true, now + at) === 'passes'
    );
  }
  /** What this server does in place of an answer. */
  #odd(stage: 'tls' | 'answer', garbage: ExchangeSeen['end']): Ended | undefined {
    const { server } = this.#world.model;
    if (server === 'stalls') return this.#hangs(stage);
    if (server === 'resets') return { stage, end: 'reset' };
    if (server === 'closes') return { stage, end: 'closed' };
    if (server !== 'garbage' && server !== 'alerts') return undefined;
    this.#received += 500;
    return { stage, end: garbage, ...(server === 'alerts' ? { alert: 40 } : {}) };
  }
  #answer(status: number, bodyBytes: number): Ended {
    const { location } = this.#world.model;
    this.#http = { status, bodyBytes, bodyHash: String(bodyBytes), ...(location === undefined ? {} : { location }) };
    return { stage: 'done', end: 'done' };
  }
  #wait(ms: number): boolean {
    this.#ms += ms;
    this.#stall = Math.max(this.#stall, ms);
    return this.#ms <= this.#ask.timeout && ms < (this.#ask.silence ?? Number.POSITIVE_INFINITY);
  }
  /** Whether it is waited for so long. */
  #thinks(ms: number): boolean {
    const { silence = Number.POSITIVE_INFINITY, timeout } = this.#ask;
    return this.#ms + ms <= timeout && ms < silence && this.#wait(ms);
  }
  /** It has been waited for already. */
  #hung(stage: ExchangeSeen['stage']): Ended {
    return { stage, end: 'timeout' };
  }
  #hangs(stage: ExchangeSeen['stage']): Ended {
    const left = Math.min(this.#ask.timeout - this.#ms, this.#ask.silence ?? Number.POSITIVE_INFINITY);
    if (left > 0) this.#wait(left);
    return { stage, end: 'timeout' };
  }
  #send(bytes: number): boolean {
    const moved = this.#move(
      'out',
      bytes,
      () => this.#sndMss,
      (mss) => (this.#sndMss = mss),
    );
    this.#acked += moved;
    return moved === bytes;
  }
  #receive(bytes: number): boolean {
    const moved = this.#move(
      'in',
      bytes,
      () => this.#peerMss,
      (mss) => (this.#peerMss = mss),
    );
    this.#received += moved;
    return moved === bytes;
  }
  /** How many bytes get across before it hangs, in segments of the sender's MSS. */
  #move(way: 'out' | 'in', bytes: number, mss: () => number, lower: (mss: number) => void): number {
    const { head, rtt, model, now } = this.#world;
    const recovers = way === 'out' ? model.homeRecovers : model.serverRecovers;
    let moved = 0;
    this.#ms += rtt;
    while (moved < bytes) {
      let size = Math.min(mss(), bytes - moved);
      let waited = 0;
      for (let tries = 0; ; tries += 1) {
        const crossed =
          size + head > (model.tcpAbove ?? Number.POSITIVE_INFINITY)
            ? 'lost'
            : this.#world.cross(way, size + head, true, now + this.#ms);
        if (crossed === 'passes' || crossed === 'pieces') break;
        this.#repeated += way === 'out' ? 1 : 0;
        this.#outOfOrder += way === 'in' ? 1 : 0;
        if (typeof crossed === 'number') {
          const known = Math.max(552, crossed);
          if (way === 'out') this.#world.home = Math.min(this.#world.home, known);
          else this.#world.server = Math.min(this.#world.server, known);
          lower(Math.min(mss(), known - head));
        }
        // The first repetition is fast (duplicate acknowledgements), the next wait for the timeout, which doubles.
        else waited += tries === 0 ? rtt : 200 * 2 ** (tries - 1);
        if (recovers === true && waited > 3_000) lower(Math.min(mss(), 1_024));
        size = Math.min(mss(), bytes - moved);
        if (
          tries > 12 ||
          this.#ms + waited > this.#ask.timeout ||
          waited >= (this.#ask.silence ?? Number.POSITIVE_INFINITY)
        ) {
          this.#wait(Math.min(waited, this.#ask.timeout - this.#ms, this.#ask.silence ?? waited));
          return moved;
        }
      }
      this.#ms +=
        waited + (way === 'in' && model.bytesPerSecond !== undefined ? (size / model.bytesPerSecond) * 1_000 : 0);
      this.#stall = Math.max(this.#stall, waited);
      this.#segments += 1;
      moved += size;
      if (way === 'in') this.#largest = Math.max(this.#largest, size);
      if (this.#ms > this.#ask.timeout) return moved;
    }
    return moved;
  }
}
