import type { Ask, Seen, SeenFor, Together } from '../../domain/ask.ts';
import type { Binding } from '../net.ts';
import { nothingSeen } from './nothing.ts';

/** Asks the network one thing of a diagnosis. An abort ends it at once, with what was seen until then. */
export type AskPath = <A extends Ask>(ask: A, binding: Binding, signal: AbortSignal) => Promise<SeenFor<A>>;

const one = (
  ask: Exclude<Ask, Together>,
  binding: Binding,
  signal: AbortSignal,
): Promise<Exclude<Seen, { kind: 'together' }>> => {
  if (signal.aborted) return Promise.resolve(nothingSeen(ask, 'cancelled', 'cancelled'));
  return Promise.resolve(nothingSeen(ask, 'unsupported', `${ask.kind} is not asked here`));
};

export const askPath: AskPath = async <A extends Ask>(ask: A, binding: Binding, signal: AbortSignal) => {
  const seen: Seen =
    ask.kind === 'together'
      ? { kind: 'together', seen: await Promise.all(ask.asks.map((a) => one(a, binding, signal))) }
      : await one(ask, binding, signal);
  return seen as SeenFor<A>;
};
