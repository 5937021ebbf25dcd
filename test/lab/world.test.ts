import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { Net } from '../../src/net/net.ts';
import { openNet } from '../../src/net/open.ts';
import { systemClock } from '../../src/net/system-clock.ts';
import { askBlocklists } from '../../src/probes/address/blocklists.ts';
import { reverseNames } from '../../src/probes/address/names.ts';
import { askRegistry } from '../../src/probes/registry/rdap.ts';
import { get } from '../../src/probes/web/get.ts';
import { memoryCache } from '../support/memory-cache.ts';
import { type Lab, labMissing, openLab } from './lab.ts';
import { makeCertificates } from './scenarios/certificate.ts';
import { startTalker, type Talker } from './talk.ts';
import { HOME_4, homeTopology, RESOLVER_4 } from './topology.ts';

const missing = labMissing();
/** Where those are who are asked, and who is asked about. */
const [WORLD, ABOUT] = ['9.9.9.9', '9.8.7.6'];
const { signal } = new AbortController();
const clock = systemClock();

/** From a home, by its resolver, over the router: as it is on the wire. */
describe('those who are asked about addresses, in the lab', () => {
  beforeEach((ctx) => ctx.skip(missing !== undefined, missing));
  let lab: Lab | undefined;
  let talker: Talker | undefined;
  let certificates: ReturnType<typeof makeCertificates> | undefined;
  const home = (): Net =>
    openNet({ clock, echo: { why: '', remedy: '' }, version: '1.2.3' }).via({
      namespace: lab?.namespace('home') ?? '',
      resolver: RESOLVER_4,
    });

  beforeAll(async () => {
    if (missing !== undefined) return;
    lab = await openLab({ topology: homeTopology({ ipv6: false, relayed: [] }) });
    certificates = makeCertificates();
    const networks = { '9.0.0.0/8': { startAddress: '9.8.0.0', endAddress: '9.8.255.255', handle: 'NET-9-8' } };
    const world = { networks, places: { [HOME_4]: 'GB' } };
    const given = JSON.stringify({ addresses: [WORLD], tls: certificates.own, world });
    const script = fileURLToPath(new URL('world.mjs', import.meta.url));
    const inside = ['netns', 'exec', lab.namespace('internet'), process.execPath, script, given];
    talker = await startTalker('ip', inside);
    const ttl = 5;
    await lab.setNames({
      'world.lab': { addresses: [WORLD], ttl },
      'server.lab': { addresses: [WORLD], ttl },
      '6.7.8.9.in-addr.arpa': { addresses: [], pointers: ['dial-6.telco.example'], ttl },
      '6.7.8.9.bl.lab': { addresses: ['127.0.0.2'], texts: ['it sent spam'], ttl },
      '6.7.8.9.closed.lab': { addresses: ['127.255.255.254'], ttl },
      '6.7.8.9.broken.lab': { addresses: [], ttl, fails: 'servfail' },
    });
  });
  afterAll(async () => {
    await talker?.close();
    await lab?.close();
    certificates?.remove();
  });
  const page = (url: string) => get({ url, mostBytes: 10_000, timeout: 5_000 }, { net: home(), clock, signal });

  it('tell its registry, once', async () => {
    const asking = { net: home(), clock, signal, cache: memoryCache() };
    for (let i = 0; i < 2; i += 1) {
      const registered = { handle: 'NET-9-8', from: '9.8.0.0', to: '9.8.255.255', by: 'world.lab' };
      expect(await askRegistry(ABOUT, 'http://world.lab/rdap/', asking)).toEqual({ ok: true, registered });
    }
    expect((await talker?.ask({}))?.['seen']).toMatchObject({
      '/rdap/ipv4.json': { [HOME_4]: 1 },
      [`/rdap/ip/${ABOUT}`]: { [HOME_4]: 1 },
    });
  });
  it('tell its names, and who has listed it', async () => {
    const asking = { net: home(), clock, signal };
    expect(await reverseNames(ABOUT, [RESOLVER_4], asking)).toEqual(['dial-6.telco.example']);
    const lists = ['bl.lab', 'closed.lab', 'broken.lab', 'none.lab'];
    expect(await askBlocklists(ABOUT, lists, [RESOLVER_4], asking)).toEqual([
      { list: 'bl.lab', codes: ['127.0.0.2'], text: 'it sent spam' },
      { list: 'closed.lab', codes: [], why: expect.stringContaining('it was asked through a public resolver') },
      { list: 'broken.lab', codes: [], why: expect.stringContaining('SERVFAIL') },
      { list: 'none.lab', codes: [] },
    ]);
  });
  it('tell where who asks is, and lead nobody into the home', async () => {
    const got = await page('http://world.lab/cdn-cgi/trace');
    expect(got.ok ? Buffer.from(got.body).toString() : got.detail).toContain(`ip=${HOME_4}\nts=1\nloc=GB\n`);
    const inwards = encodeURIComponent('http://192.168.77.1/');
    expect(await page(`http://world.lab/to?${inwards}`)).toMatchObject({ ok: false, why: 'private' });
    const there = encodeURIComponent('http://world.lab/cdn-cgi/trace');
    expect(await page(`http://world.lab/to?${there}`)).toMatchObject({ ok: true, redirects: [{ address: WORLD }] });
  });
  it('are not believed with a certificate of their own', async () => {
    const detail = expect.stringContaining('server.lab is not to be trusted: self-signed certificate');
    expect(await page('https://server.lab/cdn-cgi/trace')).toMatchObject({ ok: false, why: 'failed', detail });
  });
});
