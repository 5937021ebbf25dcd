import { each, type Recipes } from './platform.ts';
import { changeDefaultRoute, routeUndo } from './route.ts';

const AGAIN = 'the same diagnosis again: it should say mss-clamped, or that nothing is wrong';
const BESIDE = 'on the router beside the tunnel or the narrow link';

/**
 * TCP is told to keep its segments below what passes. None of these ever raises an MSS: nft_exthdr.c and xt_TCPMSS.c of
 * Linux refuse to, and pf's max-mss is a limit.
 */
export const CLAMP: Recipes = {
  openbsd: (faults) => ({
    where: `into /etc/pf.conf ${BESIDE}, above the pass rules; then \`pfctl -f /etc/pf.conf\``,
    // `no-df` and `random-id` are of IPv4 alone (pf.conf(5)); they let IPv4 be fragmented beyond this router.
    paste: each(faults, ({ family, mss }) =>
      family === 4
        ? `match in inet all scrub (no-df random-id max-mss ${mss})`
        : `match in inet6 all scrub (max-mss ${mss})`,
    ),
    verify: `\`pfctl -sr | grep max-mss\`, and ${AGAIN}`,
    undo: 'remove the line, and `pfctl -f /etc/pf.conf`',
  }),
  nftables: (faults) => ({
    where: `as root ${BESIDE}; \`nft list table inet plumbline_mss\` shows what to put into /etc/nftables.conf to keep it`,
    // A table of its own: it stands beside whatever is there, and is gone by one word.
    paste: [
      'nft add table inet plumbline_mss',
      "nft 'add chain inet plumbline_mss forward { type filter hook forward priority mangle; policy accept; }'",
      each(
        faults,
        ({ family, mss }) =>
          `nft 'add rule inet plumbline_mss forward meta nfproto ipv${family} tcp flags & (syn | rst) == syn tcp option maxseg size set ${mss}'`,
      ),
    ].join('\n'),
    verify: AGAIN,
    undo: '`nft delete table inet plumbline_mss`',
  }),
  iptables: (faults) => ({
    where: `as root ${BESIDE}; \`netfilter-persistent save\` keeps it on Debian`,
    paste: each(faults, ({ family, mss }) => ipTables(family, 'A', mss)),
    verify: `${each(faults, ({ family }) => `\`${command(family)} -t mangle -vnL FORWARD\``).replaceAll('\n', ' and ')} counts, and ${AGAIN}`,
    undo: each(faults, ({ family, mss }) => `\`${ipTables(family, 'D', mss)}\``).replaceAll('\n', ', '),
  }),
  openwrt: (faults) => {
    const mtu = Math.min(...faults.map((f) => f.mtu));
    return {
      where: `in a shell of the router; where the tunnel is another interface or zone than wan, its name in place of wan`,
      // `rt mtu` of fw4 and --clamp-mss-to-pmtu of fw3 take the MTU of the way out: that has to be the true one.
      paste: [
        `uci set network.wan.mtu='${mtu}'`,
        `uci set "$(uci show firewall | sed -n "s/\\.name='wan'$//p" | head -n 1).mtu_fix=1"`,
        'uci commit network',
        'uci commit firewall',
        '/etc/init.d/network reload',
        '/etc/init.d/firewall restart',
      ].join('\n'),
      verify: `\`uci show firewall | grep mtu_fix\`, and ${AGAIN}`,
      undo: '`uci delete network.wan.mtu; uci commit network; /etc/init.d/network reload`',
    };
  },
  wireguard: (faults) => wireguard(Math.min(...faults.map((f) => f.mtu))),
  edgeos: (faults) => ({
    where: 'in a shell of the router',
    paste: [
      'configure',
      each(faults, ({ family, mss }) => {
        const node = `set firewall options mss-clamp${family === 6 ? '6' : ''}`;
        return [`${node} interface-type all`, `${node} mss ${mss}`];
      }),
      'commit',
      'save',
      'exit',
    ].join('\n'),
    verify: `\`show configuration commands | grep mss-clamp\`, and ${AGAIN}`,
    undo: `${faults.map(({ family }) => `\`delete firewall options mss-clamp${family === 6 ? '6' : ''}\``).join(', ')} in configure, then commit and save`,
  }),
  'linux-server': (faults) => {
    const isUp = faults.some((f) => f.lost !== 'down');
    const isDown = faults.some((f) => f.lost !== 'up');
    return {
      where: 'as root on the server, where it is yours',
      paste: [
        // It recovers by itself from a black hole on the way to a client (RFC 4821), for both families.
        ...(isDown
          ? [`echo 'net.ipv4.tcp_mtu_probing = 1' >/etc/sysctl.d/60-mtu-probing.conf`, 'sysctl --system']
          : []),
        // Clients send no more than it offers.
        ...(isUp ? [each(faults, ({ family, mss }) => changeDefaultRoute(family, `advmss ${mss}`))] : []),
      ].join('\n'),
      verify: 'the same diagnosis again: downloads then come, seconds late at first where the server has to find out',
      undo: [
        ...(isDown ? ['remove /etc/sysctl.d/60-mtu-probing.conf, `sysctl -w net.ipv4.tcp_mtu_probing=0`'] : []),
        ...(isUp ? [routeUndo] : []),
      ].join('; '),
    };
  },
  'linux-client': (faults) => ({
    where: 'as root on this machine, for this machine alone: until the next lease or restart',
    paste: each(faults, ({ family, mss, mtu, lost }) =>
      changeDefaultRoute(
        family,
        [...(lost === 'down' ? [] : [`mtu ${mtu}`]), ...(lost === 'up' ? [] : [`advmss ${mss}`])].join(' '),
      ),
    ),
    verify: 'the same diagnosis again',
    undo: routeUndo,
  }),
};

/** WireGuard's MTU is that of what it wraps: its own packet is 60 bytes more over IPv4, 80 over IPv6. */
export const wireguard = (mtu: number) => ({
  where:
    'under [Interface] of /etc/wireguard/wg0.conf at both ends of the tunnel, where the way that was measured leads through it; then `wg-quick down wg0 && wg-quick up wg0`',
  paste: `MTU = ${mtu}`,
  verify: '`ip link show wg0`, and the same diagnosis again',
  undo: `remove the line. Where the way that was measured is the one to the tunnel’s endpoint: ${mtu - 60} over IPv4, ${mtu - 80} over IPv6`,
});

const command = (family: 4 | 6): string => (family === 4 ? 'iptables' : 'ip6tables');
const ipTables = (family: 4 | 6, verb: 'A' | 'D', mss: number): string =>
  `${command(family)} -t mangle -${verb} FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss ${mss}`;

/** What helps where the server finds out by itself, seconds late: it begins small and grows (tcp_base_mss). */
export const CLAMP_SLOW: Recipes = {
  ...CLAMP,
  'linux-server': () => ({
    where: 'as root on the server, where it is yours',
    paste: `echo 'net.ipv4.tcp_mtu_probing = 2' >/etc/sysctl.d/60-mtu-probing.conf\nsysctl --system`,
    verify: 'the same diagnosis again: no connection should stall',
    undo: 'remove /etc/sysctl.d/60-mtu-probing.conf, `sysctl -w net.ipv4.tcp_mtu_probing=1`',
  }),
};
/** Where the DF bit is cleared already, nothing of one's own should clear it. */
export const CLAMP_KEEPING_DF: Recipes = {
  ...CLAMP,
  openbsd: (faults) => ({
    where:
      'into /etc/pf.conf of the own router, in place of a line with `no-df` where there is one; then `pfctl -f /etc/pf.conf`',
    paste: each(faults, ({ family, mss }) => `match in ${family === 4 ? 'inet' : 'inet6'} all scrub (max-mss ${mss})`),
    verify: `\`pfctl -sr | grep max-mss\`, and ${AGAIN}`,
    undo: 'put the line back as it was, and `pfctl -f /etc/pf.conf`',
  }),
};
