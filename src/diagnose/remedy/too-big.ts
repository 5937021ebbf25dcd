import { each, type Recipe, type Recipes } from './platform.ts';

const AGAIN = 'the same diagnosis again: it should say path-mtu-reduced, or that nothing is wrong';

/** ICMP's "fragmentation needed" (RFC 792) and "packet too big" (RFC 4443) pass a filter of one's own. */
export const TOO_BIG: Recipes = {
  openbsd: (faults) => ({
    where: 'into /etc/pf.conf of the firewall on the way, above any `quick` block; then `pfctl -f /etc/pf.conf`',
    paste: each(faults, ({ family }) =>
      family === 4
        ? 'pass quick inet proto icmp all icmp-type unreach code needfrag'
        : 'pass quick inet6 proto icmp6 all icmp6-type toobig',
    ),
    verify: AGAIN,
    undo: 'remove the line, and `pfctl -f /etc/pf.conf`',
  }),
  nftables: (faults) => ({
    where:
      'as root on the firewall on the way; where its table or chain is called otherwise, that in place of inet filter forward',
    paste: each(faults, ({ family }) =>
      family === 4
        ? 'nft insert rule inet filter forward icmp type destination-unreachable icmp code frag-needed accept'
        : 'nft insert rule inet filter forward icmpv6 type packet-too-big accept',
    ),
    verify: AGAIN,
    undo: 'with the handle that `nft -a list chain inet filter forward` shows, by `nft delete rule`',
  }),
  iptables: (faults) => accepting(faults, 'FORWARD', 'as root on the firewall on the way'),
  'linux-server': (faults) => accepting(faults, 'INPUT', 'as root on the server, where it is yours'),
};

const accepting = (faults: Parameters<typeof each>[0], chain: 'FORWARD' | 'INPUT', where: string): Recipe => {
  const rule = (family: 4 | 6, verb: 'I' | 'D'): string =>
    family === 4
      ? `iptables -${verb} ${chain} -p icmp --icmp-type fragmentation-needed -j ACCEPT`
      : `ip6tables -${verb} ${chain} -p icmpv6 --icmpv6-type packet-too-big -j ACCEPT`;
  return {
    where,
    paste: each(faults, ({ family }) => rule(family, 'I')),
    verify: AGAIN,
    undo: faults.map(({ family }) => `\`${rule(family, 'D')}\``).join(', '),
  };
};
