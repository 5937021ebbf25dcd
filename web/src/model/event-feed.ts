import type { Event } from '../../../src/api/schema.ts';

/** Events that are loaded, newest first; `truncated`: there are older ones. `limit`: how many are asked for at once. */
export interface Feed {
  readonly events: readonly Event[];
  readonly truncated: boolean;
  readonly limit: number;
}
interface Page {
  readonly events: readonly Event[];
  readonly truncated: boolean;
}
/** Most that the api gives at once. */
const MOST = 5_000;

/** What makes two events the same: all of it. */
export const eventKey = ({ at, type, subject, probe, evidence }: Event): string =>
  `${at} ${type} ${JSON.stringify([subject?.target, subject?.via, subject?.vantage, probe, Object.entries(evidence)])}`;

const merged = (a: readonly Event[], b: readonly Event[]): readonly Event[] => {
  const known = new Set(a.map(eventKey));
  const added = b.filter((e) => !known.has(eventKey(e)));
  return added.length === 0 ? a : [...a, ...added].sort((x, y) => y.at - x.at); // oxlint-disable-line unicorn/no-array-sort
};

export const startFeed = (page: Page, limit: number): Feed => ({ ...page, limit });

/**
 * Until when to ask for what is older (µs, exclusive). The api counts in whole milliseconds: the last one is asked for
 * again as a whole, and what is known of it is not taken twice.
 */
export const olderThan = ({ events }: Feed): number => (Math.floor((events.at(-1)?.at ?? 0) / 1_000) + 1) * 1_000;

/** With what is older. A page that brings nothing new was one millisecond alone: a larger one gets beyond it. */
export const withOlder = (feed: Feed, page: Page): Feed => {
  const events = merged(feed.events, page.events);
  const isStuck = page.truncated && events.length === feed.events.length;
  return { events, truncated: page.truncated, limit: isStuck ? Math.min(MOST, feed.limit * 2) : feed.limit };
};

/** With what came live; what is older than all that is loaded comes with its page. */
export const withLive = (feed: Feed, live: readonly Event[]): Feed => {
  const oldest = feed.truncated ? (feed.events.at(-1)?.at ?? 0) : 0;
  return {
    ...feed,
    events: merged(
      feed.events,
      live.filter((e) => e.at >= oldest),
    ),
  };
};

/** With the newest asked for anew, after live news may have been missed: begins anew where some may lie in between. */
export const withNewest = (feed: Feed, page: Page): Feed => {
  const newest = feed.events[0]?.at ?? 0;
  const oldest = page.events.at(-1)?.at ?? 0;
  if (!page.truncated) return { ...feed, events: merged(feed.events, page.events), truncated: false };
  return oldest >= newest ? startFeed(page, feed.limit) : withLive(feed, page.events);
};
