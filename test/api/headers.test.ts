import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { observatory } from './observatory.ts';
import { apiForTest, TOKEN } from './support.ts';

const HTTPS = { 'x-forwarded-proto': 'https' };
const PAGE = readFileSync(new URL('../../web/index.html', import.meta.url), 'utf8');

describe('by the rules of the HTTP Observatory', () => {
  it.each(['/', '/healthz', '/api/overview', '/metrics', '/api/nothing'])('%s over HTTPS is A+', async (path) => {
    const { headers } = await apiForTest().ask(path, { headers: HTTPS });
    const { grade, score, verdicts } = observatory(headers, PAGE);
    expect(verdicts.filter((v) => v.modifier < 0)).toEqual([]);
    expect(grade).toBe('A+');
    expect(score).toBe(120);
  });
  it('the sign-in over HTTPS is A+, and its cookie counts as better than needed', async () => {
    const api = apiForTest({}, { token: TOKEN, protectReading: true });
    const { headers } = await api.post('/api/session', { token: TOKEN }, HTTPS);
    expect(observatory(headers, PAGE)).toMatchObject({ grade: 'A+', score: 125 });
  });
  it('over plain HTTP nothing is lost but what HTTP can not have', async () => {
    const { headers } = await apiForTest().ask('/');
    expect(observatory(headers, PAGE).verdicts.filter((v) => v.modifier < 0)).toEqual([
      { result: 'hsts-not-implemented', modifier: -20 },
    ]);
  });
  it('tells bad headers from good ones', () => {
    const graded = (headers: Record<string, string>) => observatory(new Headers(headers), PAGE).grade;
    expect(graded({})).toBe('D');
    expect(graded({ 'content-security-policy': "default-src 'none'; script-src 'unsafe-inline'" })).toBe('D');
    expect(graded({ 'access-control-allow-origin': '*', 'set-cookie': 'session=1' })).toBe('F');
  });
});

describe('HSTS', () => {
  it.each([
    [HTTPS, '127.0.0.1', true],
    [HTTPS, '192.168.1.2', true],
    [{ 'x-forwarded-proto': 'http, HTTPS' }, '::1', true],
    [{ 'x-forwarded-proto': 'https, http' }, '127.0.0.1', false],
    [{}, '127.0.0.1', false],
    // Nobody's proxy of ours has a public address.
    [HTTPS, '8.8.8.8', false],
  ])('with %j from %s: %s', async (headers, address, sent) => {
    const answer = await apiForTest().ask('/healthz', { headers }, address);
    expect(answer.headers.get('strict-transport-security')).toBe(sent ? 'max-age=31536000' : null);
  });
});
