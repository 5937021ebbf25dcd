import type { Samples } from '../../../src/domain/entry.ts';
import type { Settled } from '../../../src/domain/sample.ts';
import type { Subject } from '../../../src/domain/subject.ts';
import { DAY, HOUR, SECOND } from '../../../src/domain/time.ts';
import { systemClock } from '../../../src/net/system-clock.ts';
import { openDuckDb } from '../../../src/store/duckdb/open.ts';

const VANTAGE = 'home';
/** Its usual round trip (µs), how far it spreads, and how much of that is the evening. */
interface Usual {
  readonly probe: string;
  readonly subject: Subject;
  readonly base: number;
  readonly spread: number;
}
const echoed = (target: string, base: number, spread = base * 0.1): Usual => ({
  probe: 'ping',
  subject: { target, vantage: VANTAGE },
  base,
  spread,
});
const line = (target: string, base: number, spread: number): Usual => ({
  probe: 'uplink',
  subject: { target, vantage: VANTAGE, ...(target === 'internet' ? {} : { via: target }) },
  base,
  spread,
});
const USUAL: readonly Usual[] = [
  line('internet', 19_000, 1_500),
  line('dsl', 19_000, 1_500),
  line('lte', 36_000, 7_000),
  echoed('gateway', 60),
  echoed('first-hop', 19_000, 1_500),
  echoed('resolver', 19_000, 1_500),
  echoed('cloudflare', 19_100, 1_500),
  echoed('google', 19_200, 1_500),
  echoed('quad9', 19_100, 1_500),
  echoed('office', 19_300, 1_500),
  echoed('loopback', 20),
];

/** How busy the line was so many hours ago, 0…1: an evening, and a morning that is not as bad. */
const busy = (ago: number): number => Math.exp(-((ago - 17) ** 2) / 4) + 0.4 * Math.exp(-((ago - 5) ** 2) / 2);

/**
 * The day before, made up: the lab has minutes, and the wall shows 24 hours. Echoes alone, one in ten seconds; all that
 * is told of failovers, paths, sites and addresses is measured.
 */
export const writePast = async (state: string): Promise<void> => {
  const clock = systemClock();
  const store = await openDuckDb({ folder: state, clock, gather: 0 });
  if (!store.ok) throw new Error(store.message);
  const now = clock.now();
  const every = 10 * SECOND * 1_000;
  for (const { probe, subject, base, spread } of USUAL) {
    const samples: Settled[] = [];
    for (let at = now - DAY * 1_000; at < now - every; at += every) {
      const load = base < 1_000 ? 0 : busy((now - at) / (HOUR * 1_000));
      const value = Math.round(base + spread * (1 + 5 * load) * -Math.log(1 - Math.random() * 0.999));
      samples.push(Math.random() < 0.0002 + 0.012 * load * load ? { at, lost: 'timeout' } : { at, value });
    }
    const entry: Samples = { kind: 'samples', probe, field: 'rtt', subject, samples };
    await store.journal.append([entry]);
  }
  await store.close();
};
