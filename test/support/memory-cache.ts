import type { Cache, Kept } from '../../src/domain/cache.ts';

/** A cache that loses nothing, to be looked into. */
export const memoryCache = (): Cache & { readonly kept: Map<string, Kept> } => {
  const kept = new Map<string, Kept>();
  return {
    kept,
    get: (key) => Promise.resolve(kept.get(key)),
    put: async (key, value) => {
      kept.set(key, value);
    },
  };
};
