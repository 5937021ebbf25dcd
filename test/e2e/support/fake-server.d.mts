export type Variant =
  | 'normal'
  | 'no-route'
  | 'no-engine'
  | 'empty'
  | 'fresh'
  | 'first'
  | 'young'
  | 'many'
  | 'protected'
  | 'unsent'
  | 'lines'
  | 'lines-dark'
  | 'addresses'
  | 'addresses-fresh'
  | 'addresses-hostile'
  | 'sites'
  | 'sites-fresh'
  | 'sites-many'
  | 'sites-hostile'
  | 'wall'
  | 'wall-dark'
  | 'wall-many'
  | 'config'
  | 'config-wrong'
  | 'config-changed'
  | 'paths'
  | 'paths-fresh'
  | 'events';
export interface FakeServer {
  readonly url: string;
  /** Its time (µs). */
  now(): number;
  /** Sends any live message. */
  send(message: { readonly kind: string; readonly [key: string]: unknown }): void;
  /** Sends what there is, as it does by itself every so often. */
  beat(): void;
  /** Changes a state as the service would: the overview, a state message and an event. */
  setState(name: string, state: { readonly word: string; readonly since: number; readonly reason?: string }): void;
  /** Something happens: it is in the record, and told live. */
  happen(event: { readonly kind: 'event'; readonly [key: string]: unknown }): void;
  /** No more samples of one target. */
  freeze(name: string): void;
  /** Connections stay open and nothing comes. */
  hush(on: boolean): void;
  /** As a network that lost its way: what stands stays open, and nothing comes any more; nor is anything answered. */
  stall(on: boolean): void;
  setVersion(version: string): void;
  /** Answers 503 to everything and drops the live streams. */
  refuse(on: boolean): void;
  close(): Promise<void>;
}
export function startFakeServer(options?: {
  readonly port?: number;
  readonly variant?: Variant;
  /** Its clock (ms). Left out: the system's. */
  readonly now?: () => number;
  /** How often it sends what there is, in the system's milliseconds; a second unless told, 0: only on `beat`. */
  readonly every?: number;
}): Promise<FakeServer>;
