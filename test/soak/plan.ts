import { OWN } from '../support/own-network.ts';
import type { Rule } from './verdict.ts';

/** The service's clocks run so many times as fast. */
export const RATE = 60;
/** Of history before it begins: as much as is kept. */
export const DAYS = 2;

export const RULES: Readonly<Record<string, Rule>> = {
  resident: { what: 'resident memory', unit: 'MB', growth: 12, most: 256 },
  heap: { what: 'heap of JavaScript', unit: 'MB', growth: 6 },
  external: { what: 'memory outside that heap', unit: 'MB', growth: 3 },
  handles: { what: 'open handles', unit: '', growth: 3, most: 200 },
  sockets: { what: 'of them sockets', unit: '', growth: 3 },
  resources: { what: 'timers and requests', unit: '', growth: 5 },
  threads: { what: 'threads', unit: '', growth: 1, most: 40 },
  children: { what: 'processes of its own', unit: '', growth: 0, most: 0 },
  temporary: { what: 'temporary files', unit: '', growth: 0, most: 0 },
  state: { what: 'state folder', unit: 'MB', growth: 12 },
  lagP50: { what: 'event loop late, median', unit: 'ms', growth: 5 },
  lagP99: { what: 'event loop late, p99', unit: 'ms' },
};
export const IN_MB = new Set(['resident', 'heap', 'external', 'state']);

const LOOPBACK = Array.from({ length: 13 }, (_, i) => `127.0.0.${i + 2}`);
const FARTHER = [OWN[4].router, OWN[6].router, OWN[4].far, OWN[6].far, '::1', OWN[4].silent, OWN[4].unreachable];
export const TARGETS = [...LOOPBACK, ...FARTHER].map((address, i) => ({ name: `t${i}`, address }));
/** A loopback port where nobody listens: a refusal answers, too. */
const DISCARD = 9;
export const CONFIG = `vantage: soak
keep: {raw: ${DAYS}d, minutes: ${DAYS}d, runs: ${DAYS}d}
targets:
${TARGETS.map(({ name, address }, i) => {
  const more = i === 0 ? `, tcp: {port: ${DISCARD}, every: 10s}, route: {every: 30m}` : '';
  return `  ${name}: {address: "${address}", ping: {every: 1s, timeout: 10s}${more}}`;
}).join('\n')}
`;
const view = (i: number, from: string): string => `/api/targets/t${i}/view?from=${from}`;
export const PATHS = [
  '/api/overview',
  '/metrics',
  view(0, '-1h'),
  view(13, '-1d'),
  '/api/overview',
  view(15, '-30d'),
  '/api/targets/t1/histogram?from=-1d',
  '/metrics',
  '/api/events?from=-1d',
  '/api/targets/t2/raw?format=csv&from=-6h',
  '/',
];
