import { FAR_4, FAR_6 } from '../topology.ts';
import { chain, natChain } from './rules.ts';
import type { Listener, Scenario } from './scenario.ts';

const ASKED = { router: chain('input', 'udp dport 53 counter name asked') };
const asked = [{ on: 'router', counter: 'asked', least: 1 }] as const;
const OTHER = [FAR_4[1], FAR_6[1]] as const;
const other = (target: readonly string[]): readonly string[] =>
  OTHER.filter((o) => target.some((t) => t.includes(':') === o.includes(':')));
const elsewhere = (behaviour: string): readonly Listener[] =>
  OTHER.flatMap((address) => [
    { on: 'internet', port: 80, address, behaviour },
    { on: 'internet', port: 443, tls: true, address, behaviour },
  ]);
const known = (addresses: readonly string[]) => ({ 'server.lab': { addresses, ttl: 60 } });
const failing = (fails: 'servfail' | 'silent') => ({ 'server.lab': { addresses: [], ttl: 0, fails } });

const PORTAL: readonly Listener[] = [
  { on: 'router', port: 8080, behaviour: 'portal' },
  { on: 'router', port: 8443, tls: true, behaviour: 'portal' },
];
const TAKEN = 'iifname lan0 tcp dport 80 counter name fired redirect to :8080';
const REFUSED = 'iifname lan0 tcp dport 443 reject with tcp reset';
const fired = [{ on: 'router', counter: 'fired', least: 1 }] as const;

/** What stands between a name and the place: resolvers, and login pages. */
export const NAMES: readonly Scenario[] = [
  {
    name: 'dns-silent',
    what: 'no resolver answers',
    families: [4],
    rules: ASKED,
    names: () => [failing('silent')],
    right: ['dns-failed'],
    fired: asked,
  },
  {
    name: 'dns-servfail',
    what: 'the resolvers fail',
    families: [4],
    rules: ASKED,
    names: () => [failing('servfail')],
    right: ['dns-failed'],
    fired: asked,
  },
  {
    name: 'dns-no-such-name',
    what: 'the name does not exist',
    families: [4],
    target: 'https://nowhere.lab/object',
    rules: ASKED,
    right: ['dns-failed'],
    fired: asked,
  },
  {
    name: 'dns-wrong-family',
    what: 'the name has no address of the family that was asked for',
    families: [4],
    options: ['--family', '6'],
    rules: ASKED,
    right: ['dns-failed'],
    fired: asked,
  },
  {
    name: 'dns-one-silent',
    what: 'the first resolver is silent, the second answers',
    rules: ASKED,
    names: (target) => [failing('silent'), known(target)],
    right: ['no-fault'],
    fired: [{ on: 'router', counter: 'asked', least: 2 }],
  },
  {
    name: 'dns-block-page',
    what: 'the first resolver leads to a page that says no, the second to the server',
    rules: ASKED,
    listeners: elsewhere('blocked'),
    names: (target) => [known(other(target)), known(target)],
    right: ['dns-answers-disagree'],
    fired: asked,
  },
  {
    name: 'dns-two-places',
    what: 'the resolvers lead to two places, and both serve the name',
    rules: ASKED,
    listeners: elsewhere('serve'),
    names: (target) => [known(target), known(other(target))],
    right: ['no-fault'],
    never: ['dns-answers-disagree'],
    fired: asked,
  },
  {
    name: 'captive-portal',
    what: 'the router sends port 80 to a login page, and refuses the rest',
    rules: { router: `${natChain(TAKEN)}\n${chain('forward', REFUSED, 'iifname lan0 drop')}` },
    listeners: PORTAL,
    right: ['captive-portal'],
    fired,
  },
  {
    name: 'captive-portal-tls',
    what: 'the router sends ports 80 and 443 to a login page',
    rules: {
      router: `${natChain(TAKEN, 'iifname lan0 tcp dport 443 redirect to :8443')}\n${chain('forward', 'iifname lan0 drop')}`,
    },
    listeners: PORTAL,
    right: ['captive-portal'],
    fired,
  },
  {
    name: 'captive-portal-http',
    what: 'the router sends port 80 to a login page, and the target is there',
    target: 'http://server.lab/object',
    rules: { router: `${natChain(TAKEN)}\n${chain('forward', REFUSED, 'iifname lan0 drop')}` },
    listeners: PORTAL,
    right: ['captive-portal'],
    fired,
  },
];
