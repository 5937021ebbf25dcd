import { randomUUID } from 'node:crypto';

import type { Clock } from '../domain/clock.ts';
import type { InfluxSettings } from '../domain/influx.ts';
import { startExport, type RunningExport } from '../store/influx/export.ts';
import type { ToldTarget } from '../store/influx/lines.ts';
import { influxServer } from '../store/influx/server.ts';
import { setAsideIn } from '../store/influx/set-aside.ts';
import { telegraf } from '../store/influx/telegraf.ts';
import type { ExportStatus } from '../store/influx/status.ts';
import type { Journal } from '../store/journal.ts';

/** How the export to one InfluxDB fares. */
export interface InfluxTold extends ExportStatus {
  /** The name and port of it, without what only its owner is to know. */
  readonly host: string;
}
export interface InfluxExport extends Pick<RunningExport, 'cursor' | 'done' | 'stop'> {
  readonly told: () => InfluxTold;
}

/** Writes the journal to the InfluxDB of the config until it is stopped; `folder` takes what that refuses. */
export const exportToInflux = (given: {
  readonly settings: InfluxSettings;
  readonly vantage: string;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly folder: string;
  /** What is watched now. */
  readonly targets: () => readonly ToldTarget[];
  readonly notice: (what: string) => void;
}): InfluxExport => {
  const addressOf = (name: string): string | undefined => given.targets().find((t) => t.name === name)?.address;
  const { host } = new URL(given.settings.url);
  const running = startExport({
    ...given,
    ...(given.settings.telegraf ? { telegraf: telegraf(addressOf) } : {}),
    server: influxServer(given.settings),
    setAside: setAsideIn(given.folder),
    random: Math.random,
    newIdentity: randomUUID,
  });
  const { cursor, done, stop, status } = running;
  return { cursor, done, stop, told: () => Object.assign({ host }, status()) };
};
