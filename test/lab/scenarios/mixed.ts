import { chain, SILENT_ROUTER } from './rules.ts';
import type { Scenario } from './scenario.ts';

/** Faults of one family alone, faults together, and what looks like a fault and is none. */
export const MIXED: readonly Scenario[] = [
  {
    name: 'healthy-both',
    what: 'nothing is wrong, and the name has both families',
    families: ['both'],
    right: ['no-fault'],
    fired: [{ on: 'home', counter: 'came', least: 3 }],
  },
  {
    name: 'healthy-http',
    what: 'nothing is wrong, without TLS',
    target: 'http://server.lab/object',
    right: ['no-fault'],
    fired: [{ served: 80, least: 1 }],
  },
  {
    name: 'own-link-narrow',
    what: 'the own link carries 1400, and everybody knows',
    mtus: { lan: 1400 },
    right: ['no-fault'],
    never: ['path-mtu-reduced', 'path-mtu-cached', 'mss-clamped'],
    fired: [{ on: 'home', counter: 'came', least: 3 }],
  },
  {
    name: 'server-link-narrow',
    what: "the server's own link carries 1400, so that it offers a small MSS itself",
    mtus: { core: 1400 },
    right: ['path-mtu-reduced'],
    never: ['mss-clamped', 'udp-black-hole', 'forward-black-hole'],
    fired: [{ on: 'home', counter: 'came', least: 3 }],
  },
  {
    name: 'v6-reverse-black-hole',
    what: 'the provider tells the server nothing of its link of 1380 in IPv6; IPv4 is right',
    families: ['both'],
    mtus: { isp: 1380 },
    rules: { isp: chain('output', 'icmpv6 type packet-too-big counter name fired drop') },
    right: ['reverse-black-hole'],
    tells: () => [1380],
    fired: [{ on: 'isp', counter: 'fired', least: 1 }],
  },
  {
    name: 'reverse-hole-http',
    what: 'a reverse black hole, without TLS',
    target: 'http://server.lab/object',
    mtus: { isp: 1380 },
    rules: { isp: SILENT_ROUTER },
    right: ['reverse-black-hole'],
    tells: () => [1380],
    fired: [{ on: 'isp', counter: 'fired', least: 1 }],
  },
  {
    name: 'reverse-hole-filtered',
    what: 'a reverse black hole, and a server that answers nothing but TCP',
    mtus: { isp: 1380 },
    rules: {
      isp: SILENT_ROUTER,
      internet: chain('input', 'icmp type echo-request drop', 'icmpv6 type echo-request drop', 'meta l4proto udp drop'),
    },
    right: ['reverse-black-hole'],
    tells: () => [1380],
    fired: [{ on: 'isp', counter: 'fired', least: 1 }],
  },
];
