import { readdirSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

import type { ProcessFigures } from '../api/deps.ts';
import type { Clock } from '../domain/clock.ts';
import { SECOND, type Millis } from '../domain/time.ts';

/** The loop is looked at this often; what is late by less is not seen. */
const RESOLUTION: Millis = 20;
/** Who asks sooner gets the same figures of the lag, so that two readers do not take each other's. */
const LAG_KEPT: Millis = 10 * SECOND;

const openFds = (): number | undefined => {
  try {
    return readdirSync('/proc/self/fd').length - 1; // without that of the look itself
  } catch {
    return undefined; // not Linux, or no descriptor left
  }
};

/** Figures of this process, as cheap as asking is. */
export const processFigures = (clock: Clock): (() => ProcessFigures) => {
  const startedAtSeconds = clock.now() / 1e6 - process.uptime();
  const loop = monitorEventLoopDelay({ resolution: RESOLUTION });
  loop.enable();
  const none = { mean: 0, p50: 0, p90: 0, p99: 0, max: 0 };
  let lag = { seconds: none, at: clock.elapsed() };
  // The histogram holds what the timer took from one time to the next, in nanoseconds: its interval is no lag.
  const late = (ns: number): number => Math.max(0, ns / 1e9 - RESOLUTION / SECOND);
  const lagNow = (): ProcessFigures['lagSeconds'] => {
    if (clock.elapsed() - lag.at >= LAG_KEPT && loop.count > 0) {
      const [p50, p90, p99] = [50, 90, 99].map((p) => late(loop.percentile(p)));
      lag = {
        seconds: { mean: late(loop.mean), p50: p50 ?? 0, p90: p90 ?? 0, p99: p99 ?? 0, max: late(loop.max) },
        at: clock.elapsed(),
      };
      loop.reset();
    }
    return lag.seconds;
  };
  return () => {
    const { user, system } = process.cpuUsage();
    const fds = openFds();
    return {
      cpuSeconds: (user + system) / 1e6,
      residentBytes: process.memoryUsage.rss(),
      startedAtSeconds,
      ...(fds === undefined ? {} : { openFds: fds }),
      lagSeconds: lagNow(),
    };
  };
};
