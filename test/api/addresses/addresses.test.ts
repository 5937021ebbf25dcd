import { describe, expect, it } from 'vitest';

import type { AddressHistory, Addresses } from '../../../src/api/addresses/schema.ts';
import type { Overview } from '../../../src/api/schema.ts';
import type { ApiDeps } from '../../../src/api/deps.ts';
import type { Config } from '../../../src/config/config.ts';
import { apiForTest, START, TOKEN } from '../support.ts';
import { linesNow, lineNow, UPLINKS } from '../lines/support.ts';
import { addressOf, DAY, event, failedRun, geoOf, HOUR, moved, ran, says } from './support.ts';

const A = '198.51.100.7';
const SITE = { name: 'wiki', label: 'Wiki', url: 'https://wiki.example/edit', refuses: { status: [403], text: [] } };
const egress = [{ family: 4 as const, address: A, at: START - 3 * DAY, asn: 64_500, asName: 'EXAMPLE' }];
const home = (more: Partial<ApiDeps> = {}, config: Partial<Config> = {}) =>
  apiForTest(
    { lines: () => linesNow({ lines: [lineNow('dsl', { egress }), lineNow('5g')] }), ...more },
    { uplinks: UPLINKS, here: { country: 'GB', city: 'London' }, refusing: [SITE], ...config },
  );
const told = async (api: ReturnType<typeof home>) => (await api.ask('/api/addresses')).body as Addresses;
const placeIn = (all: Addresses, name: string) => all.places.find((p) => p.name === name);
const refusal = {
  url: SITE.url,
  address: '192.0.2.1',
  status: 403,
  refuses: true,
  because: 'status 403',
  bytes: 9,
  hash: 'x',
};

