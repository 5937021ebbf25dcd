import { HOUSE } from '../domain/line.ts';
import type { Subject } from '../domain/subject.ts';
import type { Binding } from '../net/net.ts';
import { MOST_PLACES } from '../probes/places.ts';
import type { AnyProbe, Check } from '../probes/probe.ts';
import type { Config, Target, Uplink } from './config.ts';

type Asked = Pick<Config, 'egress' | 'vantage'>;
const UPLINK = 'uplink';
const EGRESS = 'egress';
const HOME_NAME = 'home-name';

/** The targets that uplinks make: each line that packets can be sent over, and what everybody in the house gets. */
export const uplinkTargets = (
  uplinks: readonly Uplink[],
  asked: Asked,
  probes: readonly AnyProbe[],
): readonly Target[] => {
  if (uplinks.length === 0) return [];
  const make = checkMaker(probes);
  const reachable = uplinks.filter((u) => u.reachable);
  const unreachable = uplinks.filter((u) => !u.reachable);
  return [house(uplinks, unreachable, asked, make), ...reachable.map((u) => lineTarget(u, asked, make))];
};
export const isUplinkTarget = ({ uplinks }: Pick<Config, 'uplinks'>, { name }: Pick<Target, 'name'>): boolean =>
  uplinks.length > 0 && (name === HOUSE || uplinks.some((u) => u.name === name));

export const subjectOfLine = (line: string, vantage: string): Subject => ({ target: line, via: line, vantage });

interface Wanted {
  readonly subject: Subject;
  readonly address: string;
  readonly binding: Binding;
  readonly every?: number;
  readonly options: Readonly<Record<string, unknown>>;
  readonly streams?: readonly string[];
}
type Make = (probe: string, wanted: Wanted) => readonly Check[];
const checkMaker =
  (probes: readonly AnyProbe[]): Make =>
  (name, { subject, address, binding, options, every, streams }) =>
    probes
      .filter((probe) => probe.name === name)
      .map((probe): Check => {
        const parsed: unknown = probe.options.parse(options);
        const check = { probe, aim: { subject, address }, options: parsed, every: every ?? probe.every, binding };
        return Object.assign(check, streams === undefined ? {} : { streams });
      });

const lineTarget = (uplink: Uplink, asked: Asked, make: Make): Target => {
  const { name, label, metered, lostAfter, every, anchors, resolver, binding } = uplink;
  const { gateway } = uplink.recognised;
  const subject = subjectOfLine(name, asked.vantage);
  const address = gateway ?? anchors[0] ?? '';
  const known = { ...(gateway === undefined ? {} : { gateway }), ...(resolver === undefined ? {} : { resolver }) };
  const options = { anchors, ...known, timeout: lostAfter, ...every, metered };
  // Whoever asks for names over this line asks its own resolver.
  const aim = { subject, address, binding: { ...binding, ...(resolver === undefined ? {} : { resolver }) } };
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

/** The anchors of all the lines in turn, and as patient as the most patient of them: any of them may be live. */
const house = (uplinks: readonly Uplink[], unreachable: readonly Uplink[], asked: Asked, make: Make): Target => {
  const anchors = [...new Set(uplinks.flatMap((u) => u.anchors))].slice(0, MOST_PLACES);
  const live = Math.min(...uplinks.map((u) => u.every.live));
  const metered = uplinks.every((u) => u.metered);
  const options = { anchors, timeout: Math.max(...uplinks.map((u) => u.lostAfter)), live, standby: live, metered };
  const address = anchors[0] ?? '';
  const aim = { subject: { target: HOUSE, vantage: asked.vantage }, address, binding: {} };
  return {
    name: HOUSE,
    label: 'Internet',
    role: 'line',
    address,
    checks: [
      ...make(UPLINK, { ...aim, options, every: live, streams: streamsOf({}) }),
      ...make(EGRESS, { ...aim, options: { ...asked.egress, anchors, house: true, metered } }),
      // These have no target of their own: nothing can be sent over them alone.
      ...unreachable.flatMap((u) => homeName(u, asked, make)),
    ],
  };
};

const homeName = ({ name, homeName }: Uplink, { vantage }: Asked, make: Make): readonly Check[] =>
  homeName === undefined
    ? []
    : make(HOME_NAME, { subject: subjectOfLine(name, vantage), address: homeName, binding: {}, options: {} });
