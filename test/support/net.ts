import { setMaxListeners } from 'node:events';
import type { Duplex } from 'node:stream';

import type { Ask, Seen, SeenFor, Together, TogetherSeen } from '../../src/domain/ask.ts';
import { decide, dueAt, slotAtOrAfter } from '../../src/domain/cadence.ts';
import type { Clock } from '../../src/domain/clock.ts';
import { microsOf, type EpochMicros, type Millis } from '../../src/domain/time.ts';
import type {
  Binding,
  Connected,
  Datagram,
  DatagramRequest,
  EchoEngine,
  EchoEvent,
  EchoRequest,
  Family,
  Fetched,
  FetchRequest,
  GroupAnswer,
  GroupRequest,
  Handshaken,
  HandshakeRequest,
  IcmpError,
  Net,
  NetFailure,
  NetResult,
  Resolution,
  RouteChange,
  Standing,
  TlsSeen,
} from '../../src/net/net.ts';
import { nothingSeen } from '../../src/net/path/nothing.ts';

/** What becomes of one echo. Times are milliseconds after it was sent. */
export type Fate =
  | { readonly rtt: Millis; readonly from?: string; readonly ttl?: number; readonly duplicateAt?: Millis }
  | { readonly lost: true; readonly lateAt?: Millis }
  | {
      readonly error: 'unreachable' | 'time-exceeded' | 'too-big';
      readonly rtt: Millis;
      readonly icmp: Partial<IcmpError> & { readonly from: string };
    }
  | { readonly notSent: string };

export interface EchoAsk {
  readonly request: EchoRequest;
  readonly binding: Binding;
  readonly seq: number;
  readonly sentAt: EpochMicros;
}
export interface ConnectAsk {
  readonly address: string;
  readonly port: number;
  readonly timeout: Millis;
  readonly binding: Binding;
  readonly at: EpochMicros;
}
export interface ResolveAsk {
  readonly name: string;
  readonly family: Family | undefined;
  readonly at: EpochMicros;
}
export interface DatagramAsk {
  readonly request: DatagramRequest;
  readonly binding: Binding;
  readonly at: EpochMicros;
}
export interface GroupAsk {
  readonly request: GroupRequest;
  readonly binding: Binding;
}
export interface FetchAsk {
  readonly request: FetchRequest;
  readonly binding: Binding;
  readonly at: EpochMicros;
}
export interface FetchAnswer {
  readonly status: number;
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: string | Uint8Array;
  /** `1.1` where left out. */
  readonly http?: Fetched['http'];
  readonly tls?: TlsSeen;
  readonly session?: Uint8Array;
}
export interface HandshakeAsk {
  readonly request: HandshakeRequest;
  readonly binding: Binding;
  readonly at: EpochMicros;
}
/** An answer, or a failure, that takes its time. */
export type Slow<T> = T & { readonly after?: Millis };

/** What a diagnosis asked; asks that go together are each by itself. */
export type OneAsk = Exclude<Ask, Together>;
export type OneSeen = Exclude<Seen, TogetherSeen>;
export interface PathAsk {
  readonly ask: OneAsk;
  readonly binding: Binding;
  readonly at: EpochMicros;
}

