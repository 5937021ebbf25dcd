import { useLayoutEffect, useRef, useState } from 'hono/jsx/dom';

/** One value that changes, and who wants to know. */
export interface Store<T> {
  get(): T;
  set(change: Partial<T>): void;
  subscribe(listener: () => void): () => void;
}

export const createStore = <T extends object>(initial: T): Store<T> => {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set: (change) => {
      value = { ...value, ...change };
      for (const listener of listeners) listener();
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
