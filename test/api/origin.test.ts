import { describe, expect, it } from 'vitest';

import { hostName } from '../../src/api/origin.ts';
import { apiForTest, TOKEN } from './support.ts';

const CHECK = { probe: 'ping', target: 'router' };
const auth = { authorization: `Bearer ${TOKEN}` };

describe('the Host header', () => {
  it.each([
    ['localhost', 'localhost'],
    ['LOCALHOST:8137', 'localhost'],
    ['127.0.0.1:1', '127.0.0.1'],
    ['[::1]:8137', '[::1]'],
    ['a.example.', 'a.example'],
    ['a b', undefined],
    ['x@localhost', undefined],
    ['', undefined],
    ['.', undefined],
    ['.:80', undefined],
  ])('%j names %j', (header, name) => expect(hostName(header)).toBe(name));

  it('must be one of loopback, or configured, while listening there', async () => {
    const { ask } = apiForTest({ hostNames: ['Wall.Lan'] });
    const status = async (host: string) => (await ask('/api/targets', { headers: { host } })).status;
    for (const host of ['localhost:8137', '127.0.0.1', '127.9.9.9:80', '[::1]:8137', 'wall.lan:8137'])
      expect(await status(host), host).toBe(200);
    for (const host of ['evil.example', 'localhost.evil.example', '192.168.1.5:8137', '[::2]'])
      expect(await status(host), host).toBe(421);
  });
  it('may be any name when listening elsewhere, since nobody knows them all', async () => {
    const { ask } = apiForTest({}, { listen: { host: '0.0.0.0', port: 8137 } });
    expect((await ask('/api/targets', { headers: { host: 'nas.lan:8137' } })).status).toBe(200);
  });
});

describe('pages of other origins', () => {
  const api = () => apiForTest({}, { token: TOKEN });
  it.each([
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-site' }],
    [{ origin: 'https://evil.example' }],
    [{ origin: 'http://localhost:9999' }],
    [{ origin: 'null' }],
  ])('start nothing: %j', async (headers: Record<string, string>) => {
    const { post, orders } = api();
    expect((await post('/api/checks', CHECK, { ...auth, ...headers })).status).toBe(403);
    expect(orders).toEqual([]);
  });
  it('read nothing, but a link may be followed', async () => {
    const { ask } = api();
    const site = { 'sec-fetch-site': 'cross-site' };
    expect((await ask('/api/overview', { headers: site })).status).toBe(403);
    expect((await ask('/api/overview', { headers: { ...site, 'sec-fetch-mode': 'navigate' } })).status).toBe(200);
  });
  it('while the own page and programs may', async () => {
    const { post } = api();
    const own = { 'sec-fetch-site': 'same-origin', origin: 'http://localhost:8137' };
    expect((await post('/api/checks', CHECK, { ...auth, ...own })).status).toBe(200);
    expect((await post('/api/checks', CHECK, auth)).status).toBe(200);
  });
});
