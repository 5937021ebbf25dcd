import { z } from 'zod';

import { parseAddress } from '../domain/address.ts';
import { LEAST_KEPT } from '../domain/keep.ts';
import { DAY, type Millis } from '../domain/time.ts';
import { isHostName } from '../net/resolve.ts';
import { duration } from '../probes/duration.ts';
import type { AnyProbe } from '../probes/probe.ts';
import { addressesSchema, hereSchema } from './address-schema.ts';
import { ROLES } from './config.ts';
import { address, ADDRESS, name, text, via, yesOrNo } from './fields.ts';
import { geoipSchema, sourceKeys } from './geoip-schema.ts';
import { influxSchema } from './influx-schema.ts';
import { refusingSchema, siteSchema } from './refusing-schema.ts';
import { preloadSchema, siteKeys, sitesSchema } from './site-schema.ts';
import { egressSchema, UPLINK_LIMIT, uplinkSchema } from './uplink-schema.ts';

/** No check more often; those of loopback, which cost nobody anything, may be. */
const FASTEST_LOOPBACK: Millis = 10;
const SLOWEST: Millis = 30 * DAY;
const TARGET_LIMIT = 2_000;
const LONGEST_KEPT: Millis = 100 * 365 * DAY;
export const DEFAULT_LISTEN = { host: '127.0.0.1', port: 8080 } as const;
/** The probe of a target that names none. */
export const DEFAULT_PROBE = 'ping';
/** Lines are under `uplinks`. */
export const TARGET_ROLES = ROLES.filter((role) => role !== 'line');
/** What a target may have checked: not what only lines have. */
const ofTargets = (probes: readonly AnyProbe[]): readonly AnyProbe[] => probes.filter((p) => p.ofLines !== true);

const LISTEN = 'a port, or an address and a port such as 127.0.0.1:8080 or "[::1]:8080"';
/** `8080`, `host:8080`, `[::1]:8080`; port 0 takes any that is free. */
export const listen = z.union([z.number(), z.string()], { error: LISTEN }).transform((value, ctx) => {
  const match = /^(?:(?:\[([^\]]*)\]|([^:[\]]*)):)?(\d{1,5})$/.exec(String(value));
  const port = Number(match?.[3] ?? Number.NaN);
  const host = match?.[1] ?? match?.[2] ?? DEFAULT_LISTEN.host;
  const hostIsRight = match?.[1] === undefined ? isHostName(host) || isFamily(host, 4) : isFamily(host, 6);
  if (port <= 65_535 && hostIsRight) return { host, port };
  ctx.issues.push({ code: 'custom', message: LISTEN, input: value });
  return z.NEVER;
});
const isFamily = (address: string, family: 4 | 6): boolean => parseAddress(address)?.family === family;

export const TOKEN = 'a token of 16 to 256 printable characters without spaces';
export const isToken = (token: string): boolean => /^[\x21-\x7e]{16,256}$/.test(token);

const kept = duration(LEAST_KEPT, LONGEST_KEPT, '14d or 400d').optional();
const keep = z.strictObject({ raw: kept, minutes: kept, runs: kept }, { error: 'a mapping of raw, minutes, runs' });

/** A probe's part of a target: not at all, or with options and an interval of its own. */
export type ProbeEntry = false | { readonly every?: Millis; readonly options: Readonly<Record<string, unknown>> };

const probeEntry = (probe: AnyProbe): z.ZodType<ProbeEntry> => {
  const { options } = probe;
  // The registry's probes all take a mapping, or they could not be written in a config at all.
  if (!(options instanceof z.ZodObject)) throw new TypeError(`the options of ${probe.name} are no z.object`);
  const shape: Readonly<Record<string, z.ZodType>> = options.shape;
  const keys = ['every', ...Object.keys(shape)].join(', ');
  return z
    .union(
      [
        z.boolean(),
        z.literal(['on', 'off']),
        z.strictObject({ ...shape, every: duration(FASTEST_LOOPBACK, SLOWEST).optional() }),
      ],
      { error: `true, off, or a mapping of ${keys}` },
    )
    .transform((value): ProbeEntry => {
      if (value === false || value === 'off') return false;
      if (value === true || value === 'on') return { options: options.parse({}) };
      const { every, ...rest } = value;
      return { options: rest, ...(every === undefined ? {} : { every }) };
    })
    .meta({ description: `${probe.title}; every ${probe.every} ms unless told otherwise` });
};

const target = (probes: readonly AnyProbe[]) => {
  const fixed = {
    address: address.meta({ description: ADDRESS }),
    label: text(80, 'a label').optional(),
    role: z.enum(TARGET_ROLES, { error: `one of ${TARGET_ROLES.join(', ')}` }).optional(),
    family: z.literal([4, 6], { error: '4 or 6' }).optional(),
    via: via.optional(),
  };
  const entries = Object.fromEntries(ofTargets(probes).map((p) => [p.name, probeEntry(p).optional()]));
  return z
    .strictObject({ ...fixed, ...entries }, { error: 'a mapping with at least an address' })
    .transform((given) => {
      const { address, label, role, family, via, ...rest } = given;
      const checks: Readonly<Record<string, ProbeEntry | undefined>> = rest;
      return { address, label, role, family, via, checks };
    });
};

