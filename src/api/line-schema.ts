import { z } from '@hono/zod-openapi';

import { HEARD_WORDS, STANDINGS } from '../domain/line-now.ts';
import { NOT_DIAGNOSED } from '../watch/incidents/state.ts';
import { Failover, lineGlance } from './line-glance-schema.ts';
import { Gap, Run } from './schema.ts';
import { evidence, micros, severity } from './schema/words.ts';

// What the api says of lines, failovers and incidents. Units as in schema.ts: times are epoch microseconds, round-trip
// times microseconds, and lengths of time microseconds too unless their name says otherwise.

const length = z.number().openapi({ description: 'Microseconds' });
/** Echoes of the last minute, or hour. */
const quality = z.object({
  n: z.number().int(),
  lost: z.number().int(),
  p50: z.number().optional(),
  p90: z.number().optional(),
});
const Egress = z
  .object({
    family: z.union([z.literal(4), z.literal(6)]),
    address: z.string(),
    at: micros,
    asn: z.number().int().optional(),
    asName: z.string().optional(),
    firstHop: z.string().optional(),
  })
  .openapi('Egress');
const LineFinding = z
  .object({
    code: z.string(),
    severity,
    since: micros,
    summary: z.string(),
    remedy: z.string().optional(),
    evidence,
  })
  .openapi('LineFinding');

const { word, since, reason } = lineGlance;
const fares = {
  word,
  since,
  reason,
  minute: quality,
  hour: quality,
  egress: z.array(Egress).readonly(),
  findings: z.array(LineFinding).readonly(),
};
export const LineInfo = z
  .object({
    ...lineGlance,
    metered: z.boolean(),
    /** Whether packets can be sent over it whatever the routes say; else it is watched only while it is live. */
    reachable: z.boolean(),
    ...fares,
    pathMtu: z.number().optional(),
    gateway: z.enum(HEARD_WORDS),
    resolver: z.enum(HEARD_WORDS),
    /** The name that must lead to this line while it is live. */
    home: z
      .object({ name: z.string(), addresses: z.array(z.string()).readonly(), follows: z.boolean().optional() })
      .optional(),
    everyMs: z.object({ live: z.number(), standby: z.number() }),
    /** What watching it costs while it stands by, both ways, in 30 days. */
    standbyBytesAMonth: z.number(),
    lastFailover: Failover.optional(),
  })
  .openapi('LineInfo');

/** GET /api/lines. Without uplinks in the config `lines` is empty. */
export const Lines = z
  .object({
    now: micros,
    vantage: z.string(),
    live: z.object({ line: z.string(), since: micros }).optional(),
    /** The line that the routing table points to. */
    believed: z.string().optional(),
    lines: z.array(LineInfo).readonly(),
    /** What everybody in the house gets. */
    house: z.object(fares).optional(),
    lastFailover: Failover.optional(),
  })
  .openapi('Lines');

/** A stretch in which a line stood as it did: as a band is drawn. */
export const Stretch = z
  .object({ from: micros, to: micros, standing: z.enum([...STANDINGS, 'gap']), live: z.boolean() })
  .openapi('Stretch');
/** GET /api/lines/history */
export const LineHistory = z
  .object({
    now: micros,
    from: micros,
    to: micros,
    bands: z.array(z.object({ name: z.string(), stretches: z.array(Stretch).readonly() })).readonly(),
    /** Newest first. */
    failovers: z.array(Failover).readonly(),
    gaps: z.array(Gap).readonly(),
    /** More happened than is told: what is oldest is left out. */
    truncated: z.boolean(),
  })
  .openapi('LineHistory');

const outage = z.object({ from: micros, to: micros.optional(), lost: z.number().int() });
const share = {
  from: micros,
  to: micros,
  /** Time in which echoes were settled, monitor gaps taken out. */
  watched: length,
  /** Time of that in outages. */
  dark: length,
  outages: z.number().int(),
  /** Time of that in which it was the live line. */
  live: length,
};
/** GET /api/lines/{name}/uptime: months and years by UTC, newest first; those without data are left out. */
export const LineUptime = z
  .object({
    now: micros,
    name: z.string(),
    months: z.array(z.object({ month: z.string().openapi({ example: '2026-11' }), ...share })).readonly(),
    years: z.array(z.object({ year: z.number().int(), ...share })).readonly(),
    /** Longest first. */
    outages: z.array(outage).readonly(),
    truncated: z.boolean(),
  })
  .openapi('LineUptime');

export const Incident = z
  .object({
    id: z.string(),
    from: micros,
    /** Missing while it lasts. */
    to: micros.optional(),
    cause: z.string(),
    severity,
    /** The name of the place to blame. */
    of: z.string(),
    summary: z.string(),
    targets: z.array(z.string()).readonly(),
    /** Of the last diagnosis that hangs on it. */
    verdict: z.object({ code: z.string(), severity, summary: z.string() }).optional(),
  })
  .openapi('Incident');
/** GET /api/incidents, newest first. */
export const IncidentList = z
  .object({ incidents: z.array(Incident).readonly(), truncated: z.boolean() })
  .openapi('IncidentList');
/** GET /api/incidents/{id} */
export const IncidentDetail = Incident.extend({
  /** What was thought of it, oldest first. */
  thoughts: z.array(z.object({ at: micros, cause: z.string(), summary: z.string() })).readonly(),
  /** When it asked for a diagnosis, and of which place. */
  asked: z.object({ at: micros, target: z.string() }).optional(),
  /** Why it asked for none. */
  notAsked: z.enum(NOT_DIAGNOSED).optional(),
  /** Diagnoses of the place to blame, or of what it explains, while it lasted; oldest first. Those that failed, too. */
  runs: z.array(Run).readonly(),
}).openapi('IncidentDetail');

export type { Failover } from './line-glance-schema.ts';
export type LineFinding = z.infer<typeof LineFinding>;
export type LineInfo = z.infer<typeof LineInfo>;
export type Lines = z.infer<typeof Lines>;
export type Stretch = z.infer<typeof Stretch>;
export type LineHistory = z.infer<typeof LineHistory>;
export type LineUptime = z.infer<typeof LineUptime>;
export type Incident = z.infer<typeof Incident>;
export type IncidentList = z.infer<typeof IncidentList>;
export type IncidentDetail = z.infer<typeof IncidentDetail>;
