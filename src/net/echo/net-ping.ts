import { randomInt } from 'node:crypto';

import { dueAt, decide, slotAtOrAfter } from '../../domain/cadence.ts';
import type { Millis } from '../../domain/time.ts';
import { ECHO_HEADER_BYTES, type IcmpReason } from '../../wire/icmp.ts';
import type { Binding, EchoEngine, EchoEvent, Family } from '../net.ts';
import { monotonicMillis, systemClock } from '../system-clock.ts';
import type { Missing } from './access.ts';
import { checkRequest, DEFAULT_SIZE, refusal, unsendable, type EchoesRequest } from './request.ts';
import { StreamQueue } from './stream-queue.ts';

type Module = typeof import('net-ping').default;
type Session = ReturnType<Module['createSession']>;
type EchoError = Parameters<Parameters<Session['pingHost']>[1]>[0];

/** Its errors, by name: the reason, and the ICMP type that net-ping had before it made a name of it. */
const ERRORS: Readonly<
  Record<string, { readonly reason: IcmpReason; readonly type: Readonly<Record<Family, number>> }>
> = {
  DestinationUnreachableError: { reason: 'unreachable', type: { 4: 3, 6: 1 } },
  TimeExceededError: { reason: 'time-exceeded', type: { 4: 11, 6: 3 } },
  PacketTooBigError: { reason: 'too-big', type: { 4: 3, 6: 2 } },
};
/** net-ping drops the code of an ICMP error. */
const UNKNOWN_CODE = -1;

/** The portable engine: net-ping's raw sockets, timed with the monotonic clock. Or why it cannot be had. */
export const openNetPing = async (): Promise<EchoEngine | Missing> => {
  let module: Module;
  try {
    module = (await import('net-ping')).default;
  } catch (error) {
    const said = error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error);
    return { why: `net-ping does not load: ${said}`, remedy: 'npm install net-ping' };
  }
  const families: Family[] = [];
  let said = '';
  for (const family of [4, 6] as const) {
    try {
      openSession(module, family, { size: DEFAULT_SIZE, timeout: 1_000 }).close();
      families.push(family);
    } catch (error) {
      said = error instanceof Error ? error.message : String(error);
    }
  }
  if (families.length === 0)
    return { why: `net-ping gets no raw socket: ${said}`, remedy: `sudo setcap cap_net_raw+ep ${process.execPath}` };
  return new NetPing(module, families);
};

interface Shape {
  readonly size: number;
  readonly timeout: Millis;
  readonly ttl?: number | undefined;
}
const openSession = (module: Module, family: Family, { size, timeout, ttl }: Shape): Session =>
  module.createSession({
    networkProtocol: family === 4 ? module.NetworkProtocol.IPv4 : module.NetworkProtocol.IPv6,
    packetSize: ECHO_HEADER_BYTES + size,
    retries: 0,
    sessionId: randomInt(1, 0xffff),
    timeout,
    ...(ttl === undefined ? {} : { ttl }),
  });

/** What net-ping has no way to do. */
const unsupported = ({ address, df, ttl }: EchoesRequest, binding: Binding): string | undefined => {
  const bound = Object.entries(binding).find(([key, value]) => key !== 'resolver' && value !== undefined);
  if (bound !== undefined) return `net-ping cannot bind to a ${bound[0]} (${bound[1]})`;
  if (df !== undefined) return 'net-ping cannot set or clear DF';
  return ttl !== undefined && address.includes(':') ? 'net-ping cannot set the hop limit of IPv6' : undefined;
};

class NetPing implements EchoEngine {
  readonly name = 'net-ping';
  readonly stamps = 'monotonic';
  readonly how = 'raw sockets through net-ping';
  readonly families: readonly Family[];
  readonly #module: Module;
  readonly #sessions = new Map<string, Session>();
  readonly #closed = new AbortController();

  constructor(module: Module, families: readonly Family[]) {
    this.#module = module;
    this.families = families;
  }
  echoes(request: EchoesRequest, binding: Binding, signal: AbortSignal): AsyncIterable<EchoEvent> {
    checkRequest(request);
    const refused = refusal(request.address, this.families) ?? unsupported(request, binding);
    if (refused !== undefined) return unsendable(request, refused, signal);
    const stop = new AbortController();
    const over = AbortSignal.any([signal, stop.signal, this.#closed.signal]);
    const queue = new StreamQueue({ stopped: () => stop.abort(), paused: () => undefined });
    over.addEventListener('abort', () => queue.end(true), { once: true });
    if (over.aborted) queue.end();
    else void this.#send(request, queue, over);
    return queue;
  }
  close(): Promise<void> {
    this.#closed.abort();
    for (const session of this.#sessions.values()) session.close();
    this.#sessions.clear();
    return Promise.resolve();
  }

  async #send(request: EchoesRequest, queue: StreamQueue, over: AbortSignal): Promise<void> {
    const { cadence, count = Number.POSITIVE_INFINITY } = request;
    const clock = systemClock();
    let slot = slotAtOrAfter(cadence, monotonicMillis() - Math.min(50, cadence.every / 2));
    let answered = -1;
    let settled = 0;
    for (let seq = 0; seq < count;) {
      await clock.sleep(dueAt(cadence, slot) - monotonicMillis(), over);
      if (over.aborted) return;
      const due = decide(cadence, slot, monotonicMillis());
      slot = due.next;
      if (!due.send) continue;
      const sent = { seq, sentAt: clock.now() };
      seq += 1;
      const started = monotonicMillis();
      this.#session(request).pingHost(request.address, (error) => {
        const rttMicros = (monotonicMillis() - started) * 1_000;
        queue.push(eventOf(request, sent, rttMicros, error, sent.seq < answered));
        if (error === null) answered = Math.max(answered, sent.seq);
        settled += 1;
        if (settled >= count) queue.end();
      });
    }
  }
  /** net-ping fixes these for a whole session; streams that agree share one. */
  #session({ address, size = DEFAULT_SIZE, timeout, ttl }: EchoesRequest): Session {
    const family = address.includes(':') ? 6 : 4;
    const key = JSON.stringify([family, size, timeout, ttl ?? 0]);
    const known = this.#sessions.get(key);
    if (known !== undefined) return known;
    const session = openSession(this.#module, family, { size, timeout, ttl });
    // It closes itself then, and fails what is still out; the next echo opens another.
    session.on('error', () => this.#sessions.delete(key));
    this.#sessions.set(key, session);
    return session;
  }
}

const eventOf = (
  { address }: EchoesRequest,
  sent: { readonly seq: number; readonly sentAt: number },
  rttMicros: number,
  error: EchoError,
  reordered: boolean,
): EchoEvent => {
  if (error === null) return { ...sent, kind: 'reply', rttMicros, from: address, stamps: 'monotonic', reordered };
  if (error.name === 'RequestTimedOutError') return { ...sent, kind: 'lost' };
  const known = ERRORS[error.name];
  if (known === undefined) return { ...sent, kind: 'not-sent', detail: error.message };
  const type = known.type[address.includes(':') ? 6 : 4];
  const icmp = { from: error.source ?? '', type, code: UNKNOWN_CODE };
  return { ...sent, kind: 'error', reason: known.reason, rttMicros, icmp };
};
