import { Document } from 'yaml';

import type { LineKind } from '../domain/line.ts';
import { defaultRoutes, type Route } from '../net/routes.ts';
import type { AnyProbe } from '../probes/probe.ts';
import type { Config } from './config.ts';
import { discover, type Surroundings } from './discover.ts';
import { renderConfig } from './render.ts';
import { UPLINK_LIMIT, uplinkOf } from './uplink-schema.ts';
import { uplinkTargets } from './uplink-targets.ts';

const V6_ANCHORS = ['2620:fe::fe', '2606:4700:4700::1111', '2001:4860:4860::8888'];
const GUESSES: readonly (readonly [RegExp, LineKind])[] = [
  [/^(?:wwan|wwp|usb|rndis|lte|mbim)/, '5g'],
  [/^(?:ppp|pppoe|dsl)/, 'dsl'],
  [/^(?:wg|tun|tap|tailscale|zt)/, 'vpn'],
];
const EXAMPLE = ` Two lines? Name them, and plumbline says which one carries you, and what a failover cost:
 uplinks:
   dsl: {kind: dsl, via: {device: ppp0}}
   mobile: {kind: 5g, via: {device: wwan0}, gateway: 192.168.8.1}`;
const UNKNOWN =
  ' Two ways out were found. Say of each what it is (kind: 5g, dsl, cable, fibre, vpn) and take the # away:';

interface Proposed {
  readonly name: string;
  /** Undefined: the name of its device does not tell. */
  readonly kind?: LineKind;
  readonly via: { readonly device: string };
  readonly gateway?: string;
  readonly anchors?: readonly string[];
}

/** One line for each device with a default route, the preferred first; none where there are not two. */
const proposeUplinks = (routes: readonly Route[], taken: ReadonlySet<string>): readonly Proposed[] => {
  const byDevice = new Map<string, Route>();
  for (const route of defaultRoutes(routes)) if (!byDevice.has(route.device)) byDevice.set(route.device, route);
  if (byDevice.size < 2) return [];
  const names = new Set(taken);
  return [...byDevice.values()].slice(0, UPLINK_LIMIT).map(({ device, gateway, family }) => {
    const kind = GUESSES.find(([pattern]) => pattern.test(device))?.[1];
    const name = freeName(device, names);
    names.add(name);
    const known = [kind === undefined ? {} : { kind }, gateway === undefined ? {} : { gateway }];
    return Object.assign({ name, via: { device } }, ...known, family === 6 ? { anchors: V6_ANCHORS } : {}) as Proposed;
  });
};
const freeName = (device: string, taken: ReadonlySet<string>): string => {
  const plain = device
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]/g, '-')
    .replace(/^[^a-z0-9]+/, '');
  for (let n = 1; ; n += 1) {
    const name = `${plain === '' ? 'line' : plain}${n === 1 ? '' : `-${n}`}`;
    if (!taken.has(name) && name !== 'internet') return name;
  }
};

/** What there is to watch here as a commented `plumbline.yaml`, with the lines where there are two. */
export const initConfig = (
  here: Surroundings,
  context: { readonly probes: readonly AnyProbe[]; readonly vantage: string },
): string => {
  const found = discover(here, context);
  const proposed = proposeUplinks(here.routes, new Set(found.targets.map((t) => t.name)));
  if (proposed.length === 0) return renderConfig(found, EXAMPLE);
  const known = proposed.flatMap(({ name, kind, anchors, ...rest }) =>
    kind === undefined
      ? []
      : uplinkOf(name, { kind, ...rest, ...(anchors === undefined ? {} : { anchors: [...anchors] }) }),
  );
  if (known.length < proposed.length) return renderConfig(found, commentOf(proposed));
  const config: Config = { ...found, uplinks: known };
  return renderConfig({ ...config, targets: [...uplinkTargets(known, config, context.probes), ...found.targets] });
};
const commentOf = (proposed: readonly Proposed[]): string => {
  const uplinks = Object.fromEntries(
    proposed.map(({ name, kind, ...rest }) => [name, { kind: kind ?? 'unknown', ...rest }]),
  );
  const lines = new Document({ uplinks }).toString({ lineWidth: 0 }).trimEnd().split('\n');
  return [UNKNOWN, ...lines.map((line) => ` ${line}`)].join('\n');
};
