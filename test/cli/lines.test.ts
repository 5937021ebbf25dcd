import { Readable } from 'node:stream';

import { describe, expect, it } from 'vitest';

import type { LineInfo, Lines } from '../../src/api/line-schema.ts';
import { widthOf } from '../../src/cli/format/text.ts';
import { cliForTest } from './support.ts';

const S = 1_000_000;
const NOW = 1_780_000_000 * S;
const line = (name: string, more: Partial<LineInfo> = {}): LineInfo => ({
  name,
  label: name.toUpperCase(),
  kind: 'dsl',
  metered: false,
  reachable: true,
  live: false,
  standing: 'standby',
  word: 'up',
  since: NOW - 3_600 * S,
  minute: { n: 60, lost: 0, p50: 11_800, p90: 14_100 },
  hour: { n: 3_600, lost: 36, p50: 12_000, p90: 16_000 },
  egress: [{ family: 4, address: '192.0.2.117', at: NOW }],
  gateway: 'answers',
  resolver: 'answers',
  everyMs: { live: 1_000, standby: 1_000 },
  standbyBytesAMonth: 4e8,
  findings: [],
  ...more,
});
const WELL: Lines = {
  now: NOW,
  vantage: 'home',
  live: { line: 'dsl', since: NOW - 7_200 * S },
  believed: 'dsl',
  lines: [line('dsl', { live: true, standing: 'live' }), line('5g')],
  lastFailover: { at: NOW - 7_200 * S, summary: 'DSL took over from 5G, 3.2 s dark, 31 of 40 echoes lost' },
};
const withLines = (body: object, status = 200) => {
  const asked: string[] = [];
  const cli = cliForTest({
    deps: {
      openOwner: () =>
        Promise.resolve({
          ok: true,
          folder: '/state',
          owner: {
            ask: (method, path) => {
              asked.push(`${method} ${path}`);
              return Promise.resolve({ status, body: Readable.from([JSON.stringify(body)]) });
            },
            close: () => Promise.resolve(),
          },
        }),
    },
  });
  return { ...cli, asked };
};

describe('plumbline lines', () => {
  it('answers at a glance, within 80 columns', async () => {
    const { run, asked } = withLines(WELL);
    const { code, out, err } = await run('lines', 0);
    expect([code, err]).toEqual([0, '']);
    expect(asked).toEqual(['GET /lines']);
    expect(out).toMatch(/^DSL has been live for 2 h\.\n/);
    expect(out).toMatch(/DSL\s+● live\s+1 h\s+11\.8 ms\s+14\.1 ms\s+0%?.*192\.0\.2\.117/);
    expect(out).toMatch(/5G\s+○ standby/);
    expect(out).toContain('Last failover 2 h ago: DSL took over from 5G, 3.2 s dark');
    for (const text of out.split('\n')) expect(widthOf(text)).toBeLessThanOrEqual(80);
  });
  it('tells what is wrong and what to do', async () => {
    const finding = {
      code: 'ddns-stale',
      severity: 'warn' as const,
      since: NOW,
      summary: 'home.example.org leads to 192.0.2.117',
      remedy: 'Run the client again.',
      evidence: {},
    };
    const dark = line('dsl', { standing: 'dark', word: 'down', minute: { n: 60, lost: 60 }, egress: [] });
    const lines = [dark, line('5g', { live: true, standing: 'degraded', findings: [finding] })];
    const disagrees = {
      ...finding,
      code: 'egress-disagrees',
      summary: 'The routes point to DSL; the world sees 198.51.100.42, which is 5G.',
    };
    const { word, since, minute, hour, egress } = dark;
    const house = { word, since, minute, hour, egress, findings: [disagrees] };
    const all = { ...WELL, lines, house, live: { line: '5g', since: NOW } };
    const { out, code } = await withLines(all).run('lines', 0);
    expect(code).toBe(0);
    expect(out).toMatch(/The house:\n {2}▲ egress-disagrees\n {4}The routes point to DSL/);
    expect(out).toMatch(/5G:\n {2}▲ ddns-stale/);
    expect(out).toMatch(/■ dark.*\n.*▲ degraded, live/);
    expect(out).toContain('To do: Run the client again.');
    for (const text of out.split('\n')) expect(widthOf(text)).toBeLessThanOrEqual(80);
  });
  it('gives times as times, and the live line its time as that', async () => {
    const evidence = { silentSince: NOW, reason: 'no reply for 6 s', gatewayLastGood: NOW + S, lastGood: null };
    const dark = { code: 'gateway-up-no-internet', severity: 'fail' as const, since: NOW, summary: 'Silent.' };
    const lines = [
      line('dsl', { standing: 'dark', word: 'down', findings: [{ ...dark, evidence }] }),
      line('5g', { live: true, standing: 'live' }), // well for an hour, and live for 15 s
    ];
    const { out } = await withLines({ ...WELL, lines, live: { line: '5g', since: NOW - 15 * S } }).run('lines', 0);
    expect(out.replaceAll(/\s+/g, ' ')).toContain(
      'Seen: silent since 2026-05-28T20:26:40.000Z, reason: no reply for 6 s, gateway last good 2026-05-28T20:26:41.000Z, last good: unknown.',
    );
    expect(out).toMatch(/^5G has been live for 15 s\.\n/);
    expect(out).toMatch(/5G\s+● live\s+15 s /);
    expect(out).toMatch(/DSL\s+■ dark\s+1 h /);
  });
  it('gives the same as one JSON object', async () => {
    const { out } = await withLines(WELL).run('lines --json', 0);
    expect(JSON.parse(out)).toEqual(WELL);
    expect(out.trimEnd()).not.toContain('\n');
  });
  it.each([
    ['nothing is configured', { now: NOW, vantage: 'x', lines: [] }, 0],
    ['the live line is dark', { ...WELL, lines: [line('dsl', { live: true, standing: 'dark' })] }, 1],
    ['all are dark', { now: NOW, vantage: 'x', lines: [line('dsl', { standing: 'dark' })] }, 1],
    ['nobody knows which is live', { now: NOW, vantage: 'x', lines: [line('dsl')] }, 3],
  ])('where %s', async (_, body, code) => {
    expect(await withLines(body).run('lines', 0)).toMatchObject({ code });
  });
  it('says why there is nobody to ask', async () => {
    const none = { error: { what: 'No service runs on this record.', expected: '`npm start`' } };
    expect(await withLines(none, 503).run('lines', 0)).toMatchObject({
      code: 3,
      err: 'plumbline: No service runs on this record. Expected `npm start`.\n',
    });
    expect(await cliForTest().run('lines')).toMatchObject({ code: 2, err: 'plumbline: there is no record\n' });
    expect(await withLines(WELL).run('lines now --state=', 0)).toMatchObject({ code: 2 });
  });
  it('lets no control character through', async () => {
    const lines = [line('dsl', { label: 'D\u001b[31mSL', live: true, standing: 'live' })];
    expect((await withLines({ ...WELL, lines }).run('lines', 0)).out).not.toContain('\u001b');
  });
});
