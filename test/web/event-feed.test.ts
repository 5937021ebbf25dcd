import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Event } from '../../src/api/schema.ts';
import { eventKey, olderThan, startFeed, withLive, withNewest, withOlder } from '../../web/src/model/event-feed.ts';
import { event, T0 } from './support.ts';

const numbered = (n: number, at: number): Event => event('line-finding', { code: 'x', n }, { at: T0 + at });
const newestFirst = (all: readonly Event[]): Event[] => all.toSorted((a, b) => b.at - a.at);
/** As the api answers: what is before `to`, of which it knows whole milliseconds alone. */
const pageOf = (all: readonly Event[], to: number, limit: number) => {
  const before = newestFirst(all).filter((e) => e.at < to);
  return { events: before.slice(0, limit), truncated: before.length > limit };
};
const END = T0 + 10_000_000;

describe('events that are loaded', () => {
  it('are all there once, whatever comes live in between', () => {
    const moments = fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 60 });
    const later = fc.array(fc.tuple(fc.integer({ min: 0, max: 4_000 }), fc.boolean()), { maxLength: 20 });
    fc.assert(
      fc.property(moments, later, fc.integer({ min: 1, max: 7 }), (early, late, limit) => {
        const all: Event[] = early.map((at, n) => numbered(n, at));
        let feed = startFeed(pageOf(all, END, limit), limit);
        const comes = [...late];
        for (let turn = 0; turn < 500 && (feed.truncated || comes.length > 0); turn += 1) {
          const next = comes.shift();
          if (next !== undefined) {
            const [after, isTold] = next;
            // What is missed is newer than all that is known: what is told late stands further down.
            const newest = Math.max(20_000, ...all.map((e) => e.at - T0));
            const now = numbered(1_000 + turn, isTold ? 20_001 + after : newest + after);
            all.push(now);
            // What was not told live was missed, and is asked for.
            feed = isTold ? withLive(feed, [now]) : withNewest(feed, pageOf(all, END, limit));
          }
          if (feed.truncated) feed = withOlder(feed, pageOf(all, olderThan(feed), feed.limit));
        }
        const keys = feed.events.map(eventKey);
        expect(new Set(keys).size).toBe(keys.length);
        expect(keys.toSorted()).toEqual(all.map(eventKey).toSorted());
        expect(feed.events.map((e) => e.at)).toEqual(newestFirst(all).map((e) => e.at));
      }),
    );
  });
  it('begin anew where more was missed than one page has', () => {
    const old = startFeed({ events: [numbered(1, 10)], truncated: false }, 2);
    const page = { events: [numbered(9, 900), numbered(8, 800)], truncated: true };
    expect(withNewest(old, page)).toEqual({ ...page, limit: 2 });
  });
  it('leave what is older than all of them to its page', () => {
    const feed = startFeed({ events: [numbered(5, 500)], truncated: true }, 1);
    expect(withLive(feed, [numbered(1, 100)])).toEqual(feed);
  });
});
