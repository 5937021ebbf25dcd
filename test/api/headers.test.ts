import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { observatory } from '../../src/probes/headers/observatory/grade.ts';
import type { Grade } from '../../src/probes/headers/report.ts';
import { NOT_LISTED, siteOf } from '../probes/headers/observatory/seen.ts';
import { apiForTest, TOKEN } from './support.ts';

const HTTPS = { 'x-forwarded-proto': 'https' };
const PAGE = readFileSync(new URL('../../web/index.html', import.meta.url), 'utf8');

/** How plumbline's own answers are graded, behind a proxy that leads http to https. What is no page says its own type. */
const graded = (headers: Headers): Grade => observatory(siteOf({ headers: [...headers], body: PAGE }), NOT_LISTED);
const losses = ({ rules }: Grade): readonly (readonly [string, number])[] =>
  rules.filter((rule) => rule.points < 0).map(({ result, points }) => [result, points]);

describe('by the rules of the HTTP Observatory', () => {
  it.each(['/', '/healthz', '/api/overview', '/metrics', '/api/nothing'])('%s over HTTPS is A+', async (path) => {
    const { headers } = await apiForTest().ask(path, { headers: HTTPS });
    const grade = graded(headers);
    expect(losses(grade)).toEqual([]);
    expect(grade.rules.filter((rule) => !rule.pass)).toEqual([]);
    expect(grade).toMatchObject({ grade: 'A+', score: 150 });
  });
  it('the sign-in over HTTPS is A+, and its cookie counts as better than needed', async () => {
    const api = apiForTest({}, { token: TOKEN, protectReading: true });
    const { headers } = await api.post('/api/session', { token: TOKEN }, HTTPS);
    expect(graded(headers)).toMatchObject({ grade: 'A+', score: 155 });
  });
  it('over plain HTTP nothing is lost but what HTTP can not have', async () => {
    const { headers } = await apiForTest().ask('/');
    expect(losses(graded(headers))).toEqual([['hsts-not-implemented', -20]]);
  });
  it('tells bad headers from good ones', () => {
    const letter = (headers: Record<string, string>): string => graded(new Headers(headers)).grade;
    expect(letter({})).toBe('D');
    expect(letter({ 'content-security-policy': "default-src 'none'; script-src 'unsafe-inline'" })).toBe('D');
    expect(letter({ 'access-control-allow-origin': '*', 'set-cookie': 'session=1' })).toBe('F');
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
