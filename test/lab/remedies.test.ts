import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

import type { Verdict } from '../../src/diagnose/diagnosis.ts';
import { remedyFor, type Platform } from '../../src/diagnose/remedy/remedy.ts';
import { CODES, type Code } from '../../src/domain/codes.ts';
import { labMissing } from './namespaces.ts';
import { toolMissing } from './tools.ts';

const CLAMPED = ['forward-black-hole', 'reverse-black-hole', 'black-hole-both-ways', 'df-stripped'] as const;

const paste = (code: Code, platform: Platform): string => {
  const of = (evidence: Verdict['evidence']): Verdict => ({
    code,
    severity: CODES[code].severity,
    summary: '',
    evidence,
  });
  const ways = [
    { family: 4 as const, address: '192.0.2.7', verdict: of({ mss: 1_340, mtu: 1_380 }) },
    { family: 6 as const, address: '2001:db8::7', verdict: of({ mss: 1_320, mtu: 1_380 }) },
  ];
  return remedyFor({ verdict: of({}), ways }, platform).recipe?.paste ?? 'false';
};

/** Runs lines in a network of its own, which is gone afterwards. */
const alone = (...lines: readonly string[]): string => {
  const script = ['set -eu', 'ip link set lo up', ...lines].join('\n');
  const { status, stdout, stderr } = spawnSync('unshare', ['-n', 'sh', '-c', script], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
};
const UPLINK = [
  'ip link add eth0 type veth peer name far0',
  'ip link set far0 up',
  'ip address add 192.0.2.2/24 dev eth0',
  'ip address add 2001:db8::2/64 dev eth0 nodad',
  'ip link set eth0 up',
  'ip route add default via 192.0.2.1 dev eth0 proto dhcp metric 100',
  'ip -6 route add default via fe80::1 dev eth0 proto ra metric 1024 expires 1800 pref medium',
];

describe.skipIf(labMissing() !== undefined)('what is to be pasted is taken by', () => {
  it.skipIf(toolMissing('nft') !== undefined).each(CLAMPED)('nft, for %s', (code) => {
    const listed = alone(paste(code, 'nftables'), 'nft list table inet plumbline_mss');
    expect(listed).toContain('tcp option maxseg size set 1340');
    expect(listed).toContain('tcp option maxseg size set 1320');
  });
  it.skipIf(toolMissing('nft') !== undefined)('nft, where "too big" is to pass', () => {
    const table =
      'nft -f - <<X\ntable inet filter {\n chain forward { type filter hook forward priority 0; policy drop; }\n}\nX';
    const listed = alone(table, paste('udp-black-hole', 'nftables'), 'nft list chain inet filter forward');
    expect(listed).toMatch(/frag-needed accept/);
    expect(listed).toMatch(/packet-too-big accept/);
  });
  it.skipIf(toolMissing('iptables') !== undefined)('iptables and ip6tables', () => {
    const all = [...CLAMPED, 'udp-black-hole' as const];
    const listed = alone(...all.map((code) => paste(code, 'iptables')), 'iptables-save', 'ip6tables-save');
    expect(listed).toContain('--set-mss 1340');
    expect(listed).toContain('--set-mss 1320');
    expect(listed).toContain('--icmp-type 3/4 -j ACCEPT');
    expect(listed).toContain('--icmpv6-type 2 -j ACCEPT');
  });
  it.each([
    ['forward-black-hole', /mtu 1380 *$/m],
    ['reverse-black-hole', /advmss 1340 *$[^]*advmss 1320/m],
    ['black-hole-both-ways', /mtu 1380 advmss 1340/],
    ['udp-black-hole', /mtu 1380/],
  ] as const)('ip, for %s on this machine', (code, shown) => {
    const listed = alone(
      ...UPLINK,
      paste(code, 'linux-client'),
      'ip -4 route show default',
      'ip -6 route show default',
    );
    expect(listed).toMatch(shown);
  });
  it('ip, where the cache is to be forgotten', () => {
    alone(...UPLINK, paste('path-mtu-cached', 'linux-client'));
  });
  it('sysctl.d and ip, on a server', () => {
    const [write = '', , ...routes] = paste('black-hole-both-ways', 'linux-server').split('\n');
    expect(write).toBe("echo 'net.ipv4.tcp_mtu_probing = 1' >/etc/sysctl.d/60-mtu-probing.conf");
    const listed = alone(
      ...UPLINK,
      'echo 1 >/proc/sys/net/ipv4/tcp_mtu_probing',
      ...routes,
      'ip -4 route show default',
    );
    expect(listed).toContain('advmss 1340');
  });
});
