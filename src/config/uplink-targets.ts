import { HOUSE } from '../domain/line.ts';
import type { Subject } from '../domain/subject.ts';
import { MOST_PLACES } from '../probes/places.ts';
import type { AnyProbe, Check } from '../probes/probe.ts';
import { ANCHORS } from '../probes/uplink/options.ts';
import type { Config, Target, Uplink } from './config.ts';
import {
  addressChecks,
  asksOfAddresses,
  checkMaker,
  refusalTargets,
  type Asked,
  type Make,
  type Way,
} from './line-checks.ts';
import { isAllMetered } from './metered.ts';

const UPLINK = 'uplink';
export const EGRESS = 'egress';
const HOME_NAME = 'home-name';

/**
 * The targets that uplinks make: each line that packets can be sent over, and what everybody in the house gets; and the
 * sites that are asked over them. Without uplinks the house is there where the config asks who the world takes it for.
 */
export const uplinkTargets = (
  uplinks: readonly Uplink[],
  asked: Asked,
  probes: readonly AnyProbe[],
): readonly Target[] => {
  if (uplinks.length === 0 && !asksOfAddresses(asked)) return [];
  const make = checkMaker(probes);
  const reachable = uplinks.filter((u) => u.reachable);
  const unreachable = uplinks.filter((u) => !u.reachable);
  const ways = [houseWay(uplinks, asked), ...reachable.map((u) => wayOf(u, asked))];
  return [
    house(uplinks, unreachable, asked, make),
    ...reachable.map((u) => lineTarget(u, asked, make)),
    ...refusalTargets(ways, asked, make),
  ];
};
/** Whether the config has it by its lines and what is asked over them, not by `targets`. */
export const isOfLines = (config: Config, { name }: Pick<Target, 'name'>): boolean =>
  (name === HOUSE && (config.uplinks.length > 0 || asksOfAddresses(config))) ||
  config.uplinks.some((u) => u.name === name) ||
  (config.refusing ?? []).some((site) => site.name === name);

export const subjectOfLine = (line: string, vantage: string): Subject => ({ target: line, via: line, vantage });

/** Whoever asks for names over this line asks its own resolver. */
const wayOf = ({ name, kind, binding, anchors, resolver, metered, recognised }: Uplink, { vantage }: Asked): Way => ({
  subject: subjectOfLine(name, vantage),
  address: recognised.gateway ?? anchors[0] ?? '',
  binding: { ...binding, ...(resolver === undefined ? {} : { resolver }) },
  anchors,
  ...(recognised.gateway === undefined ? {} : { gateway: recognised.gateway }),
  metered,
  tunnel: kind === 'vpn',
});
/** The anchors of all the lines in turn: any of them may be live. */
const houseWay = (uplinks: readonly Uplink[], { vantage }: Asked): Way => {
  const all = uplinks.length === 0 ? ANCHORS : new Set(uplinks.flatMap((u) => u.anchors));
  const anchors = [...all].slice(0, MOST_PLACES);
  const metered = isAllMetered(uplinks);
  return { subject: { target: HOUSE, vantage }, address: anchors[0] ?? '', binding: {}, anchors, metered };
};

const lineTarget = (uplink: Uplink, asked: Asked, make: Make): Target => {
  const { name, label, metered, lostAfter, every, anchors, resolver } = uplink;
  const way = wayOf(uplink, asked);
  const { subject, address, binding, gateway } = way;
  const known = { ...(gateway === undefined ? {} : { gateway }), ...(resolver === undefined ? {} : { resolver }) };
  const options = { anchors, ...known, timeout: lostAfter, ...every, metered };
  const aim = { subject, address, binding };
  return {
    name,
    label,
    role: 'line',
    address,
    checks: [
      // As seldom as it ever is asked, so that its silence is not taken for more than that.
      ...make(UPLINK, { ...aim, options, every: Math.max(every.live, every.standby), streams: streamsOf(options) }),
      ...make(EGRESS, { ...aim, options: { ...asked.egress, anchors, metered } }),
      ...homeName(uplink, asked, make),
      ...addressChecks(way, asked, make),
    ],
  };
};

/** What is not there is not a series. */
const streamsOf = ({ gateway, resolver }: { readonly gateway?: string; readonly resolver?: string }) => [
  'rtt',
  ...(gateway === undefined ? [] : ['gateway']),
  ...(resolver === undefined ? [] : ['dns']),
  'mtu',
];

/** As patient as the most patient of the lines: any of them may be live. */
const house = (uplinks: readonly Uplink[], unreachable: readonly Uplink[], asked: Asked, make: Make): Target => {
  const way = houseWay(uplinks, asked);
  const { subject, address, binding, anchors, metered } = way;
  const aim = { subject, address, binding };
  const live = Math.min(...uplinks.map((u) => u.every.live));
  const options = { anchors, timeout: Math.max(...uplinks.map((u) => u.lostAfter)), live, standby: live, metered };
  return {
    name: HOUSE,
    label: 'Internet',
    role: 'line',
    address,
    checks: [
      // Without lines there is nothing to tell apart, and the targets tell how it fares.
      ...(uplinks.length === 0 ? [] : make(UPLINK, { ...aim, options, every: live, streams: streamsOf({}) })),
      ...make(EGRESS, { ...aim, options: { ...asked.egress, anchors, house: true, metered } }),
      // These have no target of their own: nothing can be sent over them alone.
      ...unreachable.flatMap((u) => homeName(u, asked, make)),
      ...addressChecks(way, asked, make),
    ],
  };
};

const homeName = ({ name, homeName }: Uplink, { vantage }: Asked, make: Make): readonly Check[] =>
  homeName === undefined
    ? []
    : make(HOME_NAME, { subject: subjectOfLine(name, vantage), address: homeName, binding: {}, options: {} });
