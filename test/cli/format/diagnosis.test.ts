import { describe, expect, it } from 'vitest';

import { diagnosisCard } from '../../../src/cli/format/diagnosis.ts';
import { evidenceRows } from '../../../src/cli/format/evidence.ts';
import { styleFor } from '../../../src/cli/format/style.ts';
import type { Diagnosis } from '../../../src/diagnose/diagnosis.ts';
import type { Platform } from '../../../src/diagnose/remedy/remedy.ts';

const style = styleFor({ write: () => undefined, isOpen: true, isTTY: false, columns: 80 }, {});
const hole: Diagnosis['verdict'] = {
  code: 'reverse-black-hole',
  severity: 'fail',
  summary:
    'Packets of more than 1,380 bytes from example.org vanish, and its server is never told: downloads hang unless segments are 1,340 bytes or less.',
  evidence: { mtu: 1_380, mss: 1_340, stallMs: 15_000, lostRatio: 0.02, narrowAfter: '192.0.2.1', icmpSeen: false },
};
const fine: Diagnosis['verdict'] = { code: 'no-fault', severity: 'info', summary: 'Everything passes.', evidence: {} };
const diagnosis: Diagnosis = {
  verdict: hole,
  findings: [
    {
      code: 'certificate-untrusted',
      severity: 'warn',
      evidence: { summary: 'The certificate of 192.0.2.7 is of Evil\u001b[31m Corp.', issuer: 'Evil' },
    },
    { code: 'mss-clamped', severity: 'info', evidence: { summary: 'The MSS is clamped to 1400.' } },
    { code: 'certificate-untrusted', severity: 'warn', evidence: { summary: 'That of 2001:db8::7 too.' } },
  ],
  ways: [
    { family: 4, address: '192.0.2.7', verdict: hole },
    { family: 6, address: '2001:db8::7', verdict: fine },
  ],
  steps: [
    { name: 'names', told: '192.0.2.7, 2001:db8::7' },
    { name: 'download', family: 4, told: 'nothing in 15 s, 1 segment out of order' },
    {
      name: 'with small segments',
      family: 4,
      told: '524 kB in 0.4 s with segments of 536 bytes; 512 kB in 0.3 s with 1340; nothing with 1341',
    },
    { name: 'download', family: 6, told: '524 kB in 0.2 s' },
  ],
};
const card = (told: Diagnosis, platform?: Platform): string =>
  diagnosisCard(
    { subject: { target: 'example.org', via: 'device=wg0', vantage: 'here' }, at: 0, diagnosis: told },
    platform,
    style,
  );

