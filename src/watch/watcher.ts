import type { Entry, Event } from '../domain/entry.ts';

/**
 * A reader of the journal that concludes something: a pure reducer. The same entries from the same state give the same
 * events, so that it can go on from any bookmark.
 */
export interface Watcher<S> {
  /** Names its bookmark too. With the number of the state's shape (`target-state/1`): a new shape starts afresh. */
  readonly name: string;
  readonly init: S;
  /**
   * Takes some entries, in order; how they are cut into steps changes nothing. `S` is JSON and bounded; the state handed
   * in is left as it is.
   */
  step(state: S, entries: readonly Entry[]): readonly [S, readonly Event[]];
}
