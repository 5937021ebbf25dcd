import { describe, expect, it } from 'vitest';

import type { Verdict } from '../../../src/diagnose/diagnosis.ts';
import { PLATFORMS, remedyFor, remedyText } from '../../../src/diagnose/remedy/remedy.ts';
import { CODES, type Code } from '../../../src/domain/codes.ts';
import type { Evidence } from '../../../src/domain/finding.ts';

const verdict = (code: Code, evidence: Evidence): Verdict => ({
  code,
  severity: CODES[code].severity,
  summary: '',
  evidence,
});
/** Both families with the same fault; numbers that nothing else here would come to. */
const found = (
  code: Code,
  four: Evidence = { mtu: 1_377, mss: 1_337 },
  six: Evidence = { mtu: 1_366, mss: 1_306 },
) => ({
  verdict: verdict(code, four),
  ways: [
    { family: 4 as const, address: '192.0.2.7', verdict: verdict(code, four) },
    { family: 6 as const, address: '2001:db8::7', verdict: verdict(code, six) },
  ],
});
const CLAMPED = [
  'forward-black-hole',
  'reverse-black-hole',
  'black-hole-both-ways',
  'mss-clamp-ineffective',
  'icmp-rate-limited',
  'df-stripped',
  'path-mtu-slow',
] as const;

