import { HOUSE } from '../domain/line.ts';
import type { Subject } from '../domain/subject.ts';
import { DAY, MINUTE, type Millis } from '../domain/time.ts';
import type { Binding } from '../net/net.ts';
import type { AnyProbe, Check } from '../probes/probe.ts';
import type { Config, Target } from './config.ts';

export const ADDRESS = 'address';
export const GEOIP = 'geoip';
export const REFUSAL = 'refusal';

/** What the config says of whom the lines are asked. */
export type Asked = Pick<Config, 'egress' | 'vantage' | 'here' | 'addresses' | 'geoip' | 'refusing'>;
/** Whether the addresses are looked at without any lines, too. */
export const asksOfAddresses = ({ here, addresses, geoip, refusing }: Omit<Asked, 'vantage'>): boolean =>
  [here, addresses, geoip, refusing].some((part) => part !== undefined);

interface Wanted {
  readonly subject: Subject;
  readonly address: string;
  readonly binding: Binding;
  readonly every?: Millis;
  readonly rests?: Millis;
  readonly options: Readonly<Record<string, unknown>>;
  readonly streams?: readonly string[];
}
/** A check of that name; none where there is no such probe. */
export type Make = (probe: string, wanted: Wanted) => readonly Check[];
export const checkMaker =
  (probes: readonly AnyProbe[]): Make =>
  (name, { subject, address, binding, options, every, rests, streams }) =>
    probes
      .filter((probe) => probe.name === name)
      .map((probe): Check => {
        const parsed: unknown = probe.options.parse(options);
        const check = { probe, aim: { subject, address }, options: parsed, every: every ?? probe.every, binding };
        return Object.assign(check, rests === undefined ? {} : { rests }, streams === undefined ? {} : { streams });
      });

/** A way out that is asked: a line, or the house, whose subject has no `via`. */
export interface Way {
  readonly subject: Subject;
  readonly address: string;
  readonly binding: Binding;
  readonly anchors: readonly string[];
  readonly gateway?: string;
  readonly metered: boolean;
  /** Whether it is a tunnel; not known of the house, where any line may be live. */
  readonly tunnel?: boolean;
}
/** A service that is started again and again asks others no more for it; bytes that cost money are for once a day. */
const restOf = (metered: boolean): Millis => (metered ? DAY : 10 * MINUTE);
/** What is asked about the addresses of one line, or of the house; over a metered line once a day at most. */
export const addressChecks = (way: Way, asked: Asked, make: Make): readonly Check[] => {
  const { subject, address, binding, anchors, gateway, metered, tunnel } = way;
  const { registry, ...ofAddress } = asked.addresses ?? {};
  const ofRegistry = registry === undefined ? {} : { registry };
  const about = { subject, address, binding, rests: restOf(metered), ...(metered ? { every: DAY } : {}) };
  const common = { ...asked.egress, anchors, metered, ...ofRegistry };
  return [
    ...make(ADDRESS, {
      ...about,
      options: {
        ...common,
        ...(gateway === undefined ? {} : { gateway }),
        ...(tunnel === undefined ? {} : { tunnel }),
        ...ofAddress,
      },
    }),
    ...make(GEOIP, {
      ...about,
      options: { ...common, ...(asked.here === undefined ? {} : { here: asked.here }), ...asked.geoip },
    }),
  ];
};

/** Each page is a target, asked over the lines and by the house. */
export const refusalTargets = (ways: readonly Way[], { refusing = [] }: Asked, make: Make): readonly Target[] =>
  refusing.map(({ name, label, url, refuses, lines }): Target => {
    const asked = ways.filter(({ subject }) => lines === undefined || lines.includes(subject.via ?? HOUSE));
    return {
      name,
      label,
      role: 'target',
      address: new URL(url).hostname.replaceAll(/^\[|\]$/g, ''),
      checks: asked.flatMap(({ subject, binding, metered }) =>
        make(REFUSAL, {
          subject: { ...subject, target: name },
          address: url,
          binding,
          rests: restOf(metered),
          options: refuses,
        }),
      ),
    };
  });
