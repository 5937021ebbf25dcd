import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { openNet } from '../../src/net/open.ts';
import type { Net } from '../../src/net/net.ts';
import { askRegistry } from '../../src/probes/registry/rdap.ts';
import { get } from '../../src/probes/web/get.ts';
import { fileCache } from '../../src/store/file-cache.ts';
import { HandClock } from './clock.ts';
import { webServer, type OwnServer } from './own-servers.ts';
import { createWorld } from './world.mjs';

const { signal } = new AbortController();
const DAY = 86_400_000;
const NETWORK = { startAddress: '9.9.0.0', endAddress: '9.9.255.255', handle: 'NET-9-9', name: 'TELCO', country: 'DE' };
const NETWORK_6 = { startAddress: '2620:fe::', endAddress: '2620:fe:0:ffff:ffff:ffff:ffff:ffff', handle: 'NET6' };

describe('those who are asked about addresses', () => {
  const world = createWorld();
  const clock = new HandClock();
  // Every name leads here.
  const open = openNet({ clock, echo: { why: '', remedy: '' } });
  const net: Net = { ...open, resolve: () => Promise.resolve({ ok: true, addresses: ['127.0.0.1'] }) };
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-world-'));
  const cache = fileCache(folder);
  let server: OwnServer;
  let base = '';
  beforeAll(async () => {
    server = await webServer(world.listener);
    base = `http://world.lab:${server.port}`;
  });
  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => world.say({ networks: {}, places: {}, pages: {}, isDown: false }));
  const page = (path: string) => get({ url: base + path, mostBytes: 10_000, timeout: 5_000 }, { net, clock, signal });
  const text = async (path: string): Promise<string> => {
    const got = await page(path);
    return got.ok ? `${got.status} ${Buffer.from(got.body).toString()}` : `${got.why} ${got.detail}`;
  };
  const ask = (address: string) => askRegistry(address, `${base}/rdap/`, { net, clock, signal, cache });

  it('are the registry of an address, whose answer is kept on the disk and asked about', async () => {
    world.say({ networks: { '9.0.0.0/8': NETWORK, '2620::/16': NETWORK_6 } });
    const by = `world.lab:${server.port}`;
    const is = { ok: true, registered: { handle: 'NET-9-9', name: 'TELCO', country: 'DE', by } };
    expect(await ask('9.9.9.9')).toMatchObject(is);
    expect(await ask('2620:fe::fe')).toMatchObject({ registered: { handle: 'NET6', from: '2620:fe::' } });
    expect(await ask('9.9.9.9')).toMatchObject(is);
    expect(world.seen['/rdap/ip/9.9.9.9']).toEqual({ '127.0.0.1': 1 });
    await clock.advance(DAY);
    expect(await ask('9.9.9.9')).toMatchObject(is);
    expect(world.seen['/rdap/ip/9.9.9.9']).toEqual({ '127.0.0.1': 2 });
    world.say({ isDown: true });
    await clock.advance(DAY);
    expect(await ask('9.9.9.9')).toMatchObject({ ...is, stale: `${by} answers with status 503` });
    expect(await ask('9.10.0.1')).toEqual({ ok: false, why: `${by} answers with status 503` });
    world.say({ isDown: false });
    expect(await ask('9.10.0.1')).toEqual({ ok: false, why: `${by} knows nothing of 9.10.0.1` });
    expect(await ask('8.8.8.8')).toEqual({ ok: false, why: `${by} lists no registry for 8.8.8.8` });
  });
  it('tell where who asks is', async () => {
    expect(await text('/cdn-cgi/trace')).toMatch(/^200 fl=1\nh=world\.lab:\d+\nip=127\.0\.0\.1\nts=1\nloc=XX\n$/);
    world.say({ places: { '127.0.0.1': 'GB' } });
    expect(await text('/cdn-cgi/trace')).toMatch(/\nloc=GB\n$/);
  });
  it('have pages, and refuse them to some', async () => {
    world.say({ pages: { edit: { body: 'the page' } } });
    expect(await text('/page/edit')).toBe('200 the page');
    world.say({ pages: { edit: { body: 'the page', refuses: ['127.0.0.1'], refusal: 'No proxies.' } } });
    expect(await text('/page/edit')).toBe('403 No proxies.');
    expect(await text('/page/none')).toBe('404 ');
  });
  it('lead on, also in a circle', async () => {
    world.say({ pages: { a: { body: 'there' } } });
    expect(await text(`/to?${encodeURIComponent(`${base}/page/a`)}`)).toBe('200 there');
    expect(await page('/round')).toMatchObject({ ok: false, why: 'loop' });
  });
  it.each([
    ['headers', 'failed'],
    ['drip', 'timeout'],
    ['garbage', 'failed'],
    ['reset', 'reset'],
    ['silent', 'timeout'],
  ])('mean no good with %s', async (what, reason) => {
    const request = { url: `${base}/bad/${what}`, address: '127.0.0.1', mostBytes: 10_000, timeout: 300 };
    expect(await net.fetch(request, signal)).toMatchObject({ ok: false, reason });
  });
  it('mean no good with a bomb', async () => {
    expect(await page('/bad/bomb')).toMatchObject({ ok: true, truncated: true });
  });
});