/** What the network does. What is left out fails: nothing answers, no name resolves. */
export interface NetScript {
  readonly clock: Clock;
  readonly echo?: (ask: EchoAsk) => Fate;
  readonly connect?: (ask: ConnectAsk) => Slow<NetFailure> | { readonly rtt: Millis; readonly refused?: boolean };
  /** A connection that is kept: the other end of the stream is the test's. */
  readonly stream?: (ask: ConnectAsk) => Slow<NetFailure> | { readonly rtt: Millis; readonly stream: Duplex };
  /** By name, or worked out. */
  readonly resolve?:
    | Readonly<Record<string, readonly string[]>>
    | ((ask: ResolveAsk) => Slow<NetFailure> | Slow<Resolution>);
  /** The answer to a datagram; nobody answers when left out. */
  readonly datagram?: (ask: DatagramAsk) => Slow<NetFailure> | { readonly rtt: Millis; readonly payload: Uint8Array };
  /** Who answers a question to many, and when. */
  readonly group?: (ask: GroupAsk) => readonly Slow<GroupAnswer>[];
  /** The answer to an HTTP request; a body of text is UTF-8. */
  readonly fetch?: (ask: FetchAsk) => Slow<NetFailure> | Slow<FetchAnswer>;
  /** What a server shows while TLS is set up. */
  readonly handshake?: (ask: HandshakeAsk) => Slow<NetFailure> | Slow<TlsSeen>;
  /** The default routes, and when (on the clock's `elapsed`) they become so. */
  readonly routes?: readonly (Omit<RouteChange, 'at'> & { readonly after: Millis })[];
  /** What a diagnosis sees; `unsupported` when left out. */
  readonly ask?: (ask: PathAsk) => Slow<OneSeen>;
  /** No echo engine: the reason and the remedy. */
  readonly engineMissing?: { readonly why: string; readonly remedy: string };
}

const isFailure = (x: object): x is Slow<NetFailure> => 'ok' in x;
const cancelled: NetFailure = { ok: false, reason: 'cancelled', detail: 'cancelled' };
const looksNumeric = (text: string): boolean => text.includes(':') || /^[\d.]+$/.test(text);

/** A network that answers by script on the clock it is given, and remembers what was asked. */
export class FakeNet implements Net {
  readonly script: NetScript;
  readonly binding: Binding;
  readonly asked: {
    readonly streams: {
      readonly request: EchoRequest & { readonly count?: number };
      readonly binding: Binding;
      /** True once the caller stopped listening, by abort or by return. */
      ended: boolean;
    }[];
    readonly echoes: EchoAsk[];
    readonly connects: ConnectAsk[];
    /** Connections to be kept. */
    readonly standing: ConnectAsk[];
    readonly resolves: ResolveAsk[];
    readonly path: PathAsk[];
    readonly datagrams: DatagramAsk[];
    readonly groups: GroupAsk[];
    readonly fetches: FetchAsk[];
    readonly handshakes: HandshakeAsk[];
  };

  constructor(script: NetScript, binding: Binding = {}, asked?: FakeNet['asked']) {
    this.script = script;
    this.binding = binding;
    this.asked = asked ?? {
      streams: [],
      echoes: [],
      connects: [],
      standing: [],
      resolves: [],
      path: [],
      datagrams: [],
      groups: [],
      fetches: [],
      handshakes: [],
    };
  }

  via(binding: Binding): FakeNet {
    return new FakeNet(this.script, binding, this.asked);
  }
  get engineMissing(): Net['engineMissing'] {
    return this.script.engineMissing;
  }
  get engine(): EchoEngine | undefined {
    if (this.script.engineMissing !== undefined) return undefined;
    return {
      name: 'kernel',
      stamps: 'kernel-tx-rx',
      how: 'scripted',
      families: [4, 6],
      echoes: (request, binding, signal) => this.via(binding).echoes(request, signal),
      close: () => Promise.resolve(),
    };
  }

