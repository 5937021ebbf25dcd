import type { Scenario } from './scenario.ts';

const forger = (mtu: number, kind = ''): NonNullable<Scenario['runs']> => [
  ['router', `$NODE $LAB/forger.mjs lan0 $TARGET ${mtu} ${kind}`],
];
// What the forger sends goes out by the router, whose watch counts it.
const fired = [{ on: 'router', counter: 'too_big', least: 1 }] as const;

/** A router that says "too big" of packets that pass. */
export const FORGED: readonly Scenario[] = [
  {
    name: 'forged-foreign',
    what: 'the router says that packets of flows that nobody has are too big for 1300',
    runs: forger(1300, 'foreign'),
    right: ['no-fault'],
    fired,
  },
  {
    name: 'forged-68',
    what: 'the router says of every packet that it is too big for 68',
    runs: forger(68),
    right: ['no-fault', 'inconclusive'],
    fired,
  },
  {
    name: 'forged-0',
    what: 'the router says of every packet that it is too big, and not for what',
    runs: forger(0),
    right: ['no-fault', 'inconclusive'],
    fired,
  },
];
