import type { Millis } from './time.ts';

export const INFLUX_MAJORS = [1, 2, 3] as const;
export type InfluxMajor = (typeof INFLUX_MAJORS)[number];

/** Where an InfluxDB is and how it is spoken to. */
export interface InfluxAccess {
  /** http or https, without credentials and without a slash at its end; a path may be in it. */
  readonly url: string;
  /** `auto`: as the server says at `/ping`. */
  readonly version: 'auto' | InfluxMajor;
  /** The database (1.x, 3) or bucket (2.x). */
  readonly database: string;
  /** 2.x. */
  readonly org?: string;
  /** 1.x; the database's own where there is none. */
  readonly retentionPolicy?: string;
  /** 2.x and 3. */
  readonly token?: string;
  /** 1.x. */
  readonly login?: { readonly username: string; readonly password: string };
  /** For an answer. */
  readonly timeout: Millis;
}
/** InfluxDB as the service feeds it. */
export interface InfluxSettings extends InfluxAccess {
  /** Points a second at most. */
  readonly rate: number;
  /** How long points are gathered before they are written. */
  readonly flush: Millis;
  /** Whether the points of Telegraf's `ping` are written too. */
  readonly telegraf: boolean;
}
