import { describe, expect, it } from 'vitest';

import { createStore } from '../../web/src/data/store.ts';

describe('a store', () => {
  it('tells everybody of a change, also where one of them has a bug', () => {
    const bugs: unknown[] = [];
    const store = createStore({ n: 0 }, (bug) => bugs.push(bug));
    const seen: number[] = [];
    store.subscribe(() => {
      throw new Error('a shape of another version');
    });
    store.subscribe(() => seen.push(store.get().n));
    store.set({ n: 1 });
    store.set({ n: 2 });
    expect(seen).toEqual([1, 2]);
    expect(bugs).toHaveLength(2);
  });
});
