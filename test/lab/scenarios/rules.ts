const PRIORITIES = { prerouting: -150, input: 0, forward: 0, output: 0 };
type Hook = keyof typeof PRIORITIES;

/** A chain of nftables at that hook. The counters that its rules name are declared by whoever loads it (`tableOf`). */
export const chain = (hook: Hook, ...rules: readonly string[]): string =>
  [
    `chain ${hook} {`,
    `  type filter hook ${hook} priority ${PRIORITIES[hook]};`,
    ...rules.map((r) => `  ${r}`),
    '}',
  ].join('\n');
export const natChain = (...rules: readonly string[]): string =>
  ['chain nat {', '  type nat hook prerouting priority -100;', ...rules.map((r) => `  ${r}`), '}'].join('\n');

/** A table for `nft -f -`, with the named counters that its chains use. */
export const tableOf = (name: string, chains: string): string => {
  const counters = new Set([...chains.matchAll(/counter name (\w+)/g)].map(([, counter]) => counter));
  return [`table inet ${name} {`, ...[...counters].map((c) => `counter ${c} { }`), chains, '}'].join('\n');
};

/** Both families' "too big", counted, and then `verdict`. */
export const tooBig = (counter: string, verdict = ''): readonly string[] => [
  `icmp type destination-unreachable icmp code frag-needed counter name ${counter} ${verdict}`,
  `icmpv6 type packet-too-big counter name ${counter} ${verdict}`,
];
/** A router that says no "too big". */
export const SILENT_ROUTER = chain('output', ...tooBig('fired', 'drop'));
/** A router that lowers the MSS of SYNs both ways to what fits packets of so many bytes. */
export const clampRules = (mtu: number): readonly string[] => [
  `meta nfproto ipv4 tcp flags syn tcp option maxseg size > ${mtu - 40} counter name clamped tcp option maxseg size set ${mtu - 40}`,
  `meta nfproto ipv6 tcp flags syn tcp option maxseg size > ${mtu - 60} counter name clamped tcp option maxseg size set ${mtu - 60}`,
];
/** The first packet of TLS on its way to the server: a handshake record (RFC 8446, 5.1). */
export const CLIENT_HELLO = 'tcp dport 443 @ih,0,16 0x1603';
