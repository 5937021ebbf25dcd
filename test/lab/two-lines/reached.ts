import {
  askedFrom,
  counted,
  CUT,
  cutAndRouted,
  down,
  echoesOver,
  failover,
  finding,
  incident,
  ON_ROUTER,
  route,
  spoil,
  up,
  upstreamDied,
  WHOLE,
} from './parts.ts';
import type { Expected, LinesScenario } from './scenario.ts';
import { LINES_6 } from './six.ts';
import { LINE_NAMES, LINES } from './topology.ts';
import { VPN } from './vpn.ts';

const { lte } = LINES;
const quietly = { type: 'incident-opened', lacks: ['diagnose'] } as const;

/** What IPv6 has in the place of what IPv4 tells. */
const IN_SIX: Readonly<Record<string, string>> = Object.fromEntries(
  LINE_NAMES.flatMap((name) => {
    const [four, six] = [LINES[name], LINES_6[name]];
    return [
      [four.egress, six.source],
      [four.firstHop, six.gateway],
      [`${four.gateway} ${four.device}`, `${six.gateway} ${four.device}`],
    ];
  }),
);
const inSix = (expected: Expected): Expected => {
  const { says } = expected;
  if (says === undefined) return expected;
  const translated = Object.entries(says).map(([key, value]) =>
    key === 'family' ? [key, 6] : [key, IN_SIX[String(value)] ?? value],
  );
  return { ...expected, says: Object.fromEntries(translated) as typeof says };
};
/** Routes and addresses are told of each family; all else is of the house. */
const inBoth = (expected: Expected): readonly Expected[] =>
  expected.says?.['family'] === undefined ? [expected] : [expected, inSix(expected)];
const cableCut: readonly Expected[] = [
  ON_ROUTER,
  ...failover('routed'),
  down('dsl'),
  finding('dsl', 'gateway-silent', true),
  ...incident('dsl', false),
  up('dsl'),
  finding('dsl', 'gateway-silent', false),
];

