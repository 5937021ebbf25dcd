import { getEventListeners } from 'node:events';

import { describe, expect, it } from 'vitest';

import { childSignal } from '../../src/net/child-signal.ts';

describe('a child of a signal', () => {
  it('is aborted with it, and from the start where that was before', () => {
    const parent = new AbortController();
    const child = childSignal(parent.signal);
    expect(child.signal.aborted).toBe(false);
    parent.abort();
    expect(child.signal.aborted).toBe(true);
    expect(childSignal(parent.signal).signal.aborted).toBe(true);
  });
  it('is ended by itself, and leaves nothing in its parent', () => {
    const parent = new AbortController();
    const child = childSignal(parent.signal);
    const other = childSignal(parent.signal);
    child.end();
    child.end();
    expect([child.signal.aborted, other.signal.aborted, parent.signal.aborted]).toEqual([true, false, false]);
    expect(getEventListeners(parent.signal, 'abort')).toHaveLength(1);
    parent.abort();
    expect(getEventListeners(parent.signal, 'abort')).toEqual([]);
  });
});
