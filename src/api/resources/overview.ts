import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';

import { EVENT_TYPES } from '../../domain/entry.ts';
import { seriesId } from '../../domain/series-id.ts';
import { HOUR, MINUTE, SECOND, microsOf } from '../../domain/time.ts';
import type { Stats } from '../../store/journal.ts';
import type { Addresses } from '../addresses/schema.ts';
import { ADDRESS_EVENTS, addressesGlance, asksForAddresses } from '../addresses/teller.ts';
import { cached } from '../cached.ts';
import { happened } from '../happened.ts';
import { takesGzip } from '../encoding.ts';
import type { ApiDeps, ApiEnv } from '../deps.ts';
import { commonProblems } from '../problem.ts';
import type { Lines } from '../line-schema.ts';
import type { Paths } from '../paths/schema.ts';
import { pathsGlance } from '../paths/teller.ts';
import { waysOf } from '../paths/ways.ts';
import { sitesAsked } from '../sites/asked.ts';
import { glanceOf as sitesGlance } from '../sites/row.ts';
import type { Sites } from '../sites/schema.ts';
import { Overview, type Bucket, type InfluxExport, type LinesGlance, type TargetSummary } from '../schema.ts';
import { seriesOf, targetInfo } from '../series.ts';

/** One hour changes little in a few seconds, and is the dear part of the question. */
const HOUR_KEPT = 5 * SECOND;
/** What databases say changes by the day. */
const ADDRESSES_KEPT = 30 * SECOND;
/** Sites are asked every few hours, ways every hour. */
const SITES_KEPT = 30 * SECOND;
const PATHS_KEPT = 10 * SECOND;
const EMPTY: Stats = { n: 0, lost: 0, notes: { late: 0, duplicate: 0, reordered: 0 } };

type LastHour = { readonly hour: Stats; readonly strip: readonly Bucket[] };
const NOTHING: LastHour = { hour: EMPTY, strip: [] };

const influxTold = (told: ReturnType<NonNullable<ApiDeps['influx']>>): InfluxExport => {
  const { state, host, backlog, behindSeconds, setAside, lastError, blind } = told;
  return {
    state,
    host,
    backlog,
    behindSeconds,
    setAside,
    ...(lastError === undefined ? {} : { lastError }),
    ...(blind === undefined ? {} : { blind }),
  };
};

const glanceOf = ({ live, lines, lastFailover }: Lines): LinesGlance => ({
  ...(live === undefined ? {} : { live }),
  lines: lines.map(({ name, label, kind, live, standing, word, since, reason, pathMtu }) => ({
    name,
    label,
    kind,
    live,
    standing,
    word,
    since,
    ...(reason === undefined ? {} : { reason }),
    ...(pathMtu === undefined ? {} : { pathMtu }),
  })),
  ...(lastFailover === undefined ? {} : { lastFailover }),
});

/** What else is told at a glance. */
interface Tellers {
  readonly lines: () => Promise<Lines>;
  readonly addresses: () => Promise<Addresses>;
  readonly sites: () => Promise<Sites>;
  readonly paths: () => Promise<Paths>;
}
/** The first look, for every page that is open. */
const overviewSource = (
  deps: ApiDeps,
  { lines: tellLines, addresses: tellAddresses, sites: tellSites, paths: tellPaths }: Tellers,
): (() => Promise<Overview>) => {
  const { clock, config, net, query } = deps;
  const lastHour = cached(clock, HOUR_KEPT, async () => {
    const to = clock.now() + 1;
    const all = await query.summaries({ from: to - microsOf(HOUR), to, widthMicros: microsOf(MINUTE) });
    return new Map(all.map((s): [string, LastHour] => [seriesId(s.series), { hour: s.stats, strip: s.buckets }]));
  });
  const addressed = asksForAddresses(config)
    ? cached(
        clock,
        ADDRESSES_KEPT,
        async () => addressesGlance(await tellAddresses(), config),
        happened(deps, ...ADDRESS_EVENTS),
      )
    : undefined;
  const sitesNow = cached(
    clock,
    SITES_KEPT,
    async () => sitesGlance((await tellSites()).sites),
    happened(deps, 'site-finding'),
  );
  const pathsNow = cached(
    clock,
    PATHS_KEPT,
    async () => pathsGlance(await tellPaths()),
    happened(deps, 'path-changed'),
  );
  return async () => {
    const now = clock.now();
    const [hours, latest, lines, addresses, sites, paths] = await Promise.all([
      lastHour(),
      query.latest(now - microsOf(HOUR)),
      config.uplinks.length === 0 ? undefined : tellLines(),
      addressed?.(),
      // Targets are discovered, and read, later.
      sitesAsked(config).length === 0 ? undefined : sitesNow(),
      waysOf(config).length === 0 ? undefined : pathsNow(),
    ]);
    const lastOf = new Map(latest.map(({ series, sample }) => [seriesId(series), sample]));
    const targets = config.targets.map((target): TargetSummary => {
      const [main] = seriesOf(target);
      const id = main === undefined ? '' : seriesId(main.filter);
      const last = lastOf.get(id);
      const { hour, strip } = hours.get(id) ?? NOTHING;
      return Object.assign(targetInfo(target, deps), { hour, strip }, last === undefined ? {} : { latest: last });
    });
    const { engine, engineMissing } = net;
    return {
      now,
      version: deps.version,
      vantage: config.vantage,
      startedAt: deps.startedAt,
      routes: deps.routes(),
      ...(engine === undefined ? {} : { engine: { name: engine.name, stamps: engine.stamps, how: engine.how } }),
      ...(engineMissing === undefined ? {} : { engineMissing }),
      ...(config.file === undefined ? {} : { configFile: config.file }),
      ...(deps.influx === undefined ? {} : { influx: influxTold(deps.influx()) }),
      targets,
      ...(lines === undefined ? {} : { lines: glanceOf(lines) }),
      ...(addresses === undefined ? {} : { addresses }),
      ...(sites === undefined ? {} : { sites }),
      ...(paths === undefined ? {} : { paths }),
      ...(deps.readOnly === undefined ? {} : { readOnly: deps.readOnly }),
      ...(deps.blames === undefined ? {} : { blames: deps.blames() }),
    };
  };
};

const route = createRoute({
  method: 'get',
  path: '/api/overview',
  summary: 'Every target: its state, the last sample, the last hour',
  responses: {
    200: { description: 'The overview, at most a second old', content: { 'application/json': { schema: Overview } } },
    ...commonProblems,
  },
});

/** Told and packed once for all who ask within a second. */
export const overview = (app: OpenAPIHono<ApiEnv>, deps: ApiDeps, tellers: Tellers): void => {
  const ask = overviewSource(deps, tellers);
  const pack = async () => {
    const plain = JSON.stringify(await ask());
    return { plain, gzip: new Uint8Array(await promisify(gzip)(plain)) };
  };
  const packed = cached(deps.clock, SECOND, pack, happened(deps, ...EVENT_TYPES));
  app.openAPIRegistry.registerPath(route);
  app.get(route.getRoutingPath(), async (c) => {
    const { plain, gzip } = await packed();
    c.header('Content-Type', 'application/json');
    if (!takesGzip(c.req.header('accept-encoding'))) return c.body(plain);
    c.header('Content-Encoding', 'gzip');
    c.header('Vary', 'Accept-Encoding');
    return c.body(gzip);
  });
};
