import type { EchoEngine } from '../net.ts';
import type { Missing } from './access.ts';

/** An engine that may break, and tells. */
export interface Breakable extends EchoEngine {
  /** Resolves, with why, when the engine has broken by a bug: it is of no use any more. */
  readonly broken: Promise<Error>;
}

/**
 * An engine that is replaced at once when it breaks. The streams of the broken one end with its error: whoever follows
 * them starts anew. Where no other can be opened, each new stream tries again.
 */
export const lasting = (first: Breakable, open: () => Promise<Breakable | Missing>): EchoEngine => {
  let current = first;
  let isBroken = false;
  let opening: Promise<void> | undefined;
  let isClosed = false;

  const replace = async (): Promise<void> => {
    try {
      const next = await open();
      if (!('echoes' in next)) return;
      const old = current;
      take(next);
      await old.close();
      if (isClosed) await next.close();
    } catch {
      // The broken engine goes on telling its streams what is wrong.
    } finally {
      opening = undefined;
    }
  };
  const take = (engine: Breakable): void => {
    current = engine;
    isBroken = false;
    const afterwards = async (): Promise<void> => {
      await engine.broken;
      isBroken = true;
      if (!isClosed) opening ??= replace();
    };
    void afterwards();
  };
  take(first);
  const { name, stamps, how, families } = first;
  return {
    name,
    stamps,
    how,
    families,
    echoes: (request, binding, signal) => {
      if (isBroken && !isClosed) opening ??= replace();
      return current.echoes(request, binding, signal);
    },
    close: async () => {
      isClosed = true;
      await opening;
      await current.close();
    },
  };
};
