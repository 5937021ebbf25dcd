import { z } from '@hono/zod-openapi';

import { EXPORT_WORDS } from '../../store/influx/status.ts';
import { AddressesGlance } from '../addresses/glance-schema.ts';
import { LinesGlance } from '../line-glance-schema.ts';
import { PathGlance } from '../paths/glance-schema.ts';
import { SitesGlance } from '../sites/schema.ts';
import { Blame } from './blame.ts';
import { TargetSummary } from './targets.ts';
import { micros } from './words.ts';

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
export type InfluxExport = z.infer<typeof InfluxExport>;

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
export type Overview = z.infer<typeof Overview>;
