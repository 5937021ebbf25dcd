import type { Live, Overview } from '../../src/api/schema.ts';
import { ApiFailure, TokenNeeded } from '../../web/src/data/api.ts';
import type { Host } from '../../web/src/data/host.ts';
import { overview, T0, target } from './support.ts';

/**
 * How the way to the service is. `dead`: it refuses; `hole`: what is sent is lost; `busy`: 503; `html`: somebody else
 * answers; `mute`: streams open and say nothing; `token`: it wants one.
 */
export const WAYS = ['up', 'dead', 'hole', 'busy', 'html', 'mute', 'token'] as const;
export type Way = (typeof WAYS)[number];

interface Timer {
  readonly at: number;
  readonly run: () => void;
}
interface FakeSource {
  readonly listeners: Map<string, ((event: Event) => void)[]>;
  isOpen: boolean;
  /** Its far end is there. */
  hears: boolean;
}

const TICK = 5_000;
/** A question that is lost fails after so long (web/src/data/api.ts). */
const TIMEOUT = 20_000;

/** A browser and a service, both driven by hand: no time passes but by `advance` and `suspend`. */
export class FakeBrowser {
  way: Way = 'up';
  version = '0.1.0';
  /** How far the service's clock is ahead of the true time (ms). */
  step = 0;
  /** How old the overview is that the service gives (ms). */
  lag = 0;
  opened = 0;
  asked = 0;
  readonly host: Host;
  readonly #timers = new Set<Timer>();
  readonly #sources = new Set<FakeSource>();
  readonly #wakes: (() => void)[] = [];
  readonly #sleeps: (() => void)[] = [];
  #mono = 0;
  #wall = T0 / 1_000;
  /** The true time (ms since the epoch); the viewer's wall clock may be another. */
  #true = T0 / 1_000;

  constructor(random: () => number = () => 0.5) {
    this.host = {
      now: () => ({ mono: this.#mono, wall: this.#wall }),
      random,
      after: (ms, run) => this.#after(ms, run),
      open: () => this.#open(),
      api: {
        overview: (signal) => this.#answer(signal, () => this.overview()),
        events: (_, signal) => this.#answer(signal, () => ({ events: [], truncated: false })),
        gaps: (_, signal) => this.#answer(signal, () => ({ gaps: [], truncated: false })),
      },
      onWake: (wake) => this.#wakes.push(wake),
      onSleep: (sleep) => this.#sleeps.push(sleep),
    };
    this.#after(TICK, () => this.#tick());
  }
  /** What the service gives as its overview. */
  overview(): Overview {
    return overview([target('a')], { now: this.serverNow - this.lag * 1_000, version: this.version });
  }
  get serverNow(): number {
    return (this.#true + this.step) * 1_000;
  }
  /** Connections that the page holds. */
  get open(): number {
    return [...this.#sources].filter((s) => s.isOpen).length;
  }
  send(message: Live): void {
    for (const s of this.#sources) if (s.hears) this.#say(s, message);
  }
  async advance(ms: number): Promise<void> {
    const end = this.#mono + ms;
    for (;;) {
      await settle();
      let next: Timer | undefined;
      for (const t of this.#timers) if (next === undefined || t.at < next.at) next = t;
      if (next === undefined || next.at > end) break;
      this.#timers.delete(next);
      this.#move(Math.max(0, next.at - this.#mono));
      next.run();
    }
    this.#move(end - this.#mono);
    await settle();
  }
  /** The tablet sleeps: the wall clock alone moves on, and connections die without a word. */
  async suspend(ms: number): Promise<void> {
    this.#wall += ms;
    this.#true += ms;
    for (const s of this.#sources) s.hears = false;
    await settle();
  }
  /** The viewer's clock is set. */
  setClock(ms: number): void {
    this.#wall += ms;
  }
  wake(): void {
    for (const wake of this.#wakes) wake();
  }
  sleep(): void {
    for (const sleep of this.#sleeps) sleep();
  }
  /** Every connection that stands breaks. */
  cut(): void {
    for (const s of this.#sources) this.#fail(s);
  }

  #move(ms: number): void {
    this.#mono += ms;
    this.#wall += ms;
    this.#true += ms;
  }
  #after(ms: number, run: () => void): () => void {
    const timer = { at: this.#mono + ms, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }
  #tick(): void {
    this.#after(TICK, () => this.#tick());
    if (this.way === 'up') this.send({ kind: 'tick', now: this.serverNow });
  }
  #open(): ReturnType<Host['open']> {
    this.opened += 1;
    const source: FakeSource = { listeners: new Map(), isOpen: true, hears: false };
    this.#sources.add(source);
    this.#after(10, () => {
      if (this.way === 'up') {
        source.hears = source.isOpen;
        this.#say(source, { kind: 'hello', now: this.serverNow, version: this.version, resumed: false });
      } else if (this.way !== 'hole' && this.way !== 'mute') this.#fail(source);
    });
    return {
      addEventListener: (kind: string, listener: unknown) =>
        source.listeners.set(kind, [...(source.listeners.get(kind) ?? []), listener as (event: Event) => void]),
      close: () => {
        source.isOpen = false;
        source.hears = false;
        this.#sources.delete(source);
      },
    };
  }
  #say(source: FakeSource, message: Live): void {
    if (!source.isOpen) return;
    const event = { data: JSON.stringify(message) } as MessageEvent<string>;
    for (const listener of source.listeners.get(message.kind) ?? []) listener(event);
  }
  #fail(source: FakeSource): void {
    if (!source.isOpen) return;
    for (const listener of source.listeners.get('error') ?? []) listener({} as Event);
  }
  #answer<T>(signal: AbortSignal | undefined, value: () => T): Promise<T> {
    this.asked += 1;
    switch (this.way) {
      case 'up':
      case 'mute':
        return Promise.resolve(value());
      case 'busy':
        return Promise.reject(new ApiFailure(503, 'The store did not answer in time.'));
      case 'token':
        return Promise.reject(new TokenNeeded());
      case 'html':
        return Promise.resolve({} as T);
      case 'dead':
        return Promise.reject(new ApiFailure(0, 'The service does not answer.'));
      case 'hole':
      default:
        return new Promise((_, reject) => {
          const callOff = this.#after(TIMEOUT, () => reject(new ApiFailure(0, 'It did not answer in time.')));
          signal?.addEventListener('abort', () => {
            callOff();
            reject(new ApiFailure(0, 'called off'));
          });
        });
    }
  }
}

/** What is ready runs to its next wait; nothing here waits for more than promises. */
const settle = async (): Promise<void> => {
  for (let i = 0; i < 12; i += 1) await Promise.resolve();
};
