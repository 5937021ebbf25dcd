import type { ExchangeSeen, Packets, PacketsSeen } from '../domain/ask.ts';
import { echoes } from './effort.ts';
import { nearestRank } from '../domain/quantile.ts';
import type { Target } from './target.ts';

/** The round trip while the download runs, against the idle one. */
export interface Load {
  readonly idleMs?: number;
  readonly loadedMs?: number;
  readonly samples: number;
  /** At least 100 ms more, and three times as much. */
  readonly isBloated: boolean;
}

const APART = 75;
const ENOUGH = 4;

/** Small echoes that go beside the download. */
export const loadProbes = ({ address, effort }: Target): Packets => echoes(address, effort.loadEchoes, APART, 3_000);

export const loadOf = (download: ExchangeSeen, { packets }: PacketsSeen, idle: number | undefined): Load => {
  const { info, connectMs, tookMs } = download;
  // The first echoes go before the queue has grown; what is sent after the download's end meets one that drains.
  const during = packets.filter((_, i) => i * APART > (connectMs ?? 0) + APART && i * APART < tookMs);
  const rtts = during.flatMap((p) => (p.outcome === 'arrived' && p.rttMs !== undefined ? [p.rttMs] : []));
  const least = [idle, connectMs, info === undefined ? undefined : info.minRttMicros / 1_000].filter(
    (ms) => ms !== undefined && ms > 0,
  );
  const idleMs = least.length === 0 ? undefined : Math.min(...least.map(Number));
  // The queue grows until the end, so that half of the echoes say little of it: the median of the slower half.
  const loadedMs = nearestRank(
    rtts.toSorted((a, b) => a - b),
    75,
  );
  if (idleMs === undefined || loadedMs === undefined || rtts.length < ENOUGH)
    return { samples: rtts.length, isBloated: false, ...(idleMs === undefined ? {} : { idleMs }) };
  return {
    idleMs,
    loadedMs,
    samples: rtts.length,
    isBloated: loadedMs >= idleMs + 100 && loadedMs >= 3 * idleMs,
  };
};
