import type { EpochMicros } from '../../../src/domain/time.ts';
import type { LinkShape } from '../lab.ts';
import type { TwoLines } from './open.ts';
import type { Expected, Moment, Sign, Step } from './scenario.ts';
import { type LineName, LINES, type SpoiltCable } from './topology.ts';

export const spoil = (name: string, after: number, cable: SpoiltCable, shape: LinkShape): Step => ({
  name,
  after,
  do: (two) => two.lab.link(cable).set(shape),
});
export const route = (name: string, after: number, line: LineName): Step => ({
  name,
  after,
  do: (two) => two.route(line),
});
/** Several at once; the time is the last one's. */
export const together = (
  name: string,
  after: number,
  ...cables: readonly (readonly [SpoiltCable, LinkShape])[]
): Step => ({
  name,
  after,
  do: async (two) => Math.max(...(await Promise.all(cables.map(([cable, shape]) => two.lab.link(cable).set(shape))))),
});
export const CUT = { cut: true };
export const WHOLE = { cut: false };

export const counted = (cable: SpoiltCable, what: 'cut' | 'lost', least: number): Sign => ({
  what: `frames ${what} on ${cable}`,
  least,
  seen: async (two: TwoLines) => {
    const { out, back } = await two.lab.link(cable).counters();
    return out[what] + back[what];
  },
});
export const passed = (cable: SpoiltCable, least: number): Sign => ({
  what: `frames passed on ${cable}`,
  least,
  seen: async (two) => (await two.lab.link(cable).counters()).out.passed,
});
/** Echoes of the service that the router sent to the internet over the line. */
export const echoesOver = (line: LineName, least: number, most: number): Sign => ({
  what: `the service's echoes over ${line}`,
  least,
  most,
  seen: (two) => Promise.resolve(two.echoesOver(line)),
});
export const askedFrom = (address: string): Sign => ({
  what: `questions from ${address}`,
  least: 1,
  seen: async (two) => (await two.seen()).stun[address] ?? 0,
});

/** Ten seconds from the last good reply; what polls is 0.2 s late, and looks again after 0.1. */
const DECIDED = 10.3;
/** From one echo to the next, and the echoes of our own. */
const STANDBY = 1.1;
export const down = (who: string, spell: string = `${who}.1`): Expected => ({
  type: 'state-changed',
  of: who,
  says: { to: 'down' },
  near: { since: [`${spell}.lastGood`, STANDBY] },
  told: [`${spell}.lastGood`, 4, DECIDED],
});
export const up = (who: string, spell: string = `${who}.1`): Expected => ({
  type: 'state-changed',
  of: who,
  says: { from: 'down', to: 'up' },
  near: { since: [`${spell}.firstGood`, STANDBY] },
  // Either end of it is to within a second, where the line stands by.
  lasts: { outageSeconds: [spell, 2 * STANDBY] },
});
export const finding = (of: string, code: string, on: boolean): Expected => ({
  type: 'line-finding',
  of,
  says: { code, on },
});
/** Told when ten seconds were there to gather what belongs to it; over when all was well for a minute. */
export const incident = (of: string, closes = true): readonly Expected[] => [
  { type: 'incident-opened', says: { of } },
  ...(closes ? [{ type: 'incident-closed', says: { of } } as const] : []),
];
/** At once, and again with what takes longer to find out, of the house also what became of connections. */
export const egress = (of: string, from: string, to: string, told?: Expected['told']): readonly Expected[] => [
  { type: 'egress-changed', of, says: { family: 4, from, to }, ...(told === undefined ? {} : { told }) },
  { type: 'egress-changed', of, says: { family: 4, from: to, to, asn: asnOf(to), firstHop: firstHopOf(to) } },
  { type: 'egress-changed', of, says: { family: 4, from: to, to }, times: [0, 1] },
];
const lineOf = (address: string) => (address === LINES.lte.egress ? LINES.lte : LINES.dsl);
const asnOf = (address: string): number => lineOf(address).asn;
const firstHopOf = (address: string): string => lineOf(address).firstHop;
const { dsl, lte } = LINES;
export const ON_ROUTER: Expected = { type: 'route-changed', says: { family: 4, to: `${lte.gateway} ${lte.device}` } };
/**
 * From the DSL line to the mobile one; what it cost is told with `cost`. Where it costs nothing the old line still carries,
 * and the router's own connections go on by their source address.
 */
export const switchTo = (
  routed: Moment,
  mtuTo: number,
  cost: Pick<Expected, 'near' | 'lasts'> = {},
): readonly Expected[] => {
  const addresses = { addressFrom: dsl.egress, addressTo: lte.egress };
  const isFree = cost.near === undefined;
  const says = { from: 'dsl', to: 'lte', ...addresses, mtuFrom: 1492, mtuTo };
  return [
    ...egress('internet', dsl.egress, lte.egress),
    ...(isFree
      ? [{ type: 'live-changed', says: { from: 'dsl', to: 'lte' }, told: [routed, 0, 4] } as const]
      : [
          {
            type: 'live-changed',
            says: { from: 'dsl', to: '', by: 'dark' },
            near: { since: ['house.1.lastGood', STANDBY] },
            told: ['house.1.lastGood', 4, DECIDED],
          } as const,
          { type: 'live-changed', says: { from: '', to: 'lte' }, told: [routed, 0, 5] } as const,
        ]),
    { type: 'failover', says: isFree ? { ...says, connection: 'survived' } : says, ...cost, told: [routed, 0, 10] },
    // Whether one that waits to send again what was lost lives on nobody knows for minutes.
    { ...finding('internet', 'connections-lost', true), times: [0, isFree ? 0 : 1] },
  ];
};
/** The same after a dark spell of the house. */
export const failover = (routed: Moment, mtuTo = 1500): readonly Expected[] => [
  ...switchTo(routed, mtuTo, {
    near: { lastGood: 'house.1.lastGood', firstGood: 'house.1.firstGood' },
    lasts: { darkSeconds: 'house.1' },
  }),
  down('internet', 'house.1'),
  up('internet', 'house.1'),
];
export const setHomeName = (name: string, after: number, address: string): Step => ({
  name,
  after,
  do: async (two): Promise<EpochMicros> => {
    await two.setHomeName(address);
    return Date.now() * 1_000;
  },
});

/** The router turns to the other line twelve seconds after the cable was cut. */
export const cutAndRouted = (cable: SpoiltCable): readonly Step[] => [
  spoil('cut', 0, cable, CUT),
  route('routed', 12, 'lte'),
  spoil('whole', 14, cable, WHOLE),
];

/** What is told when the modem answers, nothing behind it does, and the router fails over 12 s later. */
export const upstreamDied: readonly Expected[] = [
  ON_ROUTER,
  ...failover('routed'),
  down('dsl'),
  finding('dsl', 'gateway-up-no-internet', true),
  ...incident('dsl', false),
  up('dsl'),
  finding('dsl', 'gateway-up-no-internet', false),
];
