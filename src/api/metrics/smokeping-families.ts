import { microsOf, SECOND } from '../../domain/time.ts';
import { DURATION_BOUNDS, totalLost } from '../../watch/series-counters.ts';
import type { Exposition } from './exposition.ts';
import type { Measured } from './measured.ts';

/** As smokeping_prober writes them (Go's shortest form), since a label is compared as text. */
const BOUNDS = DURATION_BOUNDS.map((micros) => (micros < 100 ? `${micros / 10}e-05` : String(micros / 1e6)));

const durations = (
  to: Exposition,
  name: string,
  help: string,
  all: readonly Measured[],
  labelsOf: (m: Measured) => string,
): void =>
  to.histograms(name, help, BOUNDS, (put) => {
    for (const m of all) put(m.counters.buckets, m.counters.sum / microsOf(SECOND), labelsOf(m));
  });

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
  durations(
    to,
    'smokeping_response_duration_seconds',
    'Round-trip time of the answered.',
    pings,
    ({ series }) => series.smokepingLabels,
  );
};

/** The same histogram under our own name, for the streams that are no pings. */
export const durationFamily = (to: Exposition, all: readonly Measured[]): void =>
  durations(
    to,
    'plumbline_duration_seconds',
    'What a probe took, of those that are no pings.',
    all.filter(({ series }) => series.probe !== 'ping' && series.timed),
    ({ series }) => series.labels,
  );
