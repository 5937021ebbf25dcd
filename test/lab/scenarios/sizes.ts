import { chain, clampRules, SILENT_ROUTER } from './rules.ts';
import type { Scenario } from './scenario.ts';

const NARROW = { isp: 1380 };
const mss = (mtu: number) => (family: 4 | 6) => [mtu - (family === 4 ? 40 : 60)];

/** Links that carry less than 1500 bytes, and routers that say so or don't. */
export const SIZES: readonly Scenario[] = [
  {
    name: 'healthy',
    what: 'nothing is wrong',
    right: ['no-fault'],
    fired: [{ on: 'home', counter: 'came', least: 3 }],
  },
  {
    name: 'healthy-narrow',
    what: 'a link of 1380, and discovery works',
    mtus: NARROW,
    right: ['path-mtu-reduced'],
    fired: [{ on: 'isp', counter: 'too_big', least: 1 }],
  },
  {
    name: 'forward-black-hole',
    what: 'the router tells the home nothing of its link of 1380',
    mtus: NARROW,
    rules: { router: SILENT_ROUTER },
    right: ['forward-black-hole'],
    tells: () => [1380],
    fired: [{ on: 'router', counter: 'fired', least: 1 }],
  },
  {
    name: 'reverse-black-hole',
    what: 'the provider tells the server nothing of its link of 1380',
    mtus: NARROW,
    rules: { isp: SILENT_ROUTER },
    right: ['reverse-black-hole'],
    tells: () => [1380],
    fired: [{ on: 'isp', counter: 'fired', least: 1 }],
  },
  {
    name: 'black-hole-both-ways',
    what: 'nobody is told of a link of 1380',
    mtus: NARROW,
    rules: { router: SILENT_ROUTER, isp: SILENT_ROUTER },
    right: ['black-hole-both-ways'],
    tells: () => [1380],
    fired: [
      { on: 'router', counter: 'fired', least: 1 },
      { on: 'isp', counter: 'fired', least: 1 },
    ],
  },
  {
    name: 'clamped-udp-exposed',
    what: 'nobody is told of a link of 1380, and the router clamps the MSS',
    mtus: NARROW,
    rules: { router: `${SILENT_ROUTER}\n${chain('forward', ...clampRules(1380))}`, isp: SILENT_ROUTER },
    right: ['udp-black-hole'],
    tells: () => [1380],
    fired: [
      { on: 'router', counter: 'clamped', least: 1 },
      { on: 'router', counter: 'fired', least: 1 },
    ],
  },
  {
    name: 'mss-clamped',
    what: 'a link of 1380, discovery works, and the router clamps the MSS',
    mtus: NARROW,
    rules: { router: chain('forward', ...clampRules(1380)) },
    right: ['mss-clamped'],
    tells: mss(1380),
    fired: [{ on: 'router', counter: 'clamped', least: 2 }],
  },
  {
    name: 'clamp-ineffective',
    what: 'nobody is told of a link of 1380, and the router clamps the MSS for 1440',
    mtus: NARROW,
    rules: { router: `${SILENT_ROUTER}\n${chain('forward', ...clampRules(1440))}`, isp: SILENT_ROUTER },
    right: ['mss-clamp-ineffective'],
    never: ['udp-black-hole', 'path-mtu-slow'], // that large packets vanish both ways is a finding beside it
    tells: () => [60],
    fired: [
      { on: 'router', counter: 'clamped', least: 2 },
      { on: 'isp', counter: 'fired', least: 1 },
    ],
  },
  {
    name: 'server-recovers',
    what: 'a reverse black hole, and a server that finds its way out (PLPMTUD)',
    mtus: NARROW,
    rules: { isp: SILENT_ROUTER },
    commands: [['internet', 'echo 1 >/proc/sys/net/ipv4/tcp_mtu_probing']],
    right: ['path-mtu-slow'],
    never: ['forward-black-hole', 'black-hole-both-ways', 'udp-black-hole', 'mss-clamp-ineffective'],
    fired: [{ on: 'isp', counter: 'fired', least: 1 }],
  },
  {
    name: 'cached',
    what: 'a reverse black hole, hidden by what the home has learned of the path before',
    mtus: NARROW,
    rules: { isp: SILENT_ROUTER },
    commands: [['home', 'ping -$FAMILY -n -c 1 -W 1 -M do -s 1440 $TARGET >/dev/null || true']],
    right: ['path-mtu-cached'],
    never: ['no-fault', 'forward-black-hole', 'black-hole-both-ways', 'udp-black-hole'],
    tells: () => [1380],
    fired: [{ on: 'router', counter: 'too_big', least: 1 }],
  },
];
