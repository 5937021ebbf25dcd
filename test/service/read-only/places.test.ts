import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Subject } from '../../../src/domain/subject.ts';
import { shown, shownQuery, stored } from '../../../src/service/read-only/places.ts';
import type { InfluxQuery } from '../../../src/store/influx/query/open.ts';
import { BASE, event, SERIES } from '../../contracts/store-entries.ts';
import { memoryStore } from '../../support/memory-store.ts';

const subjectArb: fc.Arbitrary<Subject> = fc.record(
  { target: fc.string(), via: fc.string(), vantage: fc.string() },
  { requiredKeys: ['vantage'] },
);

describe('the names of what several places see', () => {
  it('are one for each place, and lead back', () => {
    expect(shown({ target: 'router', vantage: 'home' }).target).toBe('router@home');
    expect(shown({ target: 'router', vantage: 'home', via: 'dsl' }).target).toBe('router@home+dsl');
    fc.assert(
      fc.property(subjectArb, (subject) => {
        expect(stored(shown(subject))).toEqual(subject);
      }),
    );
  });
  it('are two for a place that is called as an uplink of another is', () => {
    const [place, uplink] = [
      { target: 'router', vantage: 'home+dsl' },
      { target: 'router', vantage: 'home', via: 'dsl' },
    ];
    expect(shown(place).target).not.toBe(shown(uplink).target);
    expect(shown({ ...place, vantage: 'home%2Bdsl' }).target).not.toBe(shown(place).target);
  });
  it('are what is asked and answered, of a store that knows nothing of them', async () => {
    const { journal, query } = memoryStore();
    const asked: unknown[] = [];
    const influx: InfluxQuery = {
      ...query,
      events: (q) => {
        asked.push(q.subject);
        return query.events(q);
      },
    };
    const [subject, range] = [shown(SERIES.subject), { from: BASE, to: BASE + 10 }];
    await journal.append([
      { kind: 'samples', ...SERIES, samples: [{ at: BASE, value: 7 }] },
      { ...event(BASE), subject: SERIES.subject },
    ]);
    const places = shownQuery(influx, (name) => (name === 'router@home' ? SERIES.subject : undefined));
    expect(await places.raw({ ...SERIES, subject, ...range, limit: 5 })).toHaveLength(1);
    expect((await places.series()).map((s) => s.subject)).toEqual([subject]);
    expect((await places.latest(0)).map((l) => l.series.subject)).toEqual([subject]);
    expect((await places.summaries({ ...range, widthMicros: 10 })).map((s) => s.series.subject)).toEqual([subject]);
    expect(await places.events({ ...range, limit: 5, target: 'router@home' })).toMatchObject([{ subject }]);
    expect(await places.events({ ...range, limit: 5, target: 'router' })).toEqual([]);
    expect(asked).toEqual([SERIES.subject]);
  });
});
