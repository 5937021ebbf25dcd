import { describe, expect, it } from 'vitest';

import { isSession, issueSession, SESSION_SECONDS } from '../../src/api/token.ts';
import { apiForTest, START, TOKEN } from './support.ts';

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const CHECK = { probe: 'ping', target: 'router' };

describe('starting a check', () => {
  it('without a token configured is refused, with what to configure, and nothing is probed', async () => {
    const api = apiForTest();
    const { status, body } = await api.post('/api/checks', CHECK, bearer('anything'));
    expect(status).toBe(403);
    expect(body).toMatchObject({ error: { where: 'plumbline.yaml', expected: expect.stringContaining('token:') } });
    expect(api.orders).toEqual([]);
  });
  it.each([
    ['no header', {}],
    ['another scheme', { authorization: `Basic ${TOKEN}` }],
    ['a wrong token', bearer('wrong')],
    ['a prefix of the token', bearer(TOKEN.slice(0, -1))],
    ['a forged cookie', { cookie: 'plumbline_session=9999999999.abc.def' }],
  ])('with %s is 401 and nothing is probed', async (_, headers: Record<string, string>) => {
    const api = apiForTest({}, { token: TOKEN });
    const { status, headers: said } = await api.post('/api/checks', CHECK, headers);
    expect(status).toBe(401);
    expect(said.get('www-authenticate')).toContain('Bearer');
    expect(api.orders).toEqual([]);
  });
  it('with the token runs it', async () => {
    const api = apiForTest({}, { token: TOKEN });
    const { status, body } = await api.post('/api/checks', CHECK, bearer(TOKEN));
    expect(status).toBe(200);
    expect(body).toMatchObject({ probe: 'ping', subject: { target: 'router' }, outcome: { status: 'measured' } });
  });
  it('after five wrong tokens holds the next wrong one for a second, and lets the right one through', async () => {
    const api = apiForTest({}, { token: TOKEN });
    for (let i = 0; i < 5; i += 1) expect((await api.post('/api/checks', CHECK, bearer(`wrong${i}`))).status).toBe(401);
    let answered = false;
    const sixth = api.post('/api/checks', CHECK, bearer('wrong5')).then((answer) => {
      answered = true;
      return answer;
    });
    await api.clock.advance(999);
    expect(answered).toBe(false);
    expect((await api.post('/api/checks', CHECK, bearer(TOKEN))).status).toBe(200);
    await api.clock.advance(1);
    const { status, headers, body } = await sixth;
    expect(status).toBe(429);
    expect(headers.get('retry-after')).toBe('60');
    expect(JSON.stringify(body)).not.toContain('wrong5');
    expect((await api.post('/api/checks', CHECK, bearer('wrong6'), '192.0.2.5')).status).toBe(401);
  });
  it('lets the right token through a flood of wrong ones from its own address', async () => {
    const api = apiForTest({}, { token: TOKEN });
    const flood = Array.from({ length: 1_000 }, (_, i) => api.post('/api/checks', CHECK, bearer(`wrong${i}`)));
    expect((await api.post('/api/checks', CHECK, bearer(TOKEN))).status).toBe(200);
    await api.clock.advance(1_000);
    const statuses = await Promise.all(flood.map(async (answer) => (await answer).status));
    expect(statuses.filter((s) => s === 401)).toHaveLength(5);
    expect(statuses.filter((s) => s === 429)).toHaveLength(995);
    expect((await api.post('/api/checks', CHECK, bearer(TOKEN))).status).toBe(200);
    expect(api.orders).toHaveLength(2);
  });
});

describe('protected reading', () => {
  const closed = () => apiForTest({}, { token: TOKEN, protectReading: true });
  it('wants the token for all of the api, but not for health', async () => {
    const api = closed();
    for (const path of ['/api/overview', '/api/live', '/api/openapi.json', '/api/targets/router/raw?format=csv'])
      expect((await api.ask(path)).status, path).toBe(401);
    expect((await api.ask('/healthz')).status).toBe(200);
    expect((await api.ask('/api/overview', { headers: bearer(TOKEN) })).status).toBe(200);
  });
  it('takes the cookie that a page gets for the token, for reading, the live stream and checks', async () => {
    const api = closed();
    expect((await api.ask('/api/session')).body).toEqual({
      protectReading: true,
      tokenConfigured: true,
      signedIn: false,
    });
    const signedIn = await api.post('/api/session', { token: TOKEN });
    const set = signedIn.headers.get('set-cookie') ?? '';
    expect(set).toMatch(/; HttpOnly/);
    expect(set).toMatch(/; SameSite=Strict/);
    expect(set).not.toContain(TOKEN);
    const cookie = { cookie: set.split(';')[0] ?? '' };
    expect((await api.ask('/api/session', { headers: cookie })).body).toMatchObject({ signedIn: true });
    expect((await api.ask('/api/overview', { headers: cookie })).status).toBe(200);
    expect((await api.post('/api/checks', CHECK, cookie)).status).toBe(200);
    const stream = await api.ask('/api/live', { headers: cookie });
    expect(stream.status).toBe(200);
    await stream.answer.body?.cancel();
    const out = await api.ask('/api/session', { method: 'DELETE', headers: cookie });
    expect(out.headers.get('set-cookie')).toMatch(/plumbline_session=;.*Max-Age=0/);
  });
  it('counts wrong tokens at the sign-in too', async () => {
    const api = closed();
    for (let i = 0; i < 5; i += 1) expect((await api.post('/api/session', { token: 'x' })).status).toBe(401);
    const sixth = api.post('/api/session', { token: 'x' });
    await api.clock.advance(1_000);
    expect((await sixth).status).toBe(429);
    expect((await api.post('/api/session', { token: TOKEN })).status).toBe(200);
  });
  it('gives a cookie for HTTPS alone where the browser asked over HTTPS', async () => {
    const api = closed();
    const cookieOf = async (headers: Record<string, string>, address = '127.0.0.1') =>
      (await api.post('/api/session', { token: TOKEN }, headers, address)).headers.get('set-cookie') ?? '';
    expect(await cookieOf({})).not.toContain('Secure');
    expect(await cookieOf({ 'x-forwarded-proto': 'https' })).toContain('; Secure');
    expect(await cookieOf({ 'x-forwarded-proto': 'https, http' })).not.toContain('Secure');
    expect(await cookieOf({ 'x-forwarded-proto': 'https' }, '8.8.8.8')).not.toContain('Secure');
  });
});

describe('a session', () => {
  it('is void after its time, with another token, and when anything in it is changed', () => {
    const value = issueSession(TOKEN, START);
    expect(isSession(value, TOKEN, START)).toBe(true);
    expect(isSession(value, TOKEN, START + SESSION_SECONDS * 1e6 + 1)).toBe(false);
    expect(isSession(value, `${TOKEN}2`, START)).toBe(false);
    expect(isSession(value.replace(/^\d/, '9'), TOKEN, START)).toBe(false);
    expect(isSession(`${value}.x`, TOKEN, START)).toBe(false);
    expect(isSession('', TOKEN, START)).toBe(false);
  });
});