/** The schema of `plumbline.yaml`, made from the probes that there are. */
export const configSchema = (probes: readonly AnyProbe[]) =>
  z.strictObject(
    {
      vantage: text(64, 'a name for where this measures from').optional(),
      listen: listen.optional().meta({ description: LISTEN }),
      token: z.string({ error: TOKEN }).refine(isToken, { error: TOKEN }).optional(),
      token_file: z.string({ error: 'a path' }).min(1, { error: 'a path' }).optional(),
      protect_reading: yesOrNo.default(false),
      api_may_probe: z
        .array(address, { error: 'a list of host names or numeric addresses' })
        .max(1_000, { error: 'at most 1000 names' })
        .default([]),
      keep: keep.optional().meta({
        description:
          'How long samples (raw), rollups of a minute and what checks found (runs) are kept; the rest is for ever',
      }),
      influx: influxSchema.optional().meta({ description: 'The InfluxDB that everything is also written to' }),
      uplinks: z
        .record(name, uplinkSchema, { error: 'a mapping of names to lines' })
        .refine((u) => Object.keys(u).length <= UPLINK_LIMIT, { error: `at most ${UPLINK_LIMIT} lines` })
        .optional()
        .meta({ description: 'The lines that carry the internet here, by name' }),
      egress: egressSchema.optional().meta({ description: 'Whom the lines are asked who they are of' }),
      here: hereSchema.optional().meta({ description: 'Where this is' }),
      addresses: addressesSchema.optional().meta({ description: 'What is asked about the addresses of the lines' }),
      geoip: geoipSchema.optional().meta({ description: 'Who is asked where the addresses of the lines are' }),
      sites_that_refuse: refusingSchema
        .optional()
        .meta({ description: 'Pages that tell whether an address is taken for that of a proxy, by name' }),
      sites: sitesSchema.optional().meta({ description: 'What one runs oneself: web sites, by name' }),
      preload: preloadSchema
        .optional()
        .meta({ description: 'Where it is known which names browsers ask by https alone (HSTS preload)' }),
      diagnose_on_down: yesOrNo
        .default(true)
        .meta({ description: 'Whether an incident of a line starts a diagnosis; never over a metered line' }),
      targets: z
        .record(name, target(probes), { error: 'a mapping of target names to targets' })
        .refine((t) => Object.keys(t).length > 0, { error: 'at least one target, or no such key to discover them' })
        .refine((t) => Object.keys(t).length <= TARGET_LIMIT, { error: `at most ${TARGET_LIMIT} targets` })
        .optional(),
    },
    { error: 'a mapping with keys such as vantage, listen and targets' },
  );

export type ParsedConfig = z.output<ReturnType<typeof configSchema>>;

const PLAIN: Readonly<Record<string, { readonly shape: object }>> = {
  keep,
  influx: influxSchema,
  egress: egressSchema,
  here: hereSchema,
  addresses: addressesSchema,
  geoip: geoipSchema,
  preload: preloadSchema,
};
/** The keys that a mapping may have at a path, for whoever wrote another. */
export const keysAt = (probes: readonly AnyProbe[], path: readonly PropertyKey[]): readonly string[] => {
  const [top, , inTarget] = path;
  if (top === undefined) return Object.keys(configSchema(probes).shape);
  const plain = PLAIN[String(top)];
  if (plain !== undefined && path.length === 1) return Object.keys(plain.shape);
  if (top === 'geoip') return path.length === 3 ? sourceKeys : [];
  if (top === 'sites_that_refuse') return path.length === 2 ? Object.keys(siteSchema.shape) : [];
  if (top === 'sites') return path.length === 2 ? siteKeys : [];
  if (top === 'uplinks' && path.length >= 2) return uplinkKeysAt(inTarget);
  if (top !== 'targets' || path.length < 2) return [];
  if (inTarget === undefined)
    return ['address', 'label', 'role', 'family', 'via', ...ofTargets(probes).map((p) => p.name)];
  if (inTarget === 'via') return Object.keys(via.shape);
  const options = probes.find((p) => p.name === inTarget)?.options;
  return options instanceof z.ZodObject ? ['every', ...Object.keys(options.shape)] : [];
};

const uplinkKeysAt = (key: PropertyKey | undefined): readonly string[] => {
  if (key === undefined) return Object.keys(uplinkSchema.shape);
  if (key === 'via') return Object.keys(via.shape);
  return key === 'every' ? ['live', 'standby'] : [];
};

/** For editors and `plumbline config schema`: JSON Schema of what may be written. */
export const configJsonSchema = (probes: readonly AnyProbe[]): Readonly<Record<string, unknown>> =>
  z.toJSONSchema(configSchema(probes), { io: 'input', unrepresentable: 'any' });
