import { describe, expect, it } from 'vitest';

import { judge, outerOf, type Facts } from '../../../src/probes/address/judge.ts';
import type { Mapping } from '../../../src/probes/address/mapping.ts';
import type { AddressReport } from '../../../src/probes/address/report.ts';

type View = AddressReport['router']['views'][number];
type Told = AddressReport['addresses'][number];

const PUBLIC = '84.56.7.8';
const told = (more: Partial<Told> = {}): Told => ({
  family: 4,
  address: PUBLIC,
  how: 'stun',
  names: [],
  lists: [],
  local: '192.168.1.2',
  ...more,
});
const view = (address: string | undefined, by: View['by'] = 'nat-pmp'): View =>
  address === undefined ? { by, why: 'no answer' } : { by, address };
const hops = (...addresses: readonly string[]) =>
  addresses.map((address, i) => ({
    ttl: i + 1,
    addresses: address === '*' ? [] : [{ address, rttMicros: [1_000] }],
    lost: 0,
  }));
interface Given {
  readonly views?: readonly View[];
  readonly seen?: readonly Told[];
  readonly way?: readonly string[];
  readonly isTunnel?: boolean;
  readonly mappings?: readonly Mapping[];
}
const facts = ({ views = [], seen = [told()], way, isTunnel = false, mappings = [] }: Given): Facts => ({
  report: { addresses: [...seen], missing: [], router: { gateway: '192.168.1.1', views: [...views] } },
  mappings,
  isTunnel,
  ...(way === undefined ? {} : { way: hops(...way) }),
});
const codes = (given: Given): readonly string[] =>
  judge(facts(given)).map(({ code, severity }) => `${code} ${severity}`);
const CERTAIN = ['cgnat warn'];
const LIKELY = ['cgnat info'];

