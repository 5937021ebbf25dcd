import type { Uplink } from '../../config/config.ts';
import { lineCost } from '../../config/line-cost.ts';
import { isCode, CODES } from '../../domain/codes.ts';
import type { LineFinding as Found, LineNow, LinesNow } from '../../domain/line-now.ts';
import { HOUSE } from '../../domain/line.ts';
import { DAY, HOUR, MINUTE, SECOND, microsOf, type EpochMicros } from '../../domain/time.ts';
import type { Query, SeriesFilter } from '../../store/journal.ts';
import { cached } from '../cached.ts';
import type { ApiDeps } from '../deps.ts';
import type { Failover, LineFinding, LineInfo, Lines } from '../line-schema.ts';
import { standingOf } from './bands.ts';
import { failoversOf, type LabelOf } from './failovers.ts';

/** What the lines are told from. */
export type LinesDeps = Pick<ApiDeps, 'config' | 'clock' | 'query' | 'startedAt' | 'lines'>;

/** As many failovers and findings are looked through for the last of each line. */
const MOST_EVENTS = 1_000;
const FAR = 400 * DAY;
/** What was measured changes little in a few seconds, and is the dear part. */
const KEPT = 3 * SECOND;
/** What failovers are told of, and what came of them. */
export const FAILOVER_EVENTS = ['failover', 'line-finding'] as const;

/** Where the echoes over a line are kept; without a line, those of the house. */
export const echoesOf = (vantage: string, line?: string): SeriesFilter => ({
  probe: 'uplink',
  field: 'rtt',
  subject: line === undefined ? { target: HOUSE, vantage } : { target: line, via: line, vantage },
});
export const labelsOf =
  ({ uplinks }: Pick<ApiDeps['config'], 'uplinks'>): LabelOf =>
  (name) =>
    uplinks.find((u) => u.name === name)?.label ?? name;

const findingOf = ({ code, since, summary, evidence }: Found): LineFinding => {
  const known = isCode(code) ? CODES[code] : undefined;
  return {
    code,
    since,
    summary,
    evidence,
    severity: known?.severity ?? 'warn',
    ...(known === undefined ? {} : { remedy: known.remedy }),
  };
};

const NOTHING = { n: 0, lost: 0 };
type Quality = LineInfo['hour'];
/** The last hour and the last minute of some series. */
const qualities = async (query: Query, series: SeriesFilter, now: EpochMicros): Promise<Qualities> => {
  const over = async (length: number): Promise<Quality> => {
    const { n, lost, p50, p90 } = await query.stats({ ...series, from: now - microsOf(length), to: now });
    return { n, lost, ...(p50 === undefined ? {} : { p50 }), ...(p90 === undefined ? {} : { p90 }) };
  };
  const [minute, hour] = await Promise.all([over(MINUTE), over(HOUR)]);
  return { minute, hour };
};

type Qualities = Pick<LineInfo, 'minute' | 'hour'>;
const NO_ECHOES: Qualities = { minute: NOTHING, hour: NOTHING };
const infoOf = (
  uplink: Uplink,
  now: LineNow,
  live: boolean,
  echoes: Qualities | undefined,
  last: Failover | undefined,
): LineInfo => {
  const { name, label, kind, metered, reachable, homeName, every } = uplink;
  const { word, since, reason, pathMtu, gateway, resolver, home } = now;
  return {
    name,
    label,
    kind,
    metered,
    reachable,
    live,
    standing: standingOf(word, live),
    word,
    since,
    gateway,
    resolver,
    egress: now.egress,
    findings: now.findings.map(findingOf),
    everyMs: every,
    standbyBytesAMonth: lineCost(uplink).standby,
    ...(echoes ?? NO_ECHOES),
    ...(reason === undefined ? {} : { reason }),
    ...(pathMtu === undefined ? {} : { pathMtu }),
    ...(homeName === undefined ? {} : { home: { name: homeName, addresses: [], ...home } }),
    ...(last === undefined ? {} : { lastFailover: last }),
  };
};

/** How all lines stand. Their echoes are at most a few seconds old, however many ask. */
export const linesTeller = (deps: LinesDeps): (() => Promise<Lines>) => {
  const { config, clock, query, startedAt } = deps;
  const label = labelsOf(config);
  const unknown = (line: string): LineNow => ({
    line,
    word: 'unknown',
    since: startedAt,
    egress: [],
    gateway: 'unknown',
    resolver: 'unknown',
    findings: [],
  });
  // Never kept: who is told of a failover asks at once what it cost.
  const failed = cached(clock, 0, async () => {
    const now = clock.now();
    const from = Math.max(0, now - microsOf(FAR));
    const events = await query.events({ from, to: now + 1, types: FAILOVER_EVENTS, limit: MOST_EVENTS });
    return failoversOf(events, label);
  });
  const measured = cached(clock, KEPT, async () => {
    const now = clock.now();
    const names = [undefined, ...config.uplinks.map((u) => u.name)];
    const all = await Promise.all(
      names.map(async (name) => [name, await qualities(query, echoesOf(config.vantage, name), now)] as const),
    );
    return new Map(all);
  });
  return async () => {
    const { vantage, uplinks } = config;
    const told: Partial<LinesNow> = deps.lines?.() ?? {};
    if (uplinks.length === 0) return { now: clock.now(), vantage, lines: [] };
    const [failovers, echoesNow] = await Promise.all([failed(), measured()]);
    const { live, believed, house } = told;
    const lines = uplinks.map((uplink) => {
      const { name } = uplink;
      const line = told.lines?.find((l) => l.line === name) ?? unknown(name);
      const last = failovers.find((f) => f.from === name || f.to === name);
      const isLive = live?.line === name;
      // What cannot be reached by itself is what the house gets, while that goes over it.
      const echoes = uplink.reachable ? name : isLive ? undefined : 'nobody';
      return infoOf(uplink, line, isLive, echoesNow.get(echoes), last);
    });
    const [lastFailover] = failovers;
    return {
      now: clock.now(),
      vantage,
      lines,
      ...(live === undefined ? {} : { live }),
      ...(believed === undefined ? {} : { believed }),
      ...(house === undefined
        ? {}
        : {
            house: {
              ...house,
              findings: house.findings.map(findingOf),
              ...(echoesNow.get(undefined) ?? NO_ECHOES),
            },
          }),
      ...(lastFailover === undefined ? {} : { lastFailover }),
    };
  };
};
