import type { Entry, Event } from '../../../src/domain/entry.ts';
import { sitesState } from '../../../src/watch/sites/sites-state.ts';
import type { SitesState } from '../../../src/watch/sites/state.ts';
import { BLOG } from '../../support/site-runs.ts';

const S = 1_000_000;
export const HOUR = 3_600 * S;
export const DAY = 24 * HOUR;
/** So many hours into the test. */
export const at = (hours: number): number => 1_780_000_000_000_000 + hours * HOUR;

export const SHOP = { ...BLOG, target: 'shop' };
export const watcher = sitesState(
  [
    { name: 'blog', label: 'My blog' },
    { name: 'shop', label: 'Shop' },
  ],
  'here',
);
export const play = (entries: readonly Entry[], from: SitesState = watcher.init) => {
  const [state, events] = watcher.step(from, entries);
  return { state, events };
};
/** `grade-fell`, `hsts-gone on`, in their order. */
export const told = (events: readonly Event[]): readonly string[] =>
  events.map(({ evidence: { code, on } }) => `${String(code)}${typeof on === 'boolean' ? (on ? ' on' : ' off') : ''}`);
export const summaries = (events: readonly Event[]): readonly unknown[] => events.map((e) => e.evidence['summary']);
