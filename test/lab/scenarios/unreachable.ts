import { chain } from './rules.ts';
import type { Scenario } from './scenario.ts';

const fired = (on: 'isp' | 'internet') => [{ on, counter: 'fired', least: 1 }] as const;
/** A machine that no longer says which hardware address it has, and a neighbour that has forgotten it. */
const MUTE = 'echo 8 >/proc/sys/net/ipv4/conf/all/arp_ignore';
const NO_SOLICIT = chain('input', 'icmpv6 type nd-neighbor-solicit drop');
const forget = (device: string): string =>
  `ip -4 neigh flush dev ${device} nud permanent; ip -6 neigh flush dev ${device} nud permanent`;

/** Places that cannot be reached at all. */
export const UNREACHABLE: readonly Scenario[] = [
  {
    name: 'unreachable-told',
    what: 'the provider says that the host is unreachable',
    rules: {
      isp: chain('forward', 'iifname access0 counter name fired reject with icmpx type host-unreachable'),
    },
    right: ['host-unreachable'],
    fired: fired('isp'),
  },
  {
    name: 'unreachable-prohibited',
    what: 'the provider says that it is forbidden',
    rules: {
      isp: chain('forward', 'iifname access0 counter name fired reject with icmpx type admin-prohibited'),
    },
    right: ['host-unreachable'],
    fired: fired('isp'),
  },
  {
    name: 'unreachable-silent',
    what: 'the provider drops everything',
    rules: { isp: chain('forward', 'iifname access0 counter name fired drop') },
    right: ['host-unreachable'],
    fired: fired('isp'),
  },
  {
    name: 'neighbour-gone',
    what: "the server is gone from the provider's network",
    rules: {
      isp: chain(
        'output',
        'icmp type destination-unreachable counter name fired',
        'icmpv6 type destination-unreachable counter name fired',
      ),
      internet: NO_SOLICIT,
    },
    commands: [
      ['internet', MUTE],
      ['isp', forget('core0')],
    ],
    right: ['host-unreachable'],
    fired: fired('isp'),
  },
  {
    name: 'gateway-gone',
    what: 'the own router is gone',
    target: 'https://{address}/object',
    rules: { router: NO_SOLICIT },
    commands: [
      ['router', MUTE],
      ['home', forget('eth0')],
    ],
    right: ['host-unreachable'],
    fired: [{ on: 'home', prints: 'ip -$FAMILY neigh show dev eth0 | grep -cE "FAILED|INCOMPLETE"', least: 1 }],
  },
  {
    name: 'no-route',
    what: 'the home has no way out',
    target: 'https://{address}/object',
    commands: [['home', 'ip -$FAMILY route del default']],
    right: ['host-unreachable'],
    fired: [{ on: 'home', prints: 'ip route get $TARGET >/dev/null 2>&1 && echo 0 || echo 1', least: 1 }],
  },
  {
    name: 'closed-port',
    what: 'nobody listens on that port',
    target: 'https://server.lab:8443/object',
    rules: { internet: chain('output', 'tcp flags & rst == rst counter name fired') },
    right: ['host-unreachable'],
    fired: fired('internet'),
  },
  {
    name: 'port-dropped',
    what: 'a filter drops what goes to that port; the host answers else',
    rules: { isp: chain('forward', 'tcp dport 443 counter name fired drop') },
    right: ['host-unreachable'],
    fired: fired('isp'),
  },
];
