import { useLayoutEffect, useMemo, useRef, useState } from 'hono/jsx/dom';

/** One value that changes, and who wants to know. */
export interface Store<T> {
  get(): T;
  set(change: Partial<T>): void;
  subscribe(listener: () => void): () => void;
}

/** On the console, as if nobody had caught it. */
const later = (bug: unknown): void => {
  setTimeout(() => {
    throw bug;
  });
};

/** Whoever throws when it is told of a change keeps nobody else from it: `onBug` has what it threw. */
export const createStore = <T extends object>(initial: T, onBug: (bug: unknown) => void = later): Store<T> => {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set: (change) => {
      value = { ...value, ...change };
      for (const listener of listeners)
        try {
          listener();
        } catch (bug) {
          onBug(bug);
        }
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};

/** What `select` picks of the store; renders anew only when that is another value. */
export const useStore = <T extends object, V>(store: Store<T>, select: (value: T) => V): V => {
  const [, again] = useState(0);
  const picked = select(store.get());
  const latest = useRef({ select, picked });
  latest.current = { select, picked };
  useLayoutEffect(
    () =>
      store.subscribe(() => {
        const now = latest.current;
        if (now !== null && !Object.is(now.select(store.get()), now.picked)) again((n) => n + 1);
      }),
    [store],
  );
  return picked;
};

/** As useStore, for what is put together anew each time: renders anew only when it reads differently. */
export const useStoreAs = <T extends object, V extends object>(store: Store<T>, select: (value: T) => V): V => {
  const text = useStore(store, (value) => JSON.stringify(select(value)));
  return useMemo(() => JSON.parse(text) as V, [text]);
};
