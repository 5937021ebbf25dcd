import type { Entry } from '../domain/entry.ts';
import { SECOND } from '../domain/time.ts';
import type { Batch, Cursor } from '../store/journal.ts';
import type { ApiDeps } from './deps.ts';
import type { Live, State } from './schema.ts';

const TICK = 5 * SECOND;
export const MAX_CLIENTS = 200;
/** No one address may take all of them. */
export const MAX_EACH = MAX_CLIENTS / 2;
/** What a client may be behind, and what is kept for those who come back. The bytes are shared, not copied. */
const MAX_BEHIND = 1024 * 1024;
const MAX_KEPT = 512 * 1024;
/** A run's report beyond this is left out: the page asks for the run instead. */
const MAX_FRAME = 64 * 1024;

interface Kept {
  readonly from: Cursor;
  readonly bytes: Uint8Array;
}
interface Client {
  readonly from: string;
  readonly controller: ReadableStreamDefaultController<Uint8Array>;
  readonly hangUp: () => void;
}

const encoder = new TextEncoder();
const frame = (message: Live, id?: Cursor): string =>
  `event: ${message.kind}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(message)}\n\n`;

const messageOf = (e: Entry): Live | undefined => {
  if (e.kind === 'samples') {
    const { probe, field, samples, subject } = e;
    return subject.target === undefined
      ? undefined
      : { kind: 'samples', target: subject.target, probe, field, samples };
  }
  if (e.kind !== 'run' || e.outcome.status === 'failed' || JSON.stringify(e).length <= MAX_FRAME) return e;
  return { ...e, outcome: { ...e.outcome, report: null } };
};

/** The id stands on the last frame alone: who comes back in the middle of a batch gets all of it again. */
const batchBytes = (batch: Batch): Uint8Array => {
  const messages = batch.entries.map(messageOf).filter((m) => m !== undefined);
  const frames = messages.map((m, i) => frame(m, i === messages.length - 1 ? batch.next : undefined));
  return encoder.encode(frames.length === 0 ? `id: ${batch.next}\n\n` : frames.join(''));
};

/** One reader of the journal's tail for all who watch live; it begins with the first of them. */
export class LiveHub {
  readonly #deps: Pick<ApiDeps, 'journal' | 'clock' | 'states' | 'version' | 'signal' | 'onBug'>;
  readonly #clients = new Set<Client>();
  readonly #kept: Kept[] = [];
  #keptBytes = 0;
  #at: Cursor = 0;
  #told: ReadonlyMap<string, State> = new Map();
  #running = false;

  constructor(deps: Pick<ApiDeps, 'journal' | 'clock' | 'states' | 'version' | 'signal' | 'onBug'>) {
    this.#deps = deps;
  }
  get clients(): number {
    return this.#clients.size;
  }
  /**
   * The bytes for one client, from after `lastId` where that is still kept. Undefined when there are too many, in all
   * or of the one that `from` names. `hangUp` cuts the connection of a client that does not read.
   */
  connect(lastId: Cursor | undefined, from: string, hangUp: () => void): ReadableStream<Uint8Array> | undefined {
    if (this.#clients.size >= MAX_CLIENTS || this.#deps.signal.aborted) return undefined;
    if ([...this.#clients].filter((c) => c.from === from).length >= MAX_EACH) return undefined;
    if (!this.#running) this.#start();
    let client: Client;
    return new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          client = { controller, from, hangUp };
          this.#clients.add(client);
          this.#greet(client, lastId);
        },
        cancel: () => {
          this.#clients.delete(client);
        },
      },
      new ByteLengthQueuingStrategy({ highWaterMark: MAX_BEHIND }),
    );
  }

  #greet(client: Client, lastId: Cursor | undefined): void {
    const oldest = this.#kept[0]?.from ?? this.#at;
    const resumed = lastId !== undefined && lastId >= oldest && lastId <= this.#at;
    const { clock, version, states } = this.#deps;
    const hello = frame({ kind: 'hello', now: clock.now(), version, resumed }, resumed ? lastId : this.#at);
    this.#send(client, encoder.encode(`retry: ${2 * SECOND}\n${hello}`));
    if (resumed) for (const k of this.#kept) if (k.from >= lastId) this.#send(client, k.bytes);
    const all = [...states()].map(([target, state]) => frame({ kind: 'state', target, state }));
    if (all.length > 0) this.#send(client, encoder.encode(all.join('')));
  }

  #start(): void {
    this.#running = true;
    this.#at = this.#deps.journal.head();
    this.#kept.length = 0;
    this.#keptBytes = 0;
    this.#told = new Map(this.#deps.states());
    const own = new AbortController();
    const signal = AbortSignal.any([own.signal, this.#deps.signal]);
    void Promise.all([this.#follow(signal), this.#tick(signal)])
      .catch((error: unknown) => this.#deps.onBug(error))
      .finally(() => {
        own.abort();
        this.#running = false;
        for (const client of this.#clients) this.#end(client);
      });
  }
  async #follow(signal: AbortSignal): Promise<void> {
    for await (const batch of this.#deps.journal.tail(this.#at, signal)) {
      const bytes = batchBytes(batch);
      this.#keep({ from: this.#at, bytes });
      this.#at = batch.next;
      this.#broadcast(bytes);
      // A new state is an event first; a new reason for the same one can wait for the tick.
      if (batch.entries.some((e) => e.kind === 'event')) this.#tellStates();
    }
    if (!signal.aborted) throw new Error('the journal’s tail ended by itself');
  }
  async #tick(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#deps.clock.sleep(TICK, signal);
      if (signal.aborted) return;
      this.#broadcast(encoder.encode(frame({ kind: 'tick', now: this.#deps.clock.now() })));
      this.#tellStates();
    }
  }
  #tellStates(): void {
    const states = this.#deps.states();
    for (const [target, state] of states)
      if (!isSame(state, this.#told.get(target)))
        this.#broadcast(encoder.encode(frame({ kind: 'state', target, state })));
    this.#told = new Map(states);
  }
  #keep(kept: Kept): void {
    this.#kept.push(kept);
    this.#keptBytes += kept.bytes.length;
    while (this.#keptBytes > MAX_KEPT) this.#keptBytes -= this.#kept.shift()?.bytes.length ?? 0;
  }
  #broadcast(bytes: Uint8Array): void {
    for (const client of this.#clients) this.#send(client, bytes);
  }
  #send(client: Client, bytes: Uint8Array): void {
    client.controller.enqueue(bytes);
    if ((client.controller.desiredSize ?? 0) >= 0) return;
    this.#end(client);
    client.hangUp();
  }
  #end(client: Client): void {
    if (this.#clients.delete(client)) client.controller.close();
  }
}

const isSame = (a: State, b: State | undefined): boolean =>
  a.word === b?.word && a.since === b.since && a.reason === b.reason;
