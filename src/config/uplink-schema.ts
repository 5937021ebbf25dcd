import { z } from 'zod';

import { canonicalAddress, familyOf, parseAddress } from '../domain/address.ts';
import { HOUSE, LINE_KINDS, type LineKind, type Recognised } from '../domain/line.ts';
import { HOUR, MINUTE, SECOND, type Millis } from '../domain/time.ts';
import { present } from '../domain/present.ts';
import { isHostName } from '../net/resolve.ts';
import { duration } from '../probes/duration.ts';
import { addressList, numericAddress, pageList, placeList } from '../probes/places.ts';
import { ANCHORS } from '../probes/uplink/options.ts';
import type { Uplink } from './config.ts';
import { text, via, yesOrNo } from './fields.ts';

/** More lines than anybody has at home. */
export const UPLINK_LIMIT = 16;
const PREFIX_LIMIT = 64;

const PREFIX = 'a prefix such as 80.128.0.0/11 or 2003::/19';
const isPrefix = (given: string): boolean => {
  const [address = '', length = '', ...more] = given.split('/');
  const family = familyOf(address);
  return (
    more.length === 0 &&
    family !== undefined &&
    !address.includes('%') &&
    /^\d{1,3}$/.test(length) &&
    Number(length) <= (family === 4 ? 32 : 128)
  );
};
const prefix = z
  .string({ error: PREFIX })
  .refine(isPrefix, { error: PREFIX })
  .transform((given) => {
    const [address = '', length = ''] = given.split('/');
    return `${canonicalAddress(address) ?? address}/${Number(length)}`;
  });
const PREFIXES = 'a list of prefixes such as 80.128.0.0/11';
const HOME = 'a host name, such as home.example.org';
const ASN = 'the number of an autonomous system, such as 3320';
const asn = z.int({ error: ASN }).min(1, { error: ASN }).max(0xffff_ffff, { error: ASN });
const pace = duration(100, HOUR, '1s or 10s').optional();

/** A line under `uplinks:`. */
export const uplinkSchema = z.strictObject(
  {
    kind: z.enum(LINE_KINDS, { error: `one of ${LINE_KINDS.join(', ')}` }),
    label: text(80, 'a label').optional(),
    metered: yesOrNo.optional().meta({ description: 'Whether its bytes cost money; so it is with 5g unless told' }),
    home_name: z
      .string({ error: HOME })
      .refine((name) => isHostName(name) && parseAddress(name) === undefined, { error: HOME })
      .optional()
      .meta({ description: 'The name that must lead to this line while it is live (dynamic DNS)' }),
    via: via.optional().meta({ description: 'How packets are sent over it, whatever the routes say' }),
    asn: asn.optional().meta({ description: 'What it is recognised by: the autonomous system of its address' }),
    egress: z
      .array(prefix, { error: PREFIXES })
      .min(1, { error: PREFIXES })
      .max(PREFIX_LIMIT, { error: `at most ${PREFIX_LIMIT} prefixes` })
      .optional()
      .meta({ description: 'What it is recognised by: prefixes that its address lies in' }),
    first_hop: numericAddress.optional().meta({ description: 'What it is recognised by: its first public router' }),
    gateway: numericAddress
      .optional()
      .meta({ description: 'Its router on the LAN: what is believed to be the way out, and what is pinged apart' }),
    anchors: addressList
      .optional()
      .meta({ description: 'Numeric addresses that are always there; most of them judge' }),
    resolver: numericAddress.optional().meta({ description: 'Whoever resolves names for those who use it' }),
    lost_after: duration(100, MINUTE, '2s or 4s').optional(),
    every: z
      .strictObject({ live: pace, standby: pace }, { error: 'a mapping of live, standby' })
      .optional()
      .meta({ description: 'From one echo to the next, while it is live and while it stands by' }),
  },
  { error: 'a mapping with at least a kind' },
);
/** Whom the probe `egress` asks who we are. */
export const egressSchema = z
  .strictObject(
    {
      stun: placeList.meta({ description: 'STUN servers (RFC 8489), a name or address with its port' }),
      http: pageList.meta({ description: 'Pages that answer with the address of who asks; the fallback' }),
    },
    { error: 'a mapping of stun, http' },
  )
  .partial();
export type ParsedUplink = z.output<typeof uplinkSchema>;

/** What is so of a line of this kind unless its owner says otherwise. */
export const usualOf = (
  kind: LineKind,
  metered: boolean,
): { readonly lostAfter: Millis; readonly standby: Millis } => ({
  lostAfter: kind === '5g' ? 4 * SECOND : 2 * SECOND,
  standby: metered ? 10 * SECOND : SECOND,
});
export const usuallyMetered = (kind: LineKind): boolean => kind === '5g';
export const USUAL_LIVE: Millis = SECOND;

/** A line with its defaults filled in. */
export const uplinkOf = (name: string, parsed: ParsedUplink): Uplink => {
  const {
    kind,
    label,
    home_name: homeName,
    via: reached,
    asn,
    egress,
    first_hop: firstHop,
    gateway,
    resolver,
  } = parsed;
  const metered = parsed.metered ?? usuallyMetered(kind);
  const usual = usualOf(kind, metered);
  const binding = present(reached ?? {}) as Uplink['binding'];
  const live = parsed.every?.live ?? USUAL_LIVE;
  return {
    name,
    label: label ?? name,
    kind,
    metered,
    ...(homeName === undefined ? {} : { homeName }),
    recognised: present({ asn, egress, firstHop, gateway, device: binding.device }) as Recognised,
    reachable: Object.keys(binding).length > 0,
    lostAfter: parsed.lost_after ?? usual.lostAfter,
    every: { live, standby: parsed.every?.standby ?? Math.max(live, usual.standby) },
    binding,
    anchors: parsed.anchors ?? [...ANCHORS],
    ...(resolver === undefined ? {} : { resolver }),
  };
};

