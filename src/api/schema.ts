import { z } from '@hono/zod-openapi';

import { ROLES } from '../config/config.ts';
import { EVENT_TYPES, GAP_REASONS } from '../domain/entry.ts';
import { LOSS_REASONS, NOTE_KINDS } from '../domain/sample.ts';
import { STATE_WORDS } from '../domain/state.ts';
import { EXPORT_WORDS } from '../store/influx/status.ts';
import { AddressesGlance } from './addresses/glance-schema.ts';
import { LinesGlance } from './line-glance-schema.ts';
import { PathGlance } from './paths/glance-schema.ts';
import { SitesGlance } from './sites/schema.ts';

// What the api says, as zod schemas: the OpenAPI document and the page's types both come from here.
// Times are epoch microseconds, values are in the unit of their field (`us` for round-trip times).

const micros = z.number().int().openapi({ description: 'Epoch microseconds' });
const evidence = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
const severity = z.enum(['info', 'warn', 'fail']);

const Subject = z
  .object({ target: z.string().optional(), via: z.string().optional(), vantage: z.string() })
  .openapi('Subject');

export const Sample = z
  .union([
    z.object({ at: micros, value: z.number() }),
    z.object({ at: micros, lost: z.enum(LOSS_REASONS), saidBy: z.string().optional() }),
    z.object({ at: micros, note: z.enum(NOTE_KINDS), value: z.number() }),
  ])
  .openapi('Sample');

const stats = {
  /** The coarsest rollups that this is made of; missing where it is made of the samples themselves. */
  resolution: z.enum(['minute', 'hour']).optional(),
  n: z.number().int(),
  lost: z.number().int(),
  notes: z.object({ late: z.number(), duplicate: z.number(), reordered: z.number() }),
  min: z.number().optional(),
  p10: z.number().optional(),
  p50: z.number().optional(),
  p90: z.number().optional(),
  p99: z.number().optional(),
  max: z.number().optional(),
  mean: z.number().optional(),
  jitter: z.number().optional(),
};
export const Stats = z.object(stats).openapi('Stats');
export const Bucket = z.object({ at: micros, ...stats }).openapi('Bucket');
export const Bin = z.object({ lo: z.number(), hi: z.number(), n: z.number().int() }).openapi('Bin');

export const Event = z
  .object({
    kind: z.literal('event'),
    at: micros,
    type: z.enum(EVENT_TYPES),
    severity,
    subject: Subject.optional(),
    probe: z.string().optional(),
    evidence,
  })
  .openapi('Event');
export const Gap = z
  .object({
    kind: z.literal('gap'),
    from: micros,
    to: micros,
    reason: z.enum(GAP_REASONS),
    subject: Subject.optional(),
  })
  .openapi('Gap');

const finding = z.object({ code: z.string(), severity, evidence, remedy: z.string().optional() });
const Outcome = z
  .discriminatedUnion('status', [
    z.object({
      status: z.literal('measured'),
      values: z.record(z.string(), z.number()),
      findings: z.array(finding).readonly(),
      report: z.unknown(),
    }),
    z.object({
      status: z.literal('failed'),
      reason: z.string(),
      detail: z.string(),
      findings: z.array(finding).readonly(),
    }),
  ])
  .openapi('Outcome');
export const Run = z
  .object({
    kind: z.literal('run'),
    id: z.string(),
    at: micros,
    tookMs: z.number(),
    probe: z.string(),
    subject: Subject,
    outcome: Outcome,
  })
  .openapi('Run');

export const State = z
  .object({
    word: z.enum(STATE_WORDS),
    /** For down: the last good reply. Otherwise when the state began. */
    since: micros,
    /** E.g. "12% lost in 60 s". */
    reason: z.string().optional(),
  })
  .openapi('State');

export const SeriesInfo = z
  .object({
    probe: z.string(),
    field: z.string(),
    label: z.string(),
    unit: z.string(),
    everyMs: z.number(),
    /** True where this stands in for echoes that the system does not allow. */
    standIn: z.boolean(),
  })
  .openapi('SeriesInfo');

export const TargetInfo = z
  .object({
    name: z.string(),
    label: z.string(),
    role: z.enum(ROLES),
    /** As the owner wrote it. */
    /** Empty where it is not known. */
    address: z.string(),
    /** The numeric address in use, when known and different. */
    resolved: z.string().optional(),
    state: State,
    /** The first is the main one. */
    series: z.array(SeriesInfo).readonly(),
    /** Names of the once-checks of this target. */
    checks: z.array(z.string()).readonly(),
    /** Where several vantage points are read side by side: its name and label there, and whose view this is. */
    place: z
      .object({
        target: z.string(),
        label: z.string(),
        vantage: z.string(),
        via: z.string().optional(),
        /** The same text where other places look at the same machine. */
        same: z.string(),
      })
      .optional(),
  })
  .openapi('TargetInfo');

export const TargetSummary = TargetInfo.extend({
  /** The last settled sample of the main series. */
  latest: Sample.optional(),
  /** The main series over the last hour (at most 5 s old), and its one-minute buckets; empty ones are left out. */
  hour: Stats,
  strip: z.array(Bucket).readonly(),
}).openapi('TargetSummary');