  async *echoes(request: Parameters<Net['echoes']>[0], signal: AbortSignal): AsyncGenerator<EchoEvent> {
    const { clock } = this.script;
    const stream = { request, binding: this.binding, ended: false };
    this.asked.streams.push(stream);
    const stop = new AbortController();
    const both = AbortSignal.any([signal, stop.signal]);
    setMaxListeners(0, both);
    const ready: EchoEvent[] = [];
    let wake = (): void => undefined;
    let out = 0;
    let sending = true;
    let lingered = request.linger === undefined;
    const tell = async (after: Millis, event: EchoEvent, settles: boolean): Promise<void> => {
      if (settles) out += 1;
      await clock.sleep(after, both);
      if (both.aborted) return;
      if (settles) out -= 1;
      ready.push(event);
      wake();
      if (lingered || sending || out > 0) return;
      await clock.sleep(request.linger ?? 0, both);
      lingered = true;
      wake();
    };
    const send = async (): Promise<void> => {
      let slot = slotAtOrAfter(request.cadence, clock.elapsed());
      for (let seq = 0; seq < (request.count ?? Infinity) && !both.aborted;) {
        await clock.sleep(dueAt(request.cadence, slot) - clock.elapsed(), both);
        if (both.aborted) break;
        const due = decide(request.cadence, slot, clock.elapsed());
        slot = due.next;
        if (!due.send) continue;
        const ask: EchoAsk = { request, binding: this.binding, seq, sentAt: clock.now() };
        this.asked.echoes.push(ask);
        const fate = this.script.echo?.(ask) ?? { lost: true };
        for (const [after, event] of happenings(ask, fate)) {
          void tell(after, event, event.kind !== 'late' && event.kind !== 'duplicate');
        }
        seq += 1;
      }
      sending = false;
      wake();
    };
    signal.addEventListener('abort', () => wake(), { once: true });
    void send();
    try {
      while (!signal.aborted) {
        const event = ready.shift();
        if (event !== undefined) yield event;
        else if (!sending && out === 0 && lingered) return;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      stream.ended = true;
      stop.abort();
    }
  }

  async connect(address: string, port: number, timeout: Millis, signal: AbortSignal): Promise<NetResult<Connected>> {
    const { clock } = this.script;
    const ask: ConnectAsk = { address, port, timeout, binding: this.binding, at: clock.now() };
    this.asked.connects.push(ask);
    const answer = this.script.connect?.(ask) ?? { ok: false, reason: 'timeout', detail: 'nobody answers' };
    const after = isFailure(answer) ? (answer.after ?? (answer.reason === 'timeout' ? timeout : 0)) : answer.rtt;
    await clock.sleep(Math.min(after, timeout), signal);
    if (signal.aborted) return cancelled;
    if (isFailure(answer)) return { ok: false, reason: answer.reason, detail: answer.detail };
    if (after > timeout) return { ok: false, reason: 'timeout', detail: `no answer within ${timeout} ms` };
    return { ok: true, tookMicros: microsOf(after), at: ask.at, outcome: answer.refused ? 'refused' : 'accepted' };
  }

  async stream(address: string, port: number, timeout: Millis, signal: AbortSignal): Promise<NetResult<Standing>> {
    const { clock } = this.script;
    const ask: ConnectAsk = { address, port, timeout, binding: this.binding, at: clock.now() };
    this.asked.standing.push(ask);
    const answer = this.script.stream?.(ask) ?? { ok: false, reason: 'timeout', detail: 'nobody answers' };
    const after = isFailure(answer) ? (answer.after ?? (answer.reason === 'timeout' ? timeout : 0)) : answer.rtt;
    await clock.sleep(Math.min(after, timeout), signal);
    if (signal.aborted) return cancelled;
    if (isFailure(answer)) return { ok: false, reason: answer.reason, detail: answer.detail };
    if (after > timeout) return { ok: false, reason: 'timeout', detail: `no answer within ${timeout} ms` };
    const { stream } = answer;
    stream.on('error', () => undefined);
    return { ok: true, stream, info: () => undefined, close: () => stream.destroy() };
  }

  async resolve(name: string, family: Family | undefined, signal: AbortSignal): Promise<NetResult<Resolution>> {
    const ask: ResolveAsk = { name, family, at: this.script.clock.now() };
    this.asked.resolves.push(ask);
    const answer = looksNumeric(name) ? { addresses: [name] } : this.#lookUp(ask);
    await this.script.clock.sleep(answer.after ?? 0, signal);
    if (signal.aborted) return cancelled;
    if (isFailure(answer)) return { ok: false, reason: answer.reason, detail: answer.detail };
    const wanted = answer.addresses.filter((a) => family === undefined || a.includes(':') === (family === 6));
    if (wanted.length === 0) return { ok: false, reason: 'no-address', detail: `${name} has no such address` };
    return { ok: true, addresses: wanted, ...(answer.ttl === undefined ? {} : { ttl: answer.ttl }) };
  }

  async datagram(request: DatagramRequest, signal: AbortSignal): Promise<NetResult<Datagram>> {
    const { clock } = this.script;
    const ask: DatagramAsk = { request, binding: this.binding, at: clock.now() };
    this.asked.datagrams.push(ask);
    const answer = this.script.datagram?.(ask) ?? { ok: false, reason: 'timeout', detail: 'nobody answers' };
    const { timeout } = request;
    const after = isFailure(answer) ? (answer.after ?? (answer.reason === 'timeout' ? timeout : 0)) : answer.rtt;
    await clock.sleep(Math.min(after, timeout), signal);
    if (signal.aborted) return cancelled;
    if (isFailure(answer)) return { ok: false, reason: answer.reason, detail: answer.detail };
    if (after > timeout || !request.isAnswer(answer.payload))
      return { ok: false, reason: 'timeout', detail: `no answer within ${timeout} ms` };
    const { payload } = answer;
    return {
      ok: true,
      payload,
      at: ask.at,
      tookMicros: microsOf(after),
      source: this.binding.source ?? '192.0.2.2',
      sourcePort: request.sourcePort ?? 40_000,
    };
  }

  async group(
    request: GroupRequest,
    signal: AbortSignal,
  ): Promise<NetResult<{ readonly answers: readonly GroupAnswer[] }>> {
    const ask: GroupAsk = { request, binding: this.binding };
    this.asked.groups.push(ask);
    const told = (this.script.group?.(ask) ?? [])
      .filter((a) => (a.after ?? 0) <= request.timeout)
      .slice(0, request.most);
    const until = told.length === request.most ? Math.max(...told.map((a) => a.after ?? 0)) : request.timeout;
    await this.script.clock.sleep(until, signal);
    return signal.aborted ? cancelled : { ok: true, answers: told.map(({ from, payload }) => ({ from, payload })) };
  }

  async fetch(request: FetchRequest, signal: AbortSignal): Promise<NetResult<Fetched>> {
    const { clock } = this.script;
    const ask: FetchAsk = { request, binding: this.binding, at: clock.now() };
    this.asked.fetches.push(ask);
    const answer = this.script.fetch?.(ask) ?? { ok: false, reason: 'timeout', detail: 'nobody answers' };
    const { timeout, mostBytes } = request;
    const after = answer.after ?? (isFailure(answer) && answer.reason === 'timeout' ? timeout : 0);
    await clock.sleep(Math.min(after, timeout), signal);
    if (signal.aborted) return cancelled;
    if (isFailure(answer)) return { ok: false, reason: answer.reason, detail: answer.detail };
    if (after > timeout) return { ok: false, reason: 'timeout', detail: `no answer within ${timeout} ms` };
    const { status, headers = [], body = '', http = '1.1', tls, session } = answer;
    const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
    const truncated = bytes.length > mostBytes;
    const read = { body: bytes.subarray(0, mostBytes), truncated };
    const over = { ...(tls === undefined ? {} : { tls }), ...(session === undefined ? {} : { session }) };
    return { ok: true, status, http, headers, ...over, ...read, at: ask.at, tookMicros: microsOf(after) };
  }

  async handshake(request: HandshakeRequest, signal: AbortSignal): Promise<NetResult<Handshaken>> {
    const { clock } = this.script;
    const ask: HandshakeAsk = { request, binding: this.binding, at: clock.now() };
    this.asked.handshakes.push(ask);
    const answer = this.script.handshake?.(ask) ?? { ok: false, reason: 'timeout', detail: 'nobody answers' };
    const { timeout } = request;
    const after = answer.after ?? ('ok' in answer && answer.reason === 'timeout' ? timeout : 0);
    await clock.sleep(Math.min(after, timeout), signal);
    if (signal.aborted) return cancelled;
    if ('ok' in answer) return { ok: false, reason: answer.reason, detail: answer.detail };
    if (after > timeout) return { ok: false, reason: 'timeout', detail: `no answer within ${timeout} ms` };
    const { after: _, ...tls } = answer;
    return { ok: true, tls, at: ask.at, tookMicros: microsOf(after) };
  }

  async *routeChanges(signal: AbortSignal): AsyncGenerator<RouteChange> {
    const { clock, routes = [] } = this.script;
    for (const { after, ...change } of routes) {
      await clock.sleep(Math.max(0, after - clock.elapsed()), signal);
      if (signal.aborted) return;
      yield { at: clock.now(), ...change };
    }
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  async ask<A extends Ask>(ask: A, signal: AbortSignal): Promise<SeenFor<A>> {
    const seen: Seen =
      ask.kind === 'together'
        ? { kind: 'together', seen: await Promise.all(ask.asks.map((a) => this.#askOne(a, signal))) }
        : await this.#askOne(ask, signal);
    return seen as SeenFor<A>;
  }
  async #askOne(ask: OneAsk, signal: AbortSignal): Promise<OneSeen> {
    const asked = { ask, binding: this.binding, at: this.script.clock.now() };
    this.asked.path.push(asked);
    const unscripted: Slow<OneSeen> = nothingSeen(ask, 'unsupported', 'not scripted');
    const { after = 0, ...seen } = this.script.ask?.(asked) ?? unscripted;
    await this.script.clock.sleep(after, signal);
    return signal.aborted ? nothingSeen(ask, 'cancelled', 'cancelled') : seen;
  }

  #lookUp(ask: ResolveAsk): Slow<NetFailure> | Slow<Resolution> {
    const { resolve } = this.script;
    if (typeof resolve === 'function') return resolve(ask);
    const addresses = resolve?.[ask.name];
    return addresses === undefined
      ? { ok: false, reason: 'no-address', detail: `${ask.name} does not exist` }
      : { addresses };
  }
}

/** The events of one echo, each with its time after the send. */
const happenings = (ask: EchoAsk, fate: Fate): readonly (readonly [Millis, EchoEvent])[] => {
  const { timeout, address } = ask.request;
  const base = { seq: ask.seq, sentAt: ask.sentAt };
  if ('notSent' in fate) return [[0, { ...base, kind: 'not-sent', detail: fate.notSent }]];
  if ('lost' in fate) {
    const lost: readonly [Millis, EchoEvent] = [timeout, { ...base, kind: 'lost' }];
    if (fate.lateAt === undefined) return [lost];
    return [lost, [fate.lateAt, { ...base, kind: 'late', rttMicros: microsOf(fate.lateAt), from: address }]];
  }
  if (fate.rtt > timeout) return happenings(ask, { lost: true, lateAt: fate.rtt });
  const rttMicros = microsOf(fate.rtt);
  if ('error' in fate) {
    const icmp: IcmpError = { type: fate.error === 'time-exceeded' ? 11 : 3, code: 0, ...fate.icmp };
    return [[fate.rtt, { ...base, kind: 'error', reason: fate.error, rttMicros, icmp }]];
  }
  const from = fate.from ?? address;
  const ttl = fate.ttl === undefined ? {} : { ttl: fate.ttl };
  const reply: readonly [Millis, EchoEvent] = [
    fate.rtt,
    { ...base, kind: 'reply', rttMicros, from, ...ttl, stamps: 'kernel-tx-rx', reordered: false },
  ];
  if (fate.duplicateAt === undefined) return [reply];
  return [reply, [fate.duplicateAt, { ...base, kind: 'duplicate', rttMicros: microsOf(fate.duplicateAt), from }]];
};
