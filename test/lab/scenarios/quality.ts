import { chain } from './rules.ts';
import type { Scenario } from './scenario.ts';

const lost = (percent: number, of = ''): string =>
  chain('forward', `${of}numgen random mod 100 < ${percent} counter name fired drop`);
const FIRED = { counter: 'fired', least: 3 };

/** Lines that carry everything, but not well. */
export const QUALITY: readonly Scenario[] = [
  {
    name: 'loss-10',
    what: 'the router loses 10% of all packets, either way',
    rules: { router: lost(10) },
    right: ['packet-loss'],
    fired: [{ on: 'router', ...FIRED }],
  },
  {
    name: 'loss-30',
    what: 'the router loses 30% of all packets, either way',
    rules: { router: lost(30) },
    right: ['packet-loss'],
    fired: [{ on: 'router', ...FIRED }],
    isLong: true,
  },
  {
    name: 'loss-10-narrow',
    what: 'a link of 1380, discovery works, and the router loses 10% of all packets',
    mtus: { isp: 1380 },
    rules: { router: lost(10) },
    right: ['packet-loss'],
    fired: [{ on: 'router', ...FIRED }],
  },
  {
    name: 'size-policer',
    what: 'the provider loses half of the packets above 1000 bytes, either way',
    rules: { isp: lost(50, 'meta length > 1000 ') },
    right: ['size-policer'],
    fired: [{ on: 'isp', ...FIRED }],
    isLong: true,
  },
  {
    name: 'bufferbloat',
    what: 'the line to the home carries 4 Mbit/s, and a megabyte waits for it',
    commands: [['isp', 'tc qdisc add dev access0 root tbf rate 4mbit burst 4000 limit 1000000']],
    right: ['bufferbloat'],
    fired: [{ on: 'isp', queue: 'access0', least: 50 }],
  },
];
