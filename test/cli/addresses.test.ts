import { Readable } from 'node:stream';

import { describe, expect, it } from 'vitest';

import type { Addresses, AddressPlace } from '../../src/api/addresses/schema.ts';
import { widthOf } from '../../src/cli/format/text.ts';
import { addressNow, placeNow, says } from '../api/addresses/support.ts';
import { cliForTest } from './support.ts';

const HOUR = 3_600_000_000;
const NOW = 1_780_000_000_000_000;
const four = (country: string) => ({ country, says: 4, of: 5 });
const letter = {
  source: 'DB-IP',
  country: 'AE',
  to: 'https://db-ip.com/report/',
  wants: 'the address',
  text: 'The IP address 198.51.100.7 is in use in London, GB. Your data place it in AE.',
};
const dsl = (vote = 'GB', more: Partial<AddressPlace> = {}): AddressPlace => {
  const now = addressNow('198.51.100.7', four(vote), 'GB', [says('dbip', 'AE'), says('down'), says('mine', vote)]);
  const geo = { at: NOW, answers: now.geo?.answers ?? [], vote: four(vote), corrections: [letter] };
  const lists = [{ list: 'zen.example', codes: ['127.0.0.11'], text: 'ask the provider' }];
  const address = {
    ...now,
    geo,
    since: NOW - 3 * HOUR,
    names: ['p5.example.net'],
    asn: 64_500,
    asName: 'EXAMPLE',
    lists,
  };
  return { ...placeNow('dsl', 'dsl', [address]), live: true, ...more };
};
const mobile: AddressPlace = {
  ...placeNow('5g', '5g', [{ ...addressNow('203.0.113.9'), mapping: 'varies' }]),
  missing: [{ family: 6, why: 'no route' }],
  nat: { kind: 'cgnat', words: 'CGNAT: the router has 100.72.3.4, the world sees 203.0.113.9.' },
  findings: [
    { code: 'cgnat', severity: 'warn', since: NOW, longer: false, summary: 'told above', evidence: {} },
    { code: 'ipv6-lost', severity: 'warn', since: NOW, longer: false, summary: 'it had one', evidence: {} },
  ],
  troubles: [{ at: NOW, probe: 'geoip', detail: 'nobody answers' }],
};
const all = (more: Partial<Addresses> = {}): Addresses => ({
  now: NOW,
  vantage: 'home',
  here: { country: 'GB' },
  places: [placeNow('internet', undefined, [addressNow('198.51.100.7')]), dsl(), mobile],
  evidence: {
    standing: 'one',
    country: 'GB',
    pieces: [],
    agree: [],
    contradicts: [],
    leftOut: [],
    words: 'One piece of evidence says United Kingdom.',
  },
  sites: [
    {
      name: 'wiki',
      label: 'Wiki',
      url: 'https://wiki.example/',
      over: [
        { line: 'dsl', label: 'DSL', at: NOW, verdict: 'open' },
        { line: '5g', label: '5G', at: NOW, verdict: 'refuses', because: 'status 403' },
        { line: 'vpn', label: 'VPN', at: NOW, verdict: 'failed', filtered: { since: NOW, summary: 'reset' } },
      ],
    },
  ],
  ...more,
});
const withAddresses = (body: object, status = 200) => {
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

describe('plumbline addresses', () => {
  it('answers at a glance, within 80 columns', async () => {
    const { run, asked } = withAddresses(all());
    const { code, out, err } = await run('addresses', 0);
    expect([code, err]).toEqual([0, '']);
    expect(asked).toEqual(['GET /addresses']);
    const flat = out.replaceAll(/\s+/g, ' ');
    expect(out).toMatch(/^The world says United Kingdom\.\n\nDSL {2}198\.51\.100\.7, held for 3 h\n/);
    expect(flat).toContain('● United Kingdom (4 of 5); dbip says United Arab Emirates; down: it did not answer.');
    expect(flat).toContain('p5.example.net, AS64500 EXAMPLE, registered to NET-1 (GB)');
    expect(flat).toContain('Listed on zen.example (127.0.0.11): ask the provider');
    expect(flat).toContain('The NAT takes another port for every place. No IPv6: no route. CGNAT: the router has');
    expect(flat).toContain('▲ ipv6-lost: it had one');
    expect(flat).toContain('The check geoip failed: nobody answers.');
    expect(flat).toContain('▲ Wiki refuses 5G: status 403. ▲ Wiki fails over VPN. Filtered: reset');
    expect(flat).toContain('One piece of evidence says United Kingdom.');
    expect(flat).toContain('Write to DB-IP (https://db-ip.com/report/): The IP address 198.51.100.7 is in use');
    expect(flat).not.toContain('told above');
    for (const text of out.split('\n')) expect(widthOf(text)).toBeLessThanOrEqual(80);
  });
  it('says that it is elsewhere than the config says: exit code 1', async () => {
    const { code, out } = await withAddresses(all({ places: [dsl('AE')] })).run('addresses', 0);
    expect(code).toBe(1);
    expect(out).toMatch(/^The world says United Arab Emirates, not United Kingdom\./);
    expect(out).toContain('▲ United Arab Emirates (4 of 5), and you are in United Kingdom');
  });
  it('does not know what nobody was asked: exit code 3', async () => {
    const places = [placeNow('dsl', 'dsl', [{ family: 4, address: '198.51.100.7' }]), placeNow('5g', '5g', [])];
    const { code, out } = await withAddresses(all({ places, sites: [] })).run('addresses', 0);
    expect(code).toBe(3);
    expect(out).toMatch(/^Not known where the world thinks this is\./);
    expect(out).toContain('Nobody was asked yet where it is.');
    expect(out).toMatch(/5G\s+No address is known\./);
  });
  it('does not take the line that stands by for the live one, of which they do not agree: exit code 3', async () => {
    const undecided = { ...placeNow('dsl', 'dsl', [addressNow('198.51.100.8')]), live: true };
    const { code, out } = await withAddresses(all({ places: [undecided, { ...dsl('AE'), live: false }] })).run(
      'addresses',
      0,
    );
    expect(code).toBe(3);
    expect(out).toMatch(/^Not known where the world thinks this is\./);
  });
  it('gives the same as one JSON object', async () => {
    const { out } = await withAddresses(all()).run('addresses --json', 0);
    expect(JSON.parse(out)).toEqual(all());
    expect(out.trimEnd()).not.toContain('\n');
  });
  it('says why there is nobody to ask', async () => {
    const none = { error: { what: 'No service runs on this record.', expected: '`npm start`' } };
    expect(await withAddresses(none, 503).run('addresses', 0)).toMatchObject({
      code: 3,
      err: 'plumbline: No service runs on this record. Expected `npm start`.\n',
    });
    expect(await cliForTest().run('addresses')).toMatchObject({ code: 2 });
    expect(await withAddresses(all()).run('addresses now --state=', 0)).toMatchObject({ code: 2 });
    expect((await cliForTest().run('addresses --help')).out).toContain('Exit code 0');
  });
  it('lets no control character and no change of direction through', async () => {
    const evil = '\u001b[31m\u202Eevil\u2067';
    const [now] = dsl().addresses;
    if (now === undefined) throw new Error('there is none');
    const registered = { handle: evil, name: evil, organisation: evil, from: 'a', to: 'b', by: evil, country: evil };
    const lists = [{ list: evil, codes: [evil], text: evil }];
    const geo = { at: 0, answers: [says(evil, evil)], vote: { country: evil, says: 1, of: 1 } };
    const place = dsl('GB', {
      label: evil,
      addresses: [{ ...now, names: [evil], asName: evil, registered, lists, geo }],
      missing: [{ family: 6, why: evil }],
      nat: { kind: 'nat', words: evil },
    });
    const { out } = await withAddresses(all({ places: [place] })).run('addresses', 0);
    // oxlint-disable-next-line no-control-regex
    expect(out).not.toMatch(/[\u001b\u202e\u2067]/);
  });
});