type Mapping = Readonly<Record<string, unknown>>;
type Told = readonly (readonly [path: readonly (string | number)[], expected: string])[];
const isMapping = (x: unknown): x is Mapping => typeof x === 'object' && x !== null && !Array.isArray(x);

/** What is right by itself and wrong together, of all the lines and the names of the targets; paths from the top. */
export const uplinkConflicts = (uplinks: Mapping, targets: ReadonlySet<string>): Told => {
  const bindings = new Map<string, string>();
  return [
    ...Object.keys(uplinks).flatMap((name) => conflictOfName(name, targets)),
    ...Object.entries(uplinks).flatMap(([name, uplink]) =>
      isMapping(uplink) ? conflictsOf(name, uplink, bindings) : [],
    ),
    ...twins(uplinks),
  ];
};
/** The name of what everybody in the house gets, where the config makes one of it. */
export const houseConflicts = (targets: ReadonlySet<string>): Told =>
  targets.has(HOUSE)
    ? [[['targets', HOUSE], 'another name: beside uplinks this one is what everybody in the house gets']]
    : [];
const isReached = ({ via }: Mapping): boolean =>
  isMapping(via) && Object.values(via).some((v) => v !== undefined && v !== null);

/** What fits one of two lines must not fit the other, unless each is asked over itself which address it has. */
const twins = (uplinks: Mapping): Told => {
  const first = new Map<string, readonly [name: string, isReached: boolean]>();
  return Object.entries(uplinks).flatMap(([name, uplink]): Told => {
    if (!isMapping(uplink) || RECOGNISED.every((key) => uplink[key] === undefined)) return [];
    const by = JSON.stringify(RECOGNISED.map((key) => uplink[key] ?? null));
    const [other, otherIsReached] = first.get(by) ?? [name, true];
    first.set(by, first.get(by) ?? [name, isReached(uplink)]);
    if (other === name || (otherIsReached && isReached(uplink))) return [];
    const key = RECOGNISED.find((k) => uplink[k] !== undefined) ?? 'via';
    return [[['uplinks', name, key], `something that ${other} does not have as well, or how each is reached (via)`]];
  });
};
const conflictOfName = (name: string, targets: ReadonlySet<string>): Told => {
  if (name === HOUSE) return [[['uplinks', name], 'another name: this one is what everybody in the house gets']];
  return targets.has(name) ? [[['uplinks', name], 'a name that no target has']] : [];
};

const RECOGNISED = ['asn', 'egress', 'first_hop', 'gateway'] as const;
const conflictsOf = (name: string, uplink: Mapping, bindings: Map<string, string>): Told => {
  const path = ['uplinks', name];
  const reached = isMapping(uplink.via) ? uplink.via : {};
  if (!isReached(uplink) && RECOGNISED.every((key) => uplink[key] === undefined)) {
    const expected = `how it is reached (via) or recognised (${RECOGNISED.join(', ')})`;
    return [[[...path, 'via'], expected]];
  }
  const binding = JSON.stringify(Object.entries(reached).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  const other = isReached(uplink) ? bindings.get(binding) : undefined;
  bindings.set(binding, name);
  return [
    ...(other === undefined ? [] : [[[...path, 'via'], `another way than that of ${other}`] as const]),
    ...familyConflicts(path, uplink, reached.source),
    ...paceConflicts(path, uplink.every),
  ];
};

/** Everything that is sent by a source address is of its family. */
const familyConflicts = (path: readonly string[], uplink: Mapping, source: unknown): Told => {
  const family = typeof source === 'string' ? familyOf(source) : undefined;
  if (family === undefined) return [];
  const differs = (value: unknown): boolean => {
    const other = typeof value === 'string' ? familyOf(value.split('/')[0] ?? '') : undefined;
    return other !== undefined && other !== family;
  };
  const expected = `an IPv${family} address, as the source's is`;
  const anchors: unknown = uplink.anchors ?? ANCHORS;
  const listed = uplink.anchors !== undefined;
  return [
    ...(['gateway', 'resolver', 'first_hop'] as const).flatMap((key) =>
      differs(uplink[key]) ? [[[...path, key], expected] as const] : [],
    ),
    ...(Array.isArray(anchors) && anchors.some(differs)
      ? [[[...path, 'anchors', ...(listed ? [anchors.findIndex(differs)] : [])], expected] as const]
      : []),
    ...(Array.isArray(uplink.egress) && uplink.egress.length > 0 && uplink.egress.every(differs)
      ? [[[...path, 'egress'], `an IPv${family} prefix among them, as the source's address is`] as const]
      : []),
  ];
};
const paceConflicts = (path: readonly string[], every: unknown): Told => {
  const parsed = uplinkSchema.shape.every.safeParse(every);
  const { live = USUAL_LIVE, standby } = parsed.data ?? {};
  if (standby === undefined || standby >= live) return [];
  return [[[...path, 'every', 'standby'], 'no shorter time than while it is live']];
};
