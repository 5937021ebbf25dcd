import type { Config, Target } from '../../config/config.ts';
import { canonicalAddress, familyOf, parseAddress } from '../../domain/address.ts';
import { seriesId } from '../../domain/series-id.ts';
import { SECOND, type Millis } from '../../domain/time.ts';
import type { Counters } from '../../watch/counters.ts';
import { noneCounted, type SeriesCounters } from '../../watch/series-counters.ts';
import type { ApiDeps } from '../deps.ts';
import { seriesOf } from '../series.ts';
import { labelText } from './exposition.ts';

/** Older than this many intervals, and than the least, is no answer to "how is it now?". */
const FRESH_INTERVALS = 3;
const FRESH_LEAST: Millis = 15 * SECOND;

/** What of a series stays as it is while its target's address does. */
interface Known {
  readonly id: string;
  readonly none: SeriesCounters;
  readonly probe: string;
  readonly everyMs: Millis;
  /** Whether its values are durations, in microseconds. */
  readonly timed: boolean;
  /** `target="…",probe="…"` */
  readonly labels: string;
  /** smokeping_prober's, and `target` beside them: it keeps apart two targets of one address. */
  readonly smokepingLabels: string;
  /** The numeric address in use; undefined where none is known. */
  readonly address: { readonly family: number; readonly hash: number } | undefined;
}
/** One series of a target with what was counted of it. */
export interface Measured {
  readonly series: Known;
  readonly counters: SeriesCounters;
  /** Whether something settled lately: then its last sample tells how it is now. */
  readonly fresh: boolean;
}
type Deps = Pick<ApiDeps, 'resolved' | 'clock'> & {
  readonly config: Pick<Config, 'targets'>;
  readonly counters: Pick<Counters, 'series'>;
};

/** FNV-1a, 32 bits, over the bytes of an address: blackbox_exporter's way to show a change without telling it. */
const hashOf = (bytes: Uint8Array): number => {
  let hash = 0x811c_9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x0100_0193) >>> 0;
  return hash;
};
const addressOf = (ip: string): Known['address'] => {
  const family = familyOf(ip);
  const bytes = parseAddress(ip)?.bytes;
  return family === undefined || bytes === undefined ? undefined : { family, hash: hashOf(bytes) };
};
const knownOf = (target: Target, resolved: string | undefined): readonly Known[] => {
  const ip = resolved ?? canonicalAddress(target.address) ?? '';
  return seriesOf(target).map(({ info, filter }) => {
    const { binding } = target.checks.find((c) => c.probe.name === info.probe) ?? {};
    return {
      id: seriesId(filter),
      none: noneCounted(filter),
      probe: info.probe,
      everyMs: info.everyMs,
      timed: info.unit === 'us',
      labels: labelText({ target: target.name, probe: info.probe }),
      smokepingLabels: labelText({
        host: target.address || target.name,
        ip,
        source: binding?.source,
        target: target.name,
      }),
      address: addressOf(ip),
    };
  });
};

const isFresh = ({ last, readAt }: SeriesCounters, everyMs: Millis, now: Millis): boolean =>
  last !== undefined && now - readAt <= Math.max(FRESH_LEAST, FRESH_INTERVALS * everyMs);

/** Every series of a target, the main one first. */
export const measuring = (deps: Deps): ((target: Target) => readonly Measured[]) => {
  // What stays is made once: it is most of the work where there are a thousand targets.
  const kept = new WeakMap<Target, { readonly resolved: string | undefined; readonly known: readonly Known[] }>();
  return (target) => {
    const resolved = deps.resolved().get(target.name);
    const before = kept.get(target);
    const known = before !== undefined && before.resolved === resolved ? before.known : knownOf(target, resolved);
    if (known !== before?.known) kept.set(target, { resolved, known });
    const now = deps.clock.elapsed();
    return known.map((series): Measured => {
      const counters = deps.counters.series.get(series.id) ?? series.none;
      return { series, counters, fresh: isFresh(counters, series.everyMs, now) };
    });
  };
};
