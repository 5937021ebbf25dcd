import type { EpochMicros } from '../../../src/domain/time.ts';
import type { LinkShape } from '../lab.ts';
import type { TwoLines } from './open.ts';
import type { Expected, LinesScenario, Moment, Sign, Step } from './scenario.ts';
import { type LineName, LINES, NEXT_DSL_EGRESS, type SpoiltCable } from './topology.ts';

const spoil = (name: string, after: number, cable: SpoiltCable, shape: LinkShape): Step => ({
  name,
  after,
  do: (two) => two.lab.link(cable).set(shape),
});
const route = (name: string, after: number, line: LineName): Step => ({
  name,
  after,
  do: (two) => two.route(line),
});
/** Several at once; the time is the last one's. */
const together = (name: string, after: number, ...cables: readonly (readonly [SpoiltCable, LinkShape])[]): Step => ({
  name,
  after,
  do: async (two) => Math.max(...(await Promise.all(cables.map(([cable, shape]) => two.lab.link(cable).set(shape))))),
});
const CUT = { cut: true };
const WHOLE = { cut: false };

const counted = (cable: SpoiltCable, what: 'cut' | 'lost', least: number): Sign => ({
  what: `frames ${what} on ${cable}`,
  least,
  seen: async (two: TwoLines) => {
    const { out, back } = await two.lab.link(cable).counters();
    return out[what] + back[what];
  },
});
const passed = (cable: SpoiltCable, least: number): Sign => ({
  what: `frames passed on ${cable}`,
  least,
  seen: async (two) => (await two.lab.link(cable).counters()).out.passed,
});
const askedFrom = (address: string): Sign => ({
  what: `questions from ${address}`,
  least: 1,
  seen: async (two) => (await two.seen()).stun[address] ?? 0,
});

/** Ten seconds from the last good reply; what polls is 0.2 s late, and looks again after 0.1. */
const DECIDED = 10.3;
/** From one echo to the next, and the echoes of our own. */
const STANDBY = 1.1;
const down = (who: string, spell: string = `${who}.1`): Expected => ({
  type: 'state-changed',
  of: who,
  says: { to: 'down' },
  near: { since: [`${spell}.lastGood`, STANDBY] },
  told: [`${spell}.lastGood`, 4, DECIDED],
});
const up = (who: string, spell: string = `${who}.1`): Expected => ({
  type: 'state-changed',
  of: who,
  says: { from: 'down', to: 'up' },
  near: { since: [`${spell}.firstGood`, STANDBY] },
  // Either end of it is to within a second, where the line stands by.
  lasts: { outageSeconds: [spell, 2 * STANDBY] },
});
const finding = (of: string, code: string, on: boolean): Expected => ({
  type: 'line-finding',
  of,
  says: { code, on },
});
/** Told when ten seconds were there to gather what belongs to it; over when all was well for a minute. */
const incident = (of: string, closes = true): readonly Expected[] => [
  { type: 'incident-opened', says: { of } },
  ...(closes ? [{ type: 'incident-closed', says: { of } } as const] : []),
];
/** At once, and again with what takes longer to find out, of the house also what became of connections. */
const egress = (of: string, from: string, to: string, told?: Expected['told']): readonly Expected[] => [
  { type: 'egress-changed', of, says: { family: 4, from, to }, ...(told === undefined ? {} : { told }) },
  { type: 'egress-changed', of, says: { family: 4, from: to, to, asn: asnOf(to), firstHop: firstHopOf(to) } },
  { type: 'egress-changed', of, says: { family: 4, from: to, to }, times: [0, 1] },
];
const lineOf = (address: string) => (address === LINES.lte.egress ? LINES.lte : LINES.dsl);
const asnOf = (address: string): number => lineOf(address).asn;
const firstHopOf = (address: string): string => lineOf(address).firstHop;
const { dsl, lte } = LINES;
const ON_ROUTER: Expected = { type: 'route-changed', says: { family: 4, to: `${lte.gateway} ${lte.device}` } };
/**
 * From the DSL line to the mobile one; what it cost is told with `cost`. Where it costs nothing the old line still carries,
 * and the router's own connections go on by their source address.
 */