const UNFILLED = /undefined|NaN|Infinity|null|\[object|…|<[A-Z]|\$\{|\bN\b/;
/** Codes whose table shows a line to be filled in, or names the origin null: of these what goes beyond the table's own words is looked at. */
const SHOWN: ReadonlySet<Code> = new Set<Code>([
  'cache-stale-contradicts',
  'cors-null-origin',
  'csp-keyword-unknown',
  'header-lost',
  'hstspreload/domain.format.invalid_characters',
  'report-to-obsolete',
]);
const beyondTable = (text: string, code: Code): string =>
  SHOWN.has(code) ? text.replace(CODES[code].remedy, '') : text;

it('no other table leaves anything to fill in', () => {
  const unfilled = (Object.keys(CODES) as Code[]).filter((code) => UNFILLED.test(CODES[code].remedy));
  expect(new Set(unfilled)).toEqual(SHOWN);
});
describe.each(Object.keys(CODES) as Code[])('%s', (code) => {
  it.each([undefined, ...PLATFORMS])('for %s is whole: nothing undefined, nothing left to fill in', (platform) => {
    for (const diagnosis of [found(code), found(code, {}, {}), { ...found(code), ways: [] }]) {
      const remedy = remedyFor(diagnosis, platform);
      const text = remedyText(remedy);
      expect(beyondTable(text, code)).not.toMatch(UNFILLED);
      expect(text.trim()).not.toBe('');
      if (remedy.recipe === undefined) continue;
      expect(remedy.platforms).toContain(remedy.recipe.platform);
      for (const part of Object.values(remedy.recipe)) expect(part.trim()).not.toBe('');
    }
  });
  it('for a platform that there is no recipe for is what is to be done in general', () => {
    const missing = PLATFORMS.filter((p) => !remedyFor(found(code)).platforms.includes(p));
    for (const platform of missing) {
      const { general, recipe } = remedyFor(found(code), platform);
      expect(CODES[code].remedy.startsWith(general)).toBe(true);
      expect(recipe).toBeUndefined();
    }
  });
});

const clamp = (bits: string, mss: number): string =>
  `meta nfproto ${bits} tcp flags & (syn | rst) == syn tcp option maxseg size set ${mss}`;
const mangle = '-t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss';

describe.each(CLAMPED)('%s: a clamp', (code) => {
  it.each([
    ['openbsd', ['max-mss 1337', 'max-mss 1306']],
    ['nftables', [clamp('ipv4', 1_337), clamp('ipv6', 1_306)]],
    ['iptables', [`iptables ${mangle} 1337`, `ip6tables ${mangle} 1306`]],
    ['openwrt', ["network.wan.mtu='1366'", 'mtu_fix=1']],
    ['wireguard', ['MTU = 1366']],
    ['edgeos', ['set firewall options mss-clamp mss 1337', 'set firewall options mss-clamp6 mss 1306']],
  ] as const)('%s has the number of each family', (platform, texts) => {
    const { recipe, misses } = remedyFor(found(code), platform);
    for (const text of texts) expect(recipe?.paste).toContain(text);
    expect(misses).toContain('does not help UDP or QUIC');
  });
  it('works either number out of the other: 40 bytes apart in IPv4, 60 in IPv6', () => {
    for (const [four, six] of [
      [{ mtu: 1_377 }, { mtu: 1_366 }],
      [{ mss: 1_337 }, { mss: 1_306 }],
    ] as const)
      for (const platform of PLATFORMS)
        expect(remedyFor(found(code, four, six), platform)).toEqual(remedyFor(found(code), platform));
  });
  it('is written for the family alone that has the fault', () => {
    const { verdict: said, ways } = found(code);
    const six = { family: 6, address: '2001:db8::7', verdict: verdict('no-fault', {}) } as const;
    const one = { verdict: said, ways: [...ways.slice(0, 1), six] };
    for (const platform of ['nftables', 'iptables', 'edgeos', 'linux-client'] as const)
      expect(remedyFor(one, platform).recipe?.paste).not.toMatch(/1306|ip6|clamp6|ip -6/);
  });
  it('needs a number', () => {
    for (const evidence of [{}, { mss: 0 }, { mtu: 'unknown', mss: null }, { mss: 1.5 }])
      expect(remedyFor(found(code, evidence, evidence), 'nftables').recipe).toBeUndefined();
  });
});

it('this machine sends less, offers less, or both, by where large packets vanish', () => {
  const paste = (code: Code) => remedyFor({ ...found(code), ways: found(code).ways.slice(0, 1) }).recipe?.paste;
  const route = 'ip -4 route change $(ip -4 route show default | head -n 1)';
  expect(paste('forward-black-hole')).toBe(`${route} mtu 1377`);
  expect(paste('reverse-black-hole')).toBe(`${route} advmss 1337`);
  expect(paste('black-hole-both-ways')).toBe(`${route} mtu 1377 advmss 1337`);
});
it('goes by the direction that the evidence has', () => {
  const paste = (direction: string) =>
    remedyFor(found('path-mtu-slow', { mtu: 1_377, direction }, { mtu: 1_366, direction })).recipe?.paste;
  expect(paste('from')).toMatch(/ advmss 1337$/m);
  expect(paste('to')).toMatch(/ mtu 1377$/m);
  expect(paste('both')).toMatch(/ mtu 1377 advmss 1337$/m);
});
it('a server recovers by itself, or offers less', () => {
  const paste = (code: Code) => remedyFor(found(code), 'linux-server').recipe?.paste;
  expect(paste('reverse-black-hole')).toContain('net.ipv4.tcp_mtu_probing = 1');
  expect(paste('reverse-black-hole')).not.toContain('advmss');
  expect(paste('forward-black-hole')).not.toContain('probing');
  expect(paste('forward-black-hole')).toContain('advmss 1337');
  expect(paste('path-mtu-slow')).toContain('net.ipv4.tcp_mtu_probing = 2');
});
it('keeps DF where somebody clears it already', () => {
  expect(remedyFor(found('df-stripped'), 'openbsd').recipe?.paste).not.toContain('no-df');
  expect(remedyFor(found('reverse-black-hole'), 'openbsd').recipe?.paste).toContain('no-df random-id');
});
it('WireGuard’s own packets are 60 bytes more over IPv4, 80 over IPv6', () => {
  expect(remedyFor(found('reverse-black-hole'), 'wireguard').recipe?.undo).toContain('1306 over IPv4, 1286 over IPv6');
});
it('UDP is helped by the true MTU, or by "too big" that passes', () => {
  const paste = (platform: (typeof PLATFORMS)[number]) => remedyFor(found('udp-black-hole'), platform).recipe?.paste;
  for (const platform of ['openwrt', 'wireguard', 'edgeos', 'linux-client'] as const)
    expect(paste(platform)).toMatch(/1366/);
  expect(paste('openbsd')).toMatch(/needfrag[^]*toobig/);
  expect(paste('nftables')).toMatch(/frag-needed[^]*packet-too-big/);
  expect(paste('iptables')).toMatch(/fragmentation-needed[^]*packet-too-big/);
});
it('what is cached is forgotten, without any number', () => {
  const lines = ['ip -4 route flush cache', 'ip -6 route flush cache'];
  expect(remedyFor(found('path-mtu-cached', {}, {})).recipe?.paste.split('\n')).toEqual(lines);
});
it('says which platforms can be asked for', () => {
  expect(remedyFor(found('reverse-black-hole')).platforms).toEqual(PLATFORMS);
  expect(remedyFor(found('packet-loss')).platforms).toEqual([]);
});

it('goes by what the evidence says, where there is nothing to paste', () => {
  const general = (code: Code, evidence: Evidence) => remedyFor({ verdict: verdict(code, evidence), ways: [] }).general;
  expect(general('host-unreachable', { how: 'no-route' })).toBe(CODES['no-route'].remedy);
  expect(general('host-unreachable', { how: 'refused' })).toMatch(/whether the service runs/);
  expect(general('host-unreachable', { how: 'constructor' })).toBe(CODES['host-unreachable'].remedy);
  expect(general('inconclusive', { settle: 'run it again' })).toBe('Run it again.');
  expect(general('inconclusive', {})).toBe(CODES.inconclusive.remedy);
});
