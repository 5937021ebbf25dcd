import { microsOf, SECOND } from '../../domain/time.ts';
import type { Exposition } from './exposition.ts';
import type { Measured } from './measured.ts';

const durationOf = ({ counters: { last }, series }: Measured): number | undefined =>
  last !== undefined && 'value' in last && series.timed ? last.value / microsOf(SECOND) : undefined;

/**
 * The families of blackbox_exporter, as far as they are measured here, told from the last settled sample of each series
 * (nothing is probed). Series without a fresh one are left out: they neither succeeded nor failed.
 */
export const probeFamilies = (to: Exposition, all: readonly Measured[], labelsOf: (m: Measured) => string): void => {
  const fresh = all.filter((m) => m.fresh);
  to.family('probe_success', 'gauge', 'Whether the last probe that settled was answered.', (put) => {
    for (const m of fresh) put(m.counters.last !== undefined && 'value' in m.counters.last ? 1 : 0, labelsOf(m));
  });
  to.family('probe_duration_seconds', 'gauge', 'What the last probe took; missing where it was lost.', (put) => {
    for (const m of fresh) {
      const duration = durationOf(m);
      if (duration !== undefined) put(duration, labelsOf(m));
    }
  });
  to.family('probe_icmp_duration_seconds', 'gauge', 'Round-trip time of the last ICMP echo.', (put) => {
    for (const m of fresh) {
      const duration = durationOf(m);
      if (duration === undefined || m.series.probe !== 'ping') continue;
      const labels = labelsOf(m);
      put(duration, labels === '' ? 'phase="rtt"' : `${labels},phase="rtt"`);
    }
  });
  to.family('probe_ip_protocol', 'gauge', 'The IP version of the address probed.', (put) => {
    for (const m of fresh) if (m.series.address !== undefined) put(m.series.address.family, labelsOf(m));
  });
  to.family('probe_ip_addr_hash', 'gauge', 'FNV-1a hash of the address probed: it changes with it.', (put) => {
    for (const m of fresh) if (m.series.address !== undefined) put(m.series.address.hash, labelsOf(m));
  });
};
