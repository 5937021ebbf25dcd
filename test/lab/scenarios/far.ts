import { chain, clampRules, SILENT_ROUTER } from './rules.ts';
import type { Scenario } from './scenario.ts';

const NARROW = { isp: 1380 };
const FAR = [60, 300] as const;

/** What is far away is no different, but later. */
export const DISTANT: readonly Scenario[] = FAR.flatMap((delayMs): readonly Scenario[] => [
  {
    name: `healthy-${delayMs}ms`,
    what: `nothing is wrong, ${delayMs} ms away`,
    delayMs,
    right: ['no-fault'],
    fired: [{ on: 'home', counter: 'came', least: 3 }],
    isLong: true,
  },
  {
    name: `reverse-black-hole-${delayMs}ms`,
    what: `the provider tells the server, ${delayMs} ms away, nothing of its link of 1380`,
    delayMs,
    mtus: NARROW,
    rules: { isp: SILENT_ROUTER },
    right: ['reverse-black-hole'],
    tells: () => [1380],
    fired: [{ on: 'isp', counter: 'fired', least: 1 }],
    isLong: true,
  },
  {
    name: `mss-clamped-${delayMs}ms`,
    what: `a link of 1380, discovery works, and the router clamps the MSS; ${delayMs} ms away`,
    delayMs,
    mtus: NARROW,
    rules: { router: chain('forward', ...clampRules(1380)) },
    right: ['mss-clamped'],
    fired: [{ on: 'router', counter: 'clamped', least: 2 }],
    isLong: true,
  },
]);
