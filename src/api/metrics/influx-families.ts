import type { ExportStatus } from '../../store/influx/status.ts';
import type { Exposition } from './exposition.ts';

/** How the export to InfluxDB fares; nothing where there is none. */
export const influxFamilies = (to: Exposition, status: ExportStatus | undefined): void => {
  if (status === undefined) return;
  const { state, backlog, behindSeconds, written, setAside, failures } = status;
  to.family('plumbline_influx_up', 'gauge', 'Whether InfluxDB takes points, as far as it was last asked.', (put) =>
    put(state === 'waiting' ? 0 : 1),
  );
  to.family(
    'plumbline_influx_backlog_entries',
    'gauge',
    'Entries of the journal that are not in InfluxDB yet.',
    (put) => put(backlog),
  );
  to.family(
    'plumbline_influx_behind_seconds',
    'gauge',
    'How old the newest entry in InfluxDB is; 0 where it has all of them.',
    (put) => put(behindSeconds),
  );
  to.family('plumbline_influx_points_written_total', 'counter', 'Points written to InfluxDB.', (put) => put(written));
  to.family(
    'plumbline_influx_points_set_aside_total',
    'counter',
    'Points that InfluxDB refuses, or that are older than it keeps.',
    (put) => put(setAside),
  );
  to.family('plumbline_influx_write_failures_total', 'counter', 'Requests to write that failed, by why.', (put) => {
    for (const [reason, count] of Object.entries(failures)) put(count, `reason="${reason}"`);
  });
};
