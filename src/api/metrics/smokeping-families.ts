import { microsOf, SECOND } from '../../domain/time.ts';
import { DURATION_BOUNDS, totalLost } from '../../watch/series-counters.ts';
import type { Exposition, Put } from './exposition.ts';
import type { Measured } from './measured.ts';

/** As smokeping_prober writes them (Go's shortest form), since a label is compared as text. */
const BOUNDS = DURATION_BOUNDS.map((micros) => `,le="${micros < 100 ? `${micros / 10}e-05` : String(micros / 1e6)}"`);

const histogram = (put: Put, { counters }: Measured, labels: string): void => {
  let below = 0;
  for (const [i, bound] of BOUNDS.entries()) {
    below += counters.buckets[i] ?? 0;
    put(below, labels + bound, '_bucket');
  }
  put(counters.answered, `${labels},le="+Inf"`, '_bucket');
  put(counters.sum / microsOf(SECOND), labels, '_sum');
  put(counters.answered, labels, '_count');
};

/**
 * The families of smokeping_prober for every series of pings. An echo is counted when it settles, so requests and
 * responses always fit together; one that came after its timeout stays lost, and one that could not be sent is no
 * request.
 */
export const smokepingFamilies = (to: Exposition, all: readonly Measured[]): void => {
  const pings = all.filter(({ series }) => series.probe === 'ping');
  to.family('smokeping_requests_total', 'counter', 'Echoes that were sent and have settled.', (put) => {
    for (const { counters, series } of pings) {
      const { answered, lost } = counters;
      put(answered + totalLost(counters) - lost['send-failed'] - lost['no-address'], series.smokepingLabels);
    }
  });
  to.family('smokeping_send_errors_total', 'counter', 'Echoes that this machine could not send.', (put) => {
    for (const { counters, series } of pings) put(counters.lost['send-failed'], series.smokepingLabels);
  });
  to.family('smokeping_response_duplicates_total', 'counter', 'Replies to an echo already answered.', (put) => {
    for (const { counters, series } of pings) put(counters.notes.duplicate, series.smokepingLabels);
  });
  to.family('smokeping_response_duration_seconds', 'histogram', 'Round-trip time of the answered.', (put) => {
    for (const m of pings) histogram(put, m, m.series.smokepingLabels);
  });
};

/** The same histogram under our own name, for the streams that are no pings. */
export const durationFamily = (to: Exposition, all: readonly Measured[]): void => {
  to.family('plumbline_duration_seconds', 'histogram', 'What a probe took, of those that are no pings.', (put) => {
    for (const m of all) if (m.series.probe !== 'ping' && m.series.timed) histogram(put, m, m.series.labels);
  });
};