describe('a diagnosis for a person', () => {
  it('is the verdict first, then evidence, remedy, findings and what was looked at', () => {
    expect(card(diagnosis)).toMatchInlineSnapshot(`
      "■ reverse-black-hole  example.org over device=wg0
        Packets of more than 1,380 bytes from example.org vanish, and its server is
        never told: downloads hang unless segments are 1,340 bytes or less.

        path MTU      1,380 B
        working MSS   1,340 B
        stall         15.0 s
        lost          2.0%
        narrow after  192.0.2.1
        ICMP seen     no

        To do: Clamp the MSS to the size shown on the own router, both ways, or lower
        the MTU of the LAN.
        Here and now, as root on this machine, for this machine alone: until the next
        lease or restart:

          ip -4 route change $(ip -4 route show default | head -n 1) advmss 1340

        See whether it helps: the same diagnosis again.
        Undo: the same line without the last words, or take the interface down and up.
        What it does not cure: Clamping does not help UDP or QUIC: those need ICMP
        "too big" to pass, or the true MTU on the link.
        For another place: --for openbsd, nftables, iptables, openwrt, wireguard,
        edgeos, linux-server.

        ▲ certificate-untrusted
          The certificate of 192.0.2.7 is of Evil�[31m Corp.
          That of 2001:db8::7 too.
          To do: See whose it is: a server set up wrong, a clock that is wrong, or
          somebody who sits in between.

        ● mss-clamped
          The MSS is clamped to 1400.

        Ways
        IPv4  ■ reverse-black-hole at 192.0.2.7
        IPv6  ● no-fault at 2001:db8::7

        Looked at
        names                     192.0.2.7, 2001:db8::7
        download IPv4             nothing in 15 s, 1 segment out of order
        with small segments IPv4  524 kB in 0.4 s with segments of 536 bytes; 512 kB
                                  in 0.3 s with 1340; nothing with 1341
        download IPv6             524 kB in 0.2 s
      "
    `);
  });
  it('has the remedy for the platform that was asked for', () => {
    expect(card({ ...diagnosis, findings: [], ways: diagnosis.ways.slice(0, 1), steps: [] }, 'nftables'))
      .toMatchInlineSnapshot(`
      "■ reverse-black-hole  example.org over device=wg0
        Packets of more than 1,380 bytes from example.org vanish, and its server is
        never told: downloads hang unless segments are 1,340 bytes or less.

        path MTU      1,380 B
        working MSS   1,340 B
        stall         15.0 s
        lost          2.0%
        narrow after  192.0.2.1
        ICMP seen     no

        For nftables, as root on the router beside the tunnel or the narrow link; \`nft
        list table inet plumbline_mss\` shows what to put into /etc/nftables.conf to
        keep it:

          nft add table inet plumbline_mss
          nft 'add chain inet plumbline_mss forward { type filter hook forward priority mangle; policy accept; }'
          nft 'add rule inet plumbline_mss forward meta nfproto ipv4 tcp flags & (syn | rst) == syn tcp option maxseg size set 1340'

        See whether it helps: the same diagnosis again: it should say mss-clamped, or
        that nothing is wrong.
        Undo: \`nft delete table inet plumbline_mss\`.
        What it does not cure: Clamping does not help UDP or QUIC: those need ICMP
        "too big" to pass, or the true MTU on the link.
        For another place: --for openbsd, iptables, openwrt, wireguard, edgeos,
        linux-server, linux-client.
      "
    `);
  });
  it('says so where there is nothing to paste for it', () => {
    const verdict: Diagnosis['verdict'] = {
      code: 'server-stall',
      severity: 'fail',
      summary: 'It stalls.',
      evidence: {},
    };
    expect(card({ verdict, findings: [], ways: [], steps: [] }, 'openbsd')).toMatchInlineSnapshot(`
      "■ server-stall  example.org over device=wg0
        It stalls.

        To do: The way is not at fault: see to the server (its log, its load, what is
        behind it).
        There is nothing of this to paste for openbsd.
      "
    `);
  });
  it('is short where nothing is wrong', () => {
    expect(card({ verdict: fine, findings: [], ways: [], steps: diagnosis.steps.slice(0, 1) })).toMatchInlineSnapshot(`
      "● no-fault  example.org over device=wg0
        Everything passes.

        Looked at
        names  192.0.2.7, 2001:db8::7
      "
    `);
  });
  it('keeps within 80 columns, but for what is to be pasted', () => {
    for (const platform of [undefined, 'openwrt', 'linux-server', 'wireguard'] as const)
      for (const line of card(diagnosis, platform).split('\n'))
        if (!line.startsWith('    ')) expect(line.length).toBeLessThanOrEqual(80);
  });
});

it('evidence has labels and units', () => {
  const evidence = {
    mtu: 1_380,
    sndMss: 1_208,
    tookMs: 1_240.4,
    minRttMicros: 512,
    lossRatio: 0.1,
    segments: 12_345,
    rate: 1.23456,
    dfSet: true,
    bodyBytes: 5e5,
    keptSeconds: 599,
    who: null,
    said: 'a\u202eb',
  };
  expect(evidenceRows(evidence).map((row) => row.join(': '))).toMatchInlineSnapshot(`
    [
      "path MTU: 1,380 B",
      "snd MSS: 1,208 B",
      "took: 1.24 s",
      "min RTT: 0.512 ms",
      "loss: 10%",
      "segments: 12,345",
      "rate: 1.23",
      "DF set: yes",
      "body: 500,000 B",
      "known for: 599 s",
      "said: a�b",
    ]
  `);
});