/** The same house: with a line whose bytes cost money, bound to in other ways, and where STUN does not get through. */
export const REACHED: readonly LinesScenario[] = [
  {
    name: 'metered-standby-dark',
    what: 'the metered line is gone for 65 s while it stands by, and is asked every 10 s',
    vantage: 'router',
    lteMetered: true,
    steps: [spoil('cut', 0, 'lte', CUT), spoil('whole', 65, 'lte', WHOLE)],
    settle: 25,
    expects: [
      {
        ...down('lte'),
        near: { since: ['lte.1.lastGood', 10.1] },
        // Its last good reply was 10 s before at most, and it is decided 45 s after that.
        told: ['lte.1.lastGood', 34, 46.5],
      },
      finding('lte', 'gateway-up-no-internet', true),
      { ...quietly, says: { of: 'lte' } },
      {
        ...up('lte'),
        near: { since: ['lte.1.firstGood', 10.1] },
        lasts: { outageSeconds: ['lte.1', 20.2] },
        told: ['lte.1.firstGood', 0, 22],
      },
      finding('lte', 'gateway-up-no-internet', false),
    ],
    // Nobody is in a hurry over it: one in ten seconds, after a start at which all are asked every second.
    fired: [counted('lte', 'cut', 10), echoesOver('lte', 8, 30)],
    isLong: true,
  },
  {
    name: 'metered-failover',
    what: 'the router fails over to the metered line, and a place beyond falls silent while that is live',
    vantage: 'router',
    lteMetered: true,
    steps: [
      spoil('cut', 0, 'dsl-cable', CUT),
      route('routed', 12, 'lte'),
      spoil('whole', 14, 'dsl-cable', WHOLE),
      // Within a minute of the switch it would be laid to that.
      { name: 'far', after: 52, do: (two) => two.setFarSilent(true) },
    ],
    settle: 27,
    expects: [
      ON_ROUTER,
      ...failover('routed'),
      down('dsl'),
      finding('dsl', 'gateway-silent', true),
      { ...quietly, says: { of: 'dsl' } },
      up('dsl'),
      finding('dsl', 'gateway-silent', false),
      { type: 'incident-closed', says: { of: 'dsl' } },
      { ...quietly, says: { of: 'far' }, told: ['far', 18, 26] },
    ],
    // Two a second, of the line and of the house; a third while it is wary; ten only until the switch is seen.
    fired: [
      counted('dsl-cable', 'cut', 10),
      askedFrom(lte.egress),
      echoesOver('lte', 120, 270),
      { what: 'echoes dropped at the far place', least: 5, seen: (two) => Promise.resolve(two.farDropped()) },
    ],
    isLong: true,
  },
  ...(['source', 'mark'] as const).map((bindsBy): LinesScenario => ({
    name: `upstream-death-by-${bindsBy}`,
    what: `the modem answers, and nothing behind it does, where the service binds to lines by ${bindsBy}`,
    vantage: 'router',
    bindsBy,
    steps: cutAndRouted('dsl'),
    settle: 8,
    expects: upstreamDied,
    fired: [counted('dsl', 'cut', 10), askedFrom(lte.egress)],
    isLong: true,
  })),
  {
    name: 'stun-filtered',
    what: 'both providers drop STUN, a page tells the address over TLS, and the router fails over',
    vantage: 'router',
    tls: true,
    before: (two) => Promise.all([two.setDead('dsl', 'stun', true), two.setDead('lte', 'stun', true)]),
    steps: cutAndRouted('dsl'),
    settle: 8,
    expects: upstreamDied,
    fired: [
      counted('dsl', 'cut', 10),
      { what: 'STUN dropped on dsl', least: 3, seen: (two) => Promise.resolve(two.dropped('dsl')) },
      { what: 'STUN dropped on lte', least: 3, seen: (two) => Promise.resolve(two.dropped('lte')) },
      { what: 'STUN answered', least: 0, most: 0, seen: async (two) => Object.keys((await two.seen()).stun).length },
      {
        what: `pages for ${lte.egress}`,
        least: 2,
        seen: async (two) => (await two.seen()).page[lte.egress] ?? 0,
      },
    ],
    isLong: true,
  },
  {
    name: 'cable-cut-both',
    what: 'a cable is cut in a house with IPv4 and IPv6',
    vantage: 'router',
    families: 'both',
    steps: cutAndRouted('dsl-cable'),
    settle: 8,
    expects: cableCut.flatMap(inBoth),
    fired: [counted('dsl-cable', 'cut', 10), askedFrom(lte.egress), askedFrom(LINES_6.lte.source)],
    isLong: true,
  },
  {
    name: 'cable-cut-six',
    what: 'a cable is cut in a house that has IPv6 alone',
    vantage: 'router',
    families: 'six',
    steps: cutAndRouted('dsl-cable'),
    settle: 8,
    expects: cableCut.map(inSix),
    fired: [counted('dsl-cable', 'cut', 10), askedFrom(LINES_6.lte.source)],
    isLong: true,
  },
  {
    name: 'vpn-over-both',
    what: 'the house goes by a VPN, and the line below that dies; its tunnel goes by the other one 12 s later',
    vantage: 'router',
    vpn: true,
    steps: cutAndRouted('dsl'),
    settle: 8,
    // It is the same line before and after, so that there was an outage and no failover.
    expects: [
      { type: 'live-changed', says: { from: 'vpn', to: '', by: 'dark' }, near: { since: 'house.1.lastGood' } },
      { type: 'live-changed', says: { from: '', to: 'vpn' }, told: ['routed', 0, 8] },
      down('internet', 'house.1'),
      up('internet', 'house.1'),
      down('vpn'),
      up('vpn'),
      finding('vpn', 'line-dark', true),
      finding('vpn', 'line-dark', false),
      down('dsl'),
      up('dsl'),
      finding('dsl', 'gateway-up-no-internet', true),
      finding('dsl', 'gateway-up-no-internet', false),
      ...incident('dsl', false),
    ],
    fired: [
      counted('dsl', 'cut', 10),
      askedFrom(VPN.egress),
      { what: 'frames in the tunnel', least: 100, seen: (two) => two.tunnelled() },
    ],
    isLong: true,
  },
];