/** How the export to InfluxDB fares. */
const InfluxExport = z
  .object({
    /** `waiting`: it can not write at the moment, for the reason in `lastError`, and tries again. */
    state: z.enum(EXPORT_WORDS),
    /** Its name and port. */
    host: z.string(),
    /** Entries that are still to be exported. */
    backlog: z.number().int(),
    /** The age of the newest that was exported; 0 where there is nothing left to export. */
    behindSeconds: z.number(),
    /** Points that it does not take, since the service began. */
    setAside: z.number().int(),
    lastError: z.string().optional(),
    /** Why it would not be noticed that it lost what was written. */
    blind: z.string().optional(),
  })
  .openapi('InfluxExport');

const fault = z.enum(['site', 'line', 'path', 'unclear']);
/** Whose fault it is that a target fares badly, as several vantage points tell it. */
export const Blame = z
  .object({
    target: z.string(),
    /** As in the `place` of the targets that it is about. */
    same: z.string(),
    fault: z.enum([...fault.options, 'mixed']),
    /** Places that know how it fares, and those from which it fares badly. */
    places: z.number().int(),
    bad: z.number().int(),
    evidence: z
      .array(
        z.object({
          vantage: z.string(),
          via: z.string().optional(),
          word: z.enum(STATE_WORDS),
          fault,
          othersBad: z.number().int(),
          others: z.number().int(),
        }),
      )
      .readonly(),
    words: z.string(),
  })
  .openapi('Blame');

export const Overview = z
  .object({
    now: micros,
    version: z.string(),
    vantage: z.string(),
    startedAt: micros,
    /** Whether this machine has a default route, by family, now. */
    routes: z.object({ v4: z.boolean(), v6: z.boolean() }),
    engine: z.object({ name: z.string(), stamps: z.string(), how: z.string() }).optional(),
    engineMissing: z.object({ why: z.string(), remedy: z.string() }).optional(),
    /** The config file, or undefined when what to watch was discovered. */
    configFile: z.string().optional(),
    influx: InfluxExport.optional(),
    targets: z.array(TargetSummary).readonly(),
    /** Where the config has uplinks. */
    lines: LinesGlance.optional(),
    /** Where the config asks who the world thinks that one is. */
    addresses: AddressesGlance.optional(),
    /** Where the config has sites. */
    sites: SitesGlance.optional(),
    /** Where the config looks at ways: the newest look at each, the worst first. */
    paths: z.array(PathGlance).readonly().optional(),
    /** Where it only reads, what others measured: from which InfluxDB. */
    readOnly: z.object({ host: z.string(), database: z.string() }).optional(),
    /** Of targets that fare badly, where several vantage points are read. */
    blames: z.array(Blame).readonly().optional(),
  })
  .openapi('Overview');

/** A spell of silence, from the last good reply to the first good one after; `to` missing while it lasts. */
export const Outage = z.object({ from: micros, to: micros.optional(), lost: z.number().int() }).openapi('Outage');

/** A view of one series. Empty buckets are left out. */
export const View = z
  .object({
    now: micros,
    /** Samples that are older may have been deleted: rollups stand for them. */
    rawSince: micros,
    from: micros,
    to: micros,
    widthMicros: z.number().int(),
    series: SeriesInfo,
    buckets: z.array(Bucket).readonly(),
    stats: Stats,
    gaps: z.array(Gap).readonly(),
    /** Newest first. */
    events: z.array(Event).readonly(),
    /** Oldest first. */
    outages: z.array(Outage).readonly(),
  })
  .openapi('View');

/** GET /api/targets/{name}/histogram */
export const Histogram = z
  .object({ from: micros, to: micros, series: SeriesInfo, bins: z.array(Bin).readonly() })
  .openapi('Histogram');

/** GET /api/targets/{name}/raw, oldest first. When `truncated`, ask again from the last sample's `at`. */
export const Raw = z
  .object({
    from: micros,
    to: micros,
    series: SeriesInfo,
    samples: z.array(Sample).readonly(),
    truncated: z.boolean(),
  })
  .openapi('Raw');

/** GET /api/events, newest first. `truncated`: there are older ones in the range. */
export const EventList = z.object({ events: z.array(Event).readonly(), truncated: z.boolean() }).openapi('EventList');
/** GET /api/gaps, oldest first. */
export const GapList = z.object({ gaps: z.array(Gap).readonly(), truncated: z.boolean() }).openapi('GapList');
/** GET /api/runs and /api/targets/{name}/runs, newest first. */
export const RunList = z.object({ runs: z.array(Run).readonly(), truncated: z.boolean() }).openapi('RunList');
/** GET /api/targets */
export const TargetList = z.object({ targets: z.array(TargetInfo).readonly() }).openapi('TargetList');

