import { chain, clampRules, SILENT_ROUTER } from './rules.ts';
import { BLACK_HOLES, type Scenario } from './scenario.ts';

const NARROW = { isp: 1380 };
const CLAMPED = {
  router: `${SILENT_ROUTER}\n${chain('forward', ...clampRules(1380))}`,
  isp: SILENT_ROUTER,
};
const MUTE_SERVER = chain(
  'input',
  'meta l4proto { icmp, ipv6-icmp } @th,0,8 { 8, 128 } counter name fired drop',
  'meta l4proto udp counter name fired drop',
);
const lossy = (percent: number): string => chain('input', `numgen random mod 100 < ${percent} counter name fired drop`);
const fired = (on: 'router' | 'isp' | 'internet', least = 1) => [{ on, counter: 'fired', least }] as const;

/** Two things at once: what the one does must not be taken for the other. */
export const TOGETHER: readonly Scenario[] = [
  {
    name: 'narrow-echo-filtered',
    what: 'a link of 1380, discovery works, and the server answers no echo',
    mtus: NARROW,
    rules: {
      internet: chain('input', 'meta l4proto { icmp, ipv6-icmp } @th,0,8 { 8, 128 } counter name fired drop'),
    },
    right: ['icmp-filtered'],
    fired: fired('internet'),
  },
  {
    name: 'narrow-stall',
    what: 'a link of 1380, discovery works, and the server says nothing',
    mtus: NARROW,
    listeners: [{ on: 'internet', port: 443, behaviour: 'stall' }],
    right: ['server-stall'],
    fired: [{ served: 443, least: 1 }],
  },
  {
    name: 'narrow-policer',
    what: 'a link of 1380, discovery works, and the provider loses half of the packets above 1000 bytes',
    mtus: NARROW,
    rules: { isp: chain('forward', 'meta length > 1000 numgen random mod 100 < 50 counter name fired drop') },
    right: ['size-policer'],
    fired: fired('isp', 3),
    isLong: true,
  },
  {
    name: 'narrow-bloat',
    what: 'a link of 1380, discovery works, 4 Mbit/s, and a megabyte waits for it',
    mtus: NARROW,
    commands: [['isp', 'tc qdisc add dev access0 root tbf rate 4mbit burst 4000 limit 1000000']],
    right: ['bufferbloat'],
    fired: [{ on: 'isp', queue: 'access0', least: 50 }],
  },
  {
    name: 'clamped-loss',
    what: 'nobody is told of a link of 1380, the router clamps the MSS, and the server loses 10% of all that comes',
    mtus: NARROW,
    rules: { ...CLAMPED, internet: lossy(10) },
    right: ['packet-loss', 'udp-black-hole'],
    never: ['forward-black-hole', 'reverse-black-hole', 'black-hole-both-ways', 'mss-clamp-ineffective'],
    fired: fired('internet', 3),
  },
  {
    name: 'clamped-mute',
    what: 'nobody is told of a link of 1380, the router clamps the MSS, and the server answers nothing but TCP',
    mtus: NARROW,
    rules: { ...CLAMPED, internet: MUTE_SERVER },
    right: ['icmp-filtered', 'mss-clamped', 'inconclusive'],
    never: BLACK_HOLES,
    fired: fired('internet'),
  },
  {
    name: 'hole-loss',
    what: 'a reverse black hole of 1380, and the server loses 5% of all that comes',
    mtus: NARROW,
    rules: { isp: SILENT_ROUTER, internet: lossy(5) },
    right: ['reverse-black-hole', 'packet-loss', 'inconclusive'],
    never: ['no-fault', 'server-stall', 'size-policer'],
    fired: fired('isp'),
    isLong: true,
  },
  {
    name: 'policer-mild',
    what: 'the provider loses a fifth of the packets above 1000 bytes, either way',
    rules: { isp: chain('forward', 'meta length > 1000 numgen random mod 100 < 20 counter name fired drop') },
    right: ['size-policer'],
    fired: fired('isp', 3),
    isLong: true,
  },
];
