export type Variant =
  | 'normal'
  | 'no-route'
  | 'no-engine'
  | 'empty'
  | 'fresh'
  | 'young'
  | 'many'
  | 'protected'
  | 'unsent'
  | 'lines'
  | 'lines-dark'
  | 'addresses'
  | 'addresses-fresh'
  | 'addresses-hostile';
export interface FakeServer {
  readonly url: string;
  /** Sends any live message. */
  send(message: { readonly kind: string; readonly [key: string]: unknown }): void;
  /** Changes a state as the service would: the overview, a state message and an event. */
  setState(name: string, state: { readonly word: string; readonly since: number; readonly reason?: string }): void;
  /** No more samples of one target. */
  freeze(name: string): void;
  /** Connections stay open and nothing comes. */
  hush(on: boolean): void;
  setVersion(version: string): void;
  /** Answers 503 to everything and drops the live streams. */
  refuse(on: boolean): void;
  close(): Promise<void>;
}
export function startFakeServer(options?: { readonly port?: number; readonly variant?: Variant }): Promise<FakeServer>;