/** What a form needs to know of one option of a probe; durations are in milliseconds here, texts as `250ms` when asked. */
const ProbeOption = z
  .object({
    name: z.string(),
    kind: z.enum(['number', 'duration', 'choice', 'boolean', 'text', 'list']),
    /** Words that follow "expected". */
    expected: z.string(),
    about: z.string().optional(),
    min: z.number().optional(),
    max: z.number().optional(),
    whole: z.literal(true).optional(),
    choices: z
      .array(z.union([z.string(), z.number(), z.boolean()]))
      .readonly()
      .optional(),
    /** What holds where it is left out. */
    usual: z.union([z.string(), z.number(), z.boolean()]).optional(),
    /** It is the owner's to give: through the api it is as the config has it, or left out. */
    owners: z.literal(true).optional(),
  })
  .openapi('ProbeOption');

export const ProbeInfo = z
  .object({
    name: z.string(),
    title: z.string(),
    kind: z.array(z.enum(['once', 'stream'])).readonly(),
    everyMs: z.number(),
    values: z.record(
      z.string(),
      z.object({ label: z.string(), unit: z.string(), better: z.enum(['lower', 'higher', 'neither']) }),
    ),
    /** What it tells: words that follow its title. */
    purpose: z.string().optional(),
    options: z.array(ProbeOption).readonly(),
  })
  .openapi('ProbeInfo');

/** GET /api/probes */
export const ProbeList = z.object({ probes: z.array(ProbeInfo).readonly() }).openapi('ProbeList');

/** POST /api/checks; the answer is a Run. */
export const CheckRequest = z
  .strictObject({
    probe: z.string().max(64),
    /** A target's name in the config, or an address that `api_may_probe` allows. */
    target: z.string().min(1).max(253),
    /** The line, for a target that is asked over several; the first of them where left out. */
    via: z.string().min(1).max(64).optional(),
    options: z.record(z.string().max(64), z.unknown()).optional(),
  })
  .openapi('CheckRequest');

/** GET /api/session: what a page needs to know before it asks for the token. */
export const Session = z
  .object({ protectReading: z.boolean(), tokenConfigured: z.boolean(), signedIn: z.boolean() })
  .openapi('Session');
/** POST /api/session: sets a cookie that stands for the token, so that the page and its live stream can use it. */
export const SignIn = z.object({ token: z.string().min(1).max(1024) }).openapi('SignIn');

export const Health = z
  .object({ ok: z.boolean(), version: z.string(), reasons: z.array(z.string()).readonly() })
  .openapi('Health');

/** Every answer that is not a success. */
export const ApiError = z
  .object({
    error: z.object({
      what: z.string(),
      where: z.string().optional(),
      expected: z.string().optional(),
    }),
  })
  .openapi('Error');

/** One server-sent event on /api/live; the SSE `id` is the journal's cursor, the SSE `event` is `kind`. */
export const Live = z
  .discriminatedUnion('kind', [
    /** First on every connection. `resumed`: nothing was missed since the `Last-Event-ID` sent; otherwise load anew. */
    z.object({ kind: z.literal('hello'), now: micros, version: z.string(), resumed: z.boolean() }),
    z.object({
      kind: z.literal('samples'),
      target: z.string(),
      probe: z.string(),
      field: z.string(),
      samples: z.array(Sample).readonly(),
    }),
    z.object({ kind: z.literal('state'), target: z.string(), state: State }),
    Event,
    Gap,
    Run,
    /** Every 5 s, so that a page can tell silence from a dead service. */
    z.object({ kind: z.literal('tick'), now: micros }),
  ])
  .openapi('Live');

export type Sample = z.infer<typeof Sample>;
export type Stats = z.infer<typeof Stats>;
export type Bucket = z.infer<typeof Bucket>;
export type Bin = z.infer<typeof Bin>;
export type Event = z.infer<typeof Event>;
export type Gap = z.infer<typeof Gap>;
export type Run = z.infer<typeof Run>;
export type State = z.infer<typeof State>;
export type { StateWord } from '../domain/state.ts';
export type SeriesInfo = z.infer<typeof SeriesInfo>;
export type TargetInfo = z.infer<typeof TargetInfo>;
export type TargetSummary = z.infer<typeof TargetSummary>;
export type Blame = z.infer<typeof Blame>;
export type Overview = z.infer<typeof Overview>;
export type InfluxExport = z.infer<typeof InfluxExport>;
export type { AddressesGlance } from './addresses/glance-schema.ts';
export type { LinesGlance } from './line-glance-schema.ts';
export type View = z.infer<typeof View>;
export type Outage = z.infer<typeof Outage>;
export type Histogram = z.infer<typeof Histogram>;
export type Raw = z.infer<typeof Raw>;
export type EventList = z.infer<typeof EventList>;
export type GapList = z.infer<typeof GapList>;
export type RunList = z.infer<typeof RunList>;
export type TargetList = z.infer<typeof TargetList>;
export type ProbeList = z.infer<typeof ProbeList>;
export type CheckRequest = z.infer<typeof CheckRequest>;
export type Session = z.infer<typeof Session>;
export type SignIn = z.infer<typeof SignIn>;
export type Health = z.infer<typeof Health>;
export type ApiError = z.infer<typeof ApiError>;
export type ProbeInfo = z.infer<typeof ProbeInfo>;
export type ProbeOption = z.infer<typeof ProbeOption>;
export type Live = z.infer<typeof Live>;
