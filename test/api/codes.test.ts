import { describe, expect, it } from 'vitest';

import { CODES } from '../../src/domain/codes.ts';
import { EVENT_TYPES, type Entry, type Event } from '../../src/domain/entry.ts';
import { platformsFor, recipesFor } from '../../src/diagnose/remedy/remedy.ts';
import { apiForTest, START } from './support.ts';

const pasted = { pasted: (code: keyof typeof CODES) => ({ platforms: platformsFor(code), recipes: recipesFor(code) }) };
const dark = (seconds: number, more: Event['evidence'] = { on: true }): Entry => ({
  kind: 'event',
  at: START + seconds * 1e6,
  type: 'line-finding',
  severity: 'fail',
  subject: { target: 'dsl', vantage: 'here' },
  evidence: { code: 'line-dark', summary: 'DSL is dark.', ...more },
});
const looked = (seconds: number, code: 'reverse-black-hole' | 'no-fault'): Entry => ({
  kind: 'run',
  id: `r${seconds}`,
  at: START + seconds * 1e6,
  tookMs: 9,
  probe: 'mtu',
  subject: { target: 'far', vantage: 'here' },
  outcome: {
    status: 'measured',
    values: {},
    findings: [{ code, severity: CODES[code].severity, evidence: { mtu: 1_380 } }],
    report: {},
  },
});
const askAfter = async (path: string, entries: readonly Entry[]) => {
  const api = apiForTest();
  await api.store.journal.append(entries);
  await api.clock.advance(3_600_000);
  return (await api.ask(path)).body;
};

describe('codes', () => {
  it('are all there, grouped, with the platforms that there is text for', async () => {
    const { body } = await apiForTest(pasted).ask('/api/codes');
    const { codes } = body as { codes: readonly { code: string }[] };
    expect(codes.map((c) => c.code)).toEqual(Object.keys(CODES));
    expect(codes).toContainEqual(
      expect.objectContaining({
        code: 'icmp-filtered',
        group: 'paths',
        platforms: expect.arrayContaining(['openbsd']),
      }),
    );
    expect(codes).toContainEqual(
      expect.objectContaining({ code: 'observatory/csp-not-implemented', group: 'peers', peer: 'observatory' }),
    );
  });
  it('have the text to paste where no number is wanted, else the names of platforms alone', async () => {
    const api = apiForTest(pasted);
    expect((await api.ask('/api/codes/icmp-filtered')).body).toMatchObject({
      recipes: expect.arrayContaining([
        expect.objectContaining({ platform: 'openbsd', paste: expect.stringContaining('needfrag') }),
      ]),
    });
    expect((await api.ask('/api/codes/reverse-black-hole')).body).toMatchObject({
      platforms: expect.arrayContaining(['nftables']),
      recipes: [],
    });
  });
  it('of peers have a slash of their own, written as it is or not', async () => {
    const api = apiForTest();
    for (const path of ['observatory/csp-not-implemented', 'observatory%2Fcsp-not-implemented'])
      expect((await api.ask(`/api/codes/${path}`)).body).toMatchObject({ peer: 'observatory', severity: 'fail' });
  });
  it('that nobody has is told with the nearest', async () => {
    const api = apiForTest();
    const { status, body } = await api.ask('/api/codes/line-drak');
    expect([status, body]).toEqual([404, { error: expect.objectContaining({ expected: 'perhaps line-dark' }) }]);
    expect((await api.ask('/api/codes/observatory/csp-not-implemente')).body).toMatchObject({
      error: { expected: 'perhaps observatory/csp-not-implemented' },
    });
    expect((await api.ask('/api/codes/__proto__')).status).toBe(404);
    expect((await api.ask('/api/findings?code=constructor')).status).toBe(404);
  });
  it('are kept by a browser, and not sent twice', async () => {
    const api = apiForTest();
    const { headers } = await api.ask('/api/codes');
    expect(headers.get('cache-control')).toBe('private, max-age=60');
    const tag = headers.get('etag') ?? '';
    expect(tag).toMatch(/^W\/"/);
    expect(
      (await api.app.request('/api/codes', { headers: { host: 'localhost:8137', 'if-none-match': tag } })).status,
    ).toBe(304);
  });
  it('want the token where reading does', async () => {
    const api = apiForTest({}, { token: 'correct-horse-battery-staple', protectReading: true });
    for (const path of ['/api/codes', '/api/codes/line-dark', '/api/event-types', '/api/findings?code=line-dark'])
      expect((await api.ask(path)).status).toBe(401);
  });
});

it('tells every type of event', async () => {
  const { body } = await apiForTest().ask('/api/event-types');
  const { types } = body as { types: readonly { type: string }[] };
  expect(types.map((t) => t.type)).toEqual(EVENT_TYPES);
  expect(types).toContainEqual(
    expect.objectContaining({ type: 'failover', evidence: expect.objectContaining({ darkSeconds: 'dark for' }) }),
  );
});

describe('what was found of a code', () => {
  it('are events and runs, newest first; what is over is listed and not counted', async () => {
    const entries = [dark(1), dark(60, { on: false, seconds: 59 }), dark(120)];
    expect(await askAfter('/api/findings?code=line-dark', entries)).toMatchObject({
      times: 2,
      found: [{ at: START + 120e6, type: 'line-finding' }, { on: false }, { subject: { target: 'dsl' } }],
      truncated: false,
    });
    const runs = [looked(1, 'no-fault'), looked(2, 'reverse-black-hole')];
    expect(await askAfter('/api/findings?code=reverse-black-hole', runs)).toMatchObject({
      times: 1,
      found: [{ run: { id: 'r2', probe: 'mtu' }, evidence: { mtu: 1_380 } }],
    });
  });
  it('are cut at a hundred, and say so', async () => {
    const many = Array.from({ length: 101 }, (_, i) => dark(i));
    const body = (await askAfter('/api/findings?code=line-dark', many)) as { found: readonly object[] };
    expect(body).toMatchObject({ times: 101, truncated: true });
    expect(body.found).toHaveLength(100);
  });
});