describe('addresses', () => {
  it('are told with what was asked of them last, and since when they are held', async () => {
    const api = home();
    await api.store.journal.append([
      ran('address', START - 2 * HOUR, addressOf({ mapping: 'varies' })),
      ran('address', START - 9 * HOUR, addressOf({ names: ['old.example'] })),
      ran('geoip', START - HOUR, geoOf([says('dbip', 'GB'), says('down')], { country: 'GB', says: 1, of: 1 })),
    ]);
    const all = await told(api);
    expect(all).toMatchObject({ vantage: 'here', here: { country: 'GB', city: 'London' } });
    expect(all.places.map((p) => p.name)).toEqual(['internet', 'dsl', '5g']);
    expect(placeIn(all, 'dsl')).toMatchObject({
      kind: 'dsl',
      live: true,
      missing: [{ family: 6, why: 'no route' }],
      addresses: [
        {
          address: A,
          since: START - 3 * DAY,
          asn: 64_500,
          askedAt: START - 2 * HOUR,
          names: ['a.example'],
          mapping: 'varies',
          geo: {
            at: START - HOUR,
            vote: { country: 'GB', says: 1, of: 1 },
            answers: [{ country: 'GB' }, { why: 'it did not answer' }],
          },
        },
      ],
      nat: { kind: 'unknown', words: expect.stringContaining('does not tell its outer address') as string },
    });
    expect(placeIn(all, '5g')).toMatchObject({ addresses: [], findings: [] });
    expect(all.evidence.standing).toBe('one');
  });
  it('have no particulars while only another one was asked for, and keep what is known of one that comes back', async () => {
    const api = home();
    await api.store.journal.append([
      ran('address', START - HOUR, addressOf({ address: '198.51.100.8' })),
      ran('geoip', START - 9 * HOUR, geoOf([says('dbip', 'GB')])),
    ]);
    const [now] = placeIn(await told(api), 'dsl')?.addresses ?? [];
    expect(now).not.toHaveProperty('askedAt');
    expect(now).not.toHaveProperty('names');
    expect(now).toMatchObject({ geo: { answers: [{ source: 'dbip' }] } });
    expect(placeIn(await told(api), 'dsl')).not.toHaveProperty('nat');
  });
  it('are those of the last run where nobody watches', async () => {
    const api = apiForTest({}, { uplinks: UPLINKS });
    await api.store.journal.append([ran('address', START - HOUR, addressOf())]);
    const [now] = placeIn(await told(api), 'dsl')?.addresses ?? [];
    expect(now).toMatchObject({ address: A, askedAt: START - HOUR });
    expect(now).not.toHaveProperty('since');
    await api.store.journal.append([moved(START - DAY, '', '198.51.100.8')]);
    await api.clock.advance(5_001);
    expect(placeIn(await told(api), 'dsl')?.addresses).toMatchObject([{ address: '198.51.100.8', since: START - DAY }]);
  });
  it('of a line that cannot be reached by itself are those that the house was asked for', async () => {
    const uplinks = [{ ...UPLINKS[0]!, reachable: false }, UPLINKS[1]!]; // oxlint-disable-line typescript/no-non-null-assertion
    const api = home({}, { uplinks });
    const cgnat = { code: 'cgnat', severity: 'warn', evidence: {} } as const;
    await api.store.journal.append([
      ran('address', START - HOUR, addressOf(), { target: 'internet', findings: [cgnat] }),
      ran('geoip', START - HOUR, geoOf([says('dbip', 'GB')]), { target: 'internet' }),
    ]);
    expect(placeIn(await told(api), 'dsl')).toMatchObject({
      addresses: [{ address: A, askedAt: START - HOUR, geo: { answers: [{ country: 'GB' }] } }],
      findings: [{ code: 'cgnat' }],
    });
  });
  it('tell CGNAT by the router’s own word and since when, and what lasts by events', async () => {
    const api = home();
    const cgnat = { code: 'cgnat', severity: 'warn', evidence: { outer: '100.72.3.4', certain: true } } as const;
    const report = { ...addressOf(), router: { views: [{ by: 'pcp' as const, address: '100.72.3.4' }] } };
    await api.store.journal.append([
      ran('address', START - 13 * HOUR, addressOf()),
      ran('address', START - 7 * HOUR, report, { findings: [cgnat] }),
      ran('address', START - HOUR, report, { findings: [cgnat] }),
      event('address-finding', START - 2 * HOUR, { code: 'ipv6-lost', on: true, summary: 'DSL has no IPv6 any more' }),
      event('address-finding', START - HOUR, { code: 'address-changed', summary: 'it moved' }),
      event('address-finding', START - 4 * HOUR, { code: 'ipv6-lost', on: true }, '5g'),
      event('address-finding', START - 3 * HOUR, { code: 'ipv6-lost', on: false }, '5g'),
    ]);
    const all = await told(api);
    expect(placeIn(all, 'dsl')).toMatchObject({
      nat: { kind: 'cgnat', words: `CGNAT: the router has 100.72.3.4, the world sees ${A}.` },
      findings: [
        {
          code: 'cgnat',
          since: START - 7 * HOUR,
          longer: false,
          summary: expect.stringMatching(/^The provider shares one .*\(outer 100\.72\.3\.4\)$/) as string,
        },
        { code: 'ipv6-lost', since: START - 2 * HOUR, summary: 'DSL has no IPv6 any more' },
      ],
    });
    expect(placeIn(all, 'dsl')?.findings[0]?.remedy).toContain('public IPv4');
    expect(placeIn(all, '5g')?.findings).toEqual([]);
  });
  it('tell a source that is down in its own words, and a check that failed', async () => {
    const api = home();
    await api.store.journal.append([
      ran('address', START - 7 * HOUR, addressOf()),
      failedRun('address', START - HOUR, 'no STUN server answers'),
    ]);
    expect(placeIn(await told(api), 'dsl')).toMatchObject({
      addresses: [{ askedAt: START - 7 * HOUR }],
      troubles: [{ at: START - HOUR, probe: 'address', detail: 'no STUN server answers' }],
    });
  });
  it('pass over a report that is of another shape, and what another place has', async () => {
    const api = home();
    const other = ran('address', START - HOUR, addressOf());
    await api.store.journal.append([
      ran('address', START - HOUR, { addresses: 'many' }),
      { ...other, subject: { ...other.subject, vantage: 'elsewhere' } },
    ]);
    expect(placeIn(await told(api), 'dsl')?.addresses[0]).not.toHaveProperty('askedAt');
  });
  it('know which sites refuse over which line, and since when', async () => {
    const api = home();
    const ok = { ...refusal, status: 200, refuses: false, because: undefined };
    await api.store.journal.append([
      ran('refusal', START - 3 * DAY, ok, { target: 'wiki', via: 'dsl' }),
      ran('refusal', START - 2 * DAY, refusal, { target: 'wiki', via: 'dsl' }),
      ran('refusal', START - DAY, refusal, { target: 'wiki', via: 'dsl' }),
      failedRun('refusal', START - DAY, 'the connection was reset', 'wiki', '5g'),
      event('address-finding', START - HOUR, { code: 'filtered', on: true, summary: 'name-filtered' }, 'wiki', '5g'),
    ]);
    const [site] = (await told(api)).sites;
    expect(site?.over).toMatchObject([
      { line: 'dsl', label: 'DSL', verdict: 'refuses', because: 'status 403', since: START - 2 * DAY, longer: false },
      {
        line: '5g',
        verdict: 'failed',
        because: 'the connection was reset',
        filtered: { since: START - HOUR, summary: 'name-filtered' },
      },
    ]);
  });
  it('are at a glance in the overview without an address, and only where the config asks', async () => {
    const api = home();
    const vote = { country: 'AE', says: 2, of: 3 };
    await api.store.journal.append([
      ran('geoip', START - HOUR, geoOf([says('dbip', 'AE')], vote)),
      ran('refusal', START - DAY, refusal, { target: 'wiki', via: 'dsl' }),
    ]);
    const { addresses } = (await api.ask('/api/overview')).body as Overview;
    expect(addresses).toEqual({
      here: 'GB',
      refusing: 1,
      places: [{ name: 'dsl', label: 'DSL', live: true, ...vote, at: START - HOUR, every: 86_400_000, isHere: false }],
    });
    expect((await apiForTest().ask('/api/overview')).body).not.toHaveProperty('addresses');
  });
  it('are told of no standby at a glance, where the sources do not agree about the live line', async () => {
    const standby = [{ family: 4 as const, address: '203.0.113.9', at: START - DAY }];
    const lines = () => linesNow({ lines: [lineNow('dsl', { egress }), lineNow('5g', { egress: standby })] });
    const api = home({ lines });
    await api.store.journal.append([
      ran('geoip', START - HOUR, geoOf([says('dbip', 'AE'), says('b', 'GB')])),
      ran('geoip', START - HOUR, geoOf([says('dbip', 'AE')], { country: 'AE', says: 2, of: 3 }, '203.0.113.9'), {
        target: '5g',
      }),
    ]);
    expect(((await api.ask('/api/overview')).body as Overview).addresses?.places).toEqual([]);
  });
  it('are asked of the store once in five seconds, however many ask', async () => {
    const { deps, clock } = home();
    let asked = 0;
    const query = {
      ...deps.query,
      runs: (q: Parameters<typeof deps.query.runs>[0]) => {
        asked += 1;
        return deps.query.runs(q);
      },
    };
    const api = home({ query, clock });
    await Promise.all(Array.from({ length: 20 }, () => api.ask('/api/addresses')));
    expect(asked).toBe(7);
    await clock.advance(5_001);
    await api.ask('/api/addresses');
    expect(asked).toBe(14);
  });
  it.each(['/api/addresses', '/api/addresses/history'])('want the token where reading does: %s', async (path) => {
    const { ask } = home({}, { protectReading: true, token: TOKEN });
    expect((await ask(path)).status).toBe(401);
    expect((await ask(path, { headers: { authorization: `Bearer ${TOKEN}` } })).status).toBe(200);
  });
});