describe('what an outer address and the way out say', () => {
  it.each<readonly [what: string, given: Given, codes: readonly string[]]>([
    ['the router has the address that the world sees', { views: [view(PUBLIC)] }, []],
    ['CGNAT: the first of 100.64/10', { views: [view('100.64.0.0')] }, CERTAIN],
    ['CGNAT: the last of it', { views: [view('100.127.255.255')] }, CERTAIN],
    ['the address before it is a public one', { views: [view('100.63.255.255')] }, []],
    ['the address after it', { views: [view('100.128.0.0')] }, []],
    ['CGNAT while STUN is silent', { views: [view('100.64.0.1')], seen: [] }, CERTAIN],
    ['DS-Lite: the router’s end of the tunnel', { views: [view('192.0.0.2')] }, CERTAIN],
    ['464XLAT on the router', { views: [view('192.0.0.1')] }, CERTAIN],
    ['beyond that block nothing is known', { views: [view('192.0.0.8')] }, []],
    ['double NAT', { views: [view('192.168.178.20')] }, ['double-nat warn']],
    ['double NAT, or a mobile provider’s', { views: [view('10.123.4.5')] }, ['double-nat warn']],
    ['double NAT: 172.31/16', { views: [view('172.31.0.2')] }, ['double-nat warn']],
    ['172.32/16 is public', { views: [view('172.32.0.2')] }, []],
    [
      'double NAT, and CGNAT beyond it',
      { views: [view('192.168.8.2')], way: ['192.168.1.1', '192.168.8.1', '100.64.0.1', '80.1.2.3'] },
      ['double-nat warn', 'cgnat info'],
    ],
    ['a public one that the world does not see: told, not judged', { views: [view('9.8.7.6')] }, []],
    [
      'all protocols say the same',
      { views: [view('100.64.1.1'), view(undefined, 'pcp'), view('100.64.1.1', 'upnp')] },
      CERTAIN,
    ],
    ['one says this and the other that', { views: [view('100.64.1.1'), view(PUBLIC, 'upnp')] }, []],
    [
      'two private ones of different networks',
      { views: [view('10.0.0.2'), view('192.168.8.2', 'upnp')] },
      ['double-nat warn'],
    ],
    ['nobody tells, and nothing is on the way', { views: [view(undefined)], way: ['192.168.1.1', '80.1.2.3'] }, []],
    ['a hop in 100.64/10', { way: ['192.168.1.1', '100.64.0.1', '80.1.2.3'] }, LIKELY],
    ['the same behind a silent one', { way: ['192.168.1.1', '*', '100.70.0.1', '80.1.2.3'] }, LIKELY],
    ['one beyond the first public router is of somebody else', { way: ['192.168.1.1', '80.1.2.3', '100.64.0.1'] }, []],
    [
      'two private routers on the way may be one house’s own',
      { way: ['192.168.1.1', '192.168.178.1', '80.1.2.3'] },
      [],
    ],
    ['a provider that numbers its routers privately', { way: ['192.168.1.1', '10.0.0.1', '80.1.2.3'] }, []],
    [
      'nothing is translated, whatever routers are called',
      { seen: [told({ local: PUBLIC })], way: ['100.64.0.1', '80.1.2.3'] },
      [],
    ],
    ['bridge mode', { seen: [told({ local: PUBLIC, mapping: 'none' })] }, []],
    ['the router’s word is more than a hop’s', { views: [view(PUBLIC)], way: ['192.168.1.1', '100.64.0.1'] }, []],
    [
      'IPv6 alone (NAT64 may carry IPv4 names)',
      { seen: [told({ family: 6, address: '2001:4860::1' })], way: ['100.64.0.1'] },
      [],
    ],
    ['nothing is known at all', { seen: [] }, []],
    [
      'a VPN: no CGNAT of the line',
      { isTunnel: true, views: [view('100.64.0.1')], way: ['10.8.0.1', '100.64.0.1'] },
      [],
    ],
    ['a VPN: no double NAT', { isTunnel: true, views: [view('10.64.0.1')] }, []],
  ])('%s', (_, given, expected) => {
    expect(codes(given)).toEqual(expected);
  });
  it('is told with what shows it', () => {
    const [cgnat] = judge(facts({ views: [view('100.64.0.7', 'upnp')] }));
    expect(cgnat?.evidence).toEqual({ family: 4, address: PUBLIC, outer: '100.64.0.7', by: 'upnp', certain: true });
    expect(cgnat?.remedy).toBeUndefined(); // that of the code
    const [likely] = judge(facts({ way: ['192.168.1.1', '100.64.0.1', '80.1.2.3'] }));
    expect(likely?.evidence).toMatchObject({ address: PUBLIC, hop: '100.64.0.1', by: 'way', certain: false });
    expect(likely?.evidence['summary']).toMatch(/most likely/);
    const [lite] = judge(facts({ views: [view('192.0.0.2')] }));
    expect(lite?.evidence['summary']).toMatch(/DS-Lite/);
    const [double] = judge(facts({ views: [view('192.168.8.2')] }));
    expect(double?.evidence).toEqual({
      family: 4,
      address: PUBLIC,
      outer: '192.168.8.2',
      by: 'nat-pmp',
      gateway: '192.168.1.1',
    });
    expect(double?.remedy).toBeUndefined();
    const [mobile] = judge(facts({ views: [view('10.1.2.3')] }));
    expect(mobile?.remedy).toMatch(/mobile lines.*ask for a public IPv4 address/);
  });
  it('is what all of them say, or nothing', () => {
    const of = (...views: readonly View[]) => outerOf(facts({ views }).report);
    expect(of()).toBeUndefined();
    expect(of(view(undefined), view(PUBLIC, 'upnp'))).toEqual({ kind: 'public', address: PUBLIC, by: 'upnp' });
    expect(of(view(PUBLIC), view('10.0.0.1', 'upnp'))).toBeUndefined();
  });
});

describe('what a NAT makes of ports', () => {
  const mapping = (kind: Mapping['kind']): Mapping => ({
    kind,
    local: { address: '192.168.1.2', port: 40_000 },
    seen: [
      { server: 'a.example:3478', address: PUBLIC, port: 40_000 },
      { server: 'b.example:3478', address: PUBLIC, port: 61_000 },
    ],
  });
  it('is found where it varies, over a VPN too', () => {
    expect(codes({ mappings: [mapping('none'), mapping('endpoint-independent')] })).toEqual([]);
    expect(codes({ mappings: [mapping('varies')], isTunnel: true })).toEqual(['nat-mapping-varies info']);
    const [found] = judge(facts({ mappings: [mapping('varies')] }));
    expect(found?.evidence).toEqual({
      family: 4,
      from: '192.168.1.2:40000',
      firstServer: 'a.example:3478',
      firstSees: `${PUBLIC}:40000`,
      secondServer: 'b.example:3478',
      secondSees: `${PUBLIC}:61000`,
    });
  });
});

describe('blocklists', () => {
  it('are told one a list that has the address; what could not be asked is none', () => {
    const lists = [
      { list: 'zen.example', codes: ['127.0.0.10', '127.0.0.11'], text: 'https://zen.example/why' },
      { list: 'other.example', codes: [] },
      { list: 'closed.example', codes: [], why: 'it refuses public resolvers' },
    ];
    expect(judge(facts({ seen: [told({ lists })] }))).toEqual([
      {
        code: 'address-listed',
        severity: 'warn',
        evidence: {
          family: 4,
          address: PUBLIC,
          list: 'zen.example',
          answer: '127.0.0.10 127.0.0.11',
          text: 'https://zen.example/why',
        },
      },
    ]);
  });
});