const switchTo = (routed: Moment, mtuTo: number, cost: Pick<Expected, 'near' | 'lasts'> = {}): readonly Expected[] => {
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
const failover = (routed: Moment, mtuTo = 1500): readonly Expected[] => [
  ...switchTo(routed, mtuTo, {
    near: { lastGood: 'house.1.lastGood', firstGood: 'house.1.firstGood' },
    lasts: { darkSeconds: 'house.1' },
  }),
  down('internet', 'house.1'),
  up('internet', 'house.1'),
];
const setHomeName = (name: string, after: number, address: string): Step => ({
  name,
  after,
  do: async (two): Promise<EpochMicros> => {
    await two.setHomeName(address);
    return Date.now() * 1_000;
  },
});

/** The router turns to the other line twelve seconds after the cable was cut. */
const cutAndRouted = (cable: SpoiltCable): readonly Step[] => [
  spoil('cut', 0, cable, CUT),
  route('routed', 12, 'lte'),
  spoil('whole', 14, cable, WHOLE),
];

export const SCENARIOS: readonly LinesScenario[] = [
  {
    name: 'cable-cut',
    what: 'the cable between the router and the modem is cut, and the router fails over 12 s later',
    vantage: 'router',
    steps: cutAndRouted('dsl-cable'),
    settle: 8,
    expects: [
      ON_ROUTER,
      ...failover('routed'),
      down('dsl'),
      finding('dsl', 'gateway-silent', true),
      ...incident('dsl', false),
      up('dsl'),
      finding('dsl', 'gateway-silent', false),
    ],
    fired: [counted('dsl-cable', 'cut', 10), askedFrom(lte.egress)],
  },
  {
    name: 'upstream-death',
    what: 'the modem answers, and nothing behind it does; the router fails over 12 s later',
    vantage: 'router',
    steps: cutAndRouted('dsl'),
    settle: 8,
    expects: [
      ON_ROUTER,
      ...failover('routed'),
      down('dsl'),
      finding('dsl', 'gateway-up-no-internet', true),
      ...incident('dsl', false),
      up('dsl'),
      finding('dsl', 'gateway-up-no-internet', false),
    ],
    fired: [counted('dsl', 'cut', 10), askedFrom(lte.egress)],
  },
  {
    name: 'cable-cut-behind',
    what: 'the same, seen from a machine behind the router that has no way to choose a line',
    vantage: 'home',
    steps: cutAndRouted('dsl-cable'),
    settle: 8,
    // It comes back by the other line before ten seconds have gathered what belongs together, and is an incident all the same.
    expects: [
      ...failover('routed'),
      finding('dsl', 'line-dark', true),
      finding('dsl', 'line-dark', false),
      ...incident('dsl', false),
    ],
    fired: [counted('dsl-cable', 'cut', 10), askedFrom(lte.egress)],
  },
  {
    name: 'both-dark',
    what: 'both lines are cut for 24 s, and come back',
    vantage: 'router',
    steps: [together('cut', 0, ['dsl', CUT], ['lte', CUT]), together('whole', 24, ['dsl', WHOLE], ['lte', WHOLE])],
    settle: 10,
    expects: [
      { type: 'live-changed', says: { from: 'dsl', to: '', by: 'dark' }, near: { since: 'house.1.lastGood' } },
      { type: 'live-changed', says: { from: '', to: 'dsl' }, told: ['whole', 0, 8] },
      ...['dsl', 'lte', 'internet'].flatMap((who) => {
        const spell = `${who === 'internet' ? 'house' : who}.1`;
        return [down(who, spell), up(who, spell)];
      }),
      { type: 'incident-opened', times: [1, 2] },
      ...['dsl', 'lte'].flatMap((who) => [
        finding(who, 'gateway-up-no-internet', true),
        finding(who, 'gateway-up-no-internet', false),
      ]),
    ],
    fired: [counted('dsl', 'cut', 10), counted('lte', 'cut', 10)],
  },
  {
    name: 'narrow-tunnel',
    what: 'the mobile line carries 1400 bytes at most, and the router turns to it without need',
    vantage: 'router',
    lteMtu: 1400,
    steps: [route('routed', 0, 'lte')],
    settle: 10,
    expects: [ON_ROUTER, ...switchTo('routed', 1400)],
    fired: [passed('lte', 50), askedFrom(lte.egress)],
  },
  {
    name: 'brownout-loss',
    what: 'the DSL line loses 30% for two minutes',
    vantage: 'router',
    steps: [spoil('lossy', 0, 'dsl', { loss: 0.3 }), spoil('whole', 120, 'dsl', { loss: 0 })],
    settle: 230,
    expects: [
      { type: 'state-changed', of: 'dsl', says: { from: 'up', to: 'degraded' }, told: ['lossy', 5, 61] },
      { type: 'state-changed', of: 'internet', says: { from: 'up', to: 'degraded' }, told: ['lossy', 5, 61] },
      finding('dsl', 'line-degraded', true),
      ...incident('dsl'),
      finding('dsl', 'line-degraded', false),
      { type: 'state-changed', of: 'dsl', says: { from: 'degraded', to: 'up' }, told: ['whole', 50, 140] },
      { type: 'state-changed', of: 'internet', says: { from: 'degraded', to: 'up' }, told: ['whole', 50, 140] },
    ],
    fired: [counted('dsl', 'lost', 50)],
    isLong: true,
  },
  {
    name: 'brownout-latency',
    what: 'the DSL line takes 600 ms for two minutes',
    vantage: 'router',
    steps: [spoil('slow', 0, 'dsl', { delayMs: 600 }), spoil('quick', 120, 'dsl', { delayMs: 18 })],
    settle: 230,
    expects: [
      { type: 'state-changed', of: 'dsl', says: { from: 'up', to: 'degraded' }, told: ['slow', 5, 61] },
      { type: 'state-changed', of: 'internet', says: { from: 'up', to: 'degraded' }, told: ['slow', 5, 61] },
      finding('dsl', 'line-degraded', true),
      ...incident('dsl'),
      finding('dsl', 'line-degraded', false),
      { type: 'state-changed', of: 'dsl', says: { from: 'degraded', to: 'up' }, told: ['quick', 50, 140] },
      { type: 'state-changed', of: 'internet', says: { from: 'degraded', to: 'up' }, told: ['quick', 50, 140] },
    ],
    fired: [passed('dsl', 200)],
    isLong: true,
  },
  {
    name: 'flapping',
    what: 'the DSL line is gone for 14 s and back for 14 s, four times, on standby',
    vantage: 'router',
    steps: [
      route('routed', 0, 'lte'),
      ...[1, 2, 3, 4].flatMap((n) => [
        spoil(`cut${n}`, n === 1 ? 12 : 14, 'dsl', CUT),
        spoil(`whole${n}`, 14, 'dsl', WHOLE),
      ]),
    ],
    settle: 15,
    expects: [
      ON_ROUTER,
      ...switchTo('routed', 1500),
      ...[1, 2, 3, 4].flatMap((n) => [down('dsl', `dsl.${n}`), up('dsl', `dsl.${n}`)]),
      finding('dsl', 'line-flapping', true),
      { ...finding('dsl', 'gateway-up-no-internet', true), times: [1, 4] },
      { ...finding('dsl', 'gateway-up-no-internet', false), times: [1, 4] },
      { type: 'incident-opened', says: { of: 'dsl' }, times: [1, 4] },
      { type: 'incident-changed', says: { of: 'dsl' }, times: [0, 4] },
      { type: 'incident-closed', says: { of: 'dsl' }, times: [0, 4] },
    ],
    fired: [counted('dsl', 'cut', 40)],
    isLong: true,
  },
  {
    name: 'slow-return',
    what: 'the DSL line is cut, the router fails over, and the line comes back lossy for half a minute',
    vantage: 'router',
    steps: [
      spoil('cut', 0, 'dsl', CUT),
      route('routed', 12, 'lte'),
      spoil('lossy', 10, 'dsl', { cut: false, loss: 0.6 }),
      spoil('whole', 30, 'dsl', { loss: 0 }),
    ],
    settle: 210,
    expects: [
      ON_ROUTER,
      ...failover('routed'),
      down('dsl'),
      finding('dsl', 'gateway-up-no-internet', true),
      ...incident('dsl'),
      { type: 'state-changed', of: 'dsl', says: { from: 'down' }, told: ['lossy', 0, 40] },
      finding('dsl', 'gateway-up-no-internet', false),
      finding('lte', 'ddns-stale', true), // the name of the house stays behind
      { ...finding('dsl', 'line-degraded', true), times: [0, 1] },
      { ...finding('dsl', 'line-degraded', false), times: [0, 1] },
      { type: 'state-changed', of: 'dsl', says: { from: 'up', to: 'degraded' }, times: [0, 1] },
      { type: 'state-changed', of: 'dsl', says: { from: 'degraded', to: 'up' }, times: [0, 1] },
    ],
    fired: [counted('dsl', 'cut', 10), counted('dsl', 'lost', 10)],
    isLong: true,
  },
  {
    name: 'address-change',
    what: 'the DSL provider gives out another address, and the home name follows after 260 s',
    vantage: 'router',
    steps: [
      { name: 'changed', after: 0, do: (two) => two.changeAddress() },
      setHomeName('followed', 260, NEXT_DSL_EGRESS),
    ],
    settle: 75,
    expects: [
      ...egress('internet', dsl.egress, NEXT_DSL_EGRESS, ['changed', 0, 62]),
      ...egress('dsl', dsl.egress, NEXT_DSL_EGRESS, ['changed', 0, 62]),
      { ...finding('dsl', 'ddns-stale', true), told: ['changed', 119, 250] },
      { ...finding('dsl', 'ddns-stale', false), told: ['followed', 0, 65] },
    ],
    fired: [askedFrom(NEXT_DSL_EGRESS)],
    isLong: true,
  },
  {
    name: 'dns-dead',
    what: 'questions of names are lost on the DSL line for two minutes, and everything else passes',
    vantage: 'router',
    steps: [
      { name: 'dead', after: 0, do: (two) => two.setNamesDead('dsl', true) },
      { name: 'alive', after: 120, do: (two) => two.setNamesDead('dsl', false) },
    ],
    settle: 130,
    expects: [
      { ...finding('dsl', 'line-dns-dead', true), told: ['dead', 20, 100] },
      { ...finding('dsl', 'line-dns-dead', false), told: ['alive', 0, 65] },
      ...incident('dsl'),
    ],
    fired: [{ what: 'questions dropped', least: 3, seen: (two) => Promise.resolve(two.namesDropped('dsl')) }],
    isLong: true,
  },
  {
    name: 'home-name-left-behind',
    what: 'the router turns to the mobile line, and the home name follows only 200 s later',
    vantage: 'router',
    steps: [route('routed', 0, 'lte'), setHomeName('followed', 200, lte.egress)],
    settle: 70,
    expects: [
      ON_ROUTER,
      ...switchTo('routed', 1500),
      { ...finding('lte', 'ddns-stale', true), told: ['routed', 119, 190] },
      { ...finding('lte', 'ddns-stale', false), told: ['followed', 0, 70] },
    ],
    fired: [askedFrom(lte.egress)],
    isLong: true,
  },
];