describe('the history of addresses', () => {
  it('has how long each was held, where sources placed it, and what happened', async () => {
    const api = home();
    await api.store.journal.append([
      moved(START - 100 * DAY, '', '192.0.2.9'),
      moved(START - 95 * DAY, '192.0.2.9', '192.0.2.8'),
      moved(START - 3 * DAY, '192.0.2.8', A),
      ran('geoip', START - 2 * DAY, geoOf([says('dbip', 'GB')])),
      ran('geoip', START - DAY, geoOf([says('dbip', 'AE')])),
      event('address-finding', START - DAY, { code: 'geo-moved', summary: 'dbip: GB → AE' }),
      event('address-finding', START - DAY, { code: 'site-refuses', on: true, summary: 'no' }, 'wiki', 'dsl'),
      { kind: 'gap', from: START - 5 * DAY, to: START - 4 * DAY, reason: 'stopped' },
    ]);
    const body = (await api.ask('/api/addresses/history')).body as AddressHistory;
    expect(body.held.map((h) => [h.address, h.from])).toEqual([
      [A, START - 3 * DAY],
      ['192.0.2.8', START - 95 * DAY],
    ]);
    expect(body.placed).toMatchObject([{ source: 'dbip', stretches: [{ country: 'GB' }, { country: 'AE' }] }]);
    expect(body.happened).toMatchObject([
      { code: 'site-refuses', name: 'wiki', via: 'dsl', on: true },
      { code: 'geo-moved', name: 'dsl', summary: 'dbip: GB → AE' },
    ]);
    expect(body).toMatchObject({ gaps: [{ reason: 'stopped' }], truncated: false });
  });
  it('ends at its bounds and says so', async () => {
    const api = home();
    const many = Array.from({ length: 2_001 }, (_, i) =>
      moved(START - (i + 1) * 1_000_000, i % 2 === 0 ? A : '192.0.2.8', i % 2 === 0 ? '192.0.2.8' : A),
    );
    await api.store.journal.append(many.toReversed());
    const { held, truncated } = (await api.ask('/api/addresses/history')).body as AddressHistory;
    expect([held.length, truncated]).toEqual([1_000, true]);
  });
});
