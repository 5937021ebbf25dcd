import type { Context } from 'hono';

import type { Config } from '../config/config.ts';
import type { Clock } from '../domain/clock.ts';
import type { Code } from '../domain/codes.ts';
import type { Run } from '../domain/entry.ts';
import type { IncidentNow, LinesNow } from '../domain/line-now.ts';
import type { EpochMicros, Millis } from '../domain/time.ts';
import type { Binding, Net } from '../net/net.ts';
import type { Aim, AnyOnce, AnyProbe } from '../probes/probe.ts';
import type { ExportStatus } from '../store/influx/status.ts';
import type { Health, Journal, Query } from '../store/journal.ts';
import type { Counters } from '../watch/counters.ts';
import type { CodeDetail } from './codes/schema.ts';
import type { ConfigSource } from './config/source.ts';
import type { QueryLimits } from './limited-query.ts';
import type { Blame, State } from './schema.ts';

/** A check that was asked for and is allowed; the options are parsed by the probe already. */
export interface CheckOrder {
  readonly probe: AnyOnce;
  readonly aim: Aim;
  readonly options: unknown;
  readonly binding: Binding;
}

/** What the service's own process costs. */
export interface ProcessFigures {
  /** User and system time of all threads. */
  readonly cpuSeconds: number;
  readonly residentBytes: number;
  /** Epoch seconds. */
  readonly startedAtSeconds: number;
  /** Missing where the system does not tell. */
  readonly openFds?: number;
  /** How late the event loop was since it was last looked at. */
  readonly lagSeconds: Readonly<Record<'mean' | 'p50' | 'p90' | 'p99' | 'max', number>>;
}

/** Everything that the api is built from. */
export interface ApiDeps {
  readonly config: Config;
  /** What that was made of, where there is more to tell of it. */
  readonly configSource?: ConfigSource;
  readonly version: string;
  readonly startedAt: EpochMicros;
  readonly clock: Clock;
  readonly query: Query;
  readonly journal: Pick<Journal, 'tail' | 'head'>;
  readonly probes: readonly AnyProbe[];
  readonly net: Pick<Net, 'engine' | 'engineMissing' | 'resolve'>;
  /** What is known of each target now, by name; a target that is missing is unknown. */
  states(): ReadonlyMap<string, State>;
  /** The numeric address in use of each target whose address is a name. */
  resolved(): ReadonlyMap<string, string>;
  /** Whether this machine has a default route, by family. Cheap, or cached. */
  routes(): { readonly v4: boolean; readonly v6: boolean };
  /** What was counted since the service began; it goes on growing. */
  readonly counters: Counters;
  storeHealth(): Health;
  /** How the export to InfluxDB fares, and the name and port of that; missing where there is none. */
  readonly influx?: () => ExportStatus & { readonly host: string };
  processFigures(): ProcessFigures;
  /** Why the service is not healthy; empty when it is. */
  ailments(): readonly string[];
  /** Runs it, puts the run into the journal, answers with it. `progress` is told how far it is, for a person. */
  startCheck(order: CheckOrder, signal: AbortSignal, progress?: (line: string) => void): Promise<Run>;
  /** Where it only reads what others measured: from where. No check can be started then. */
  readonly readOnly?: { readonly host: string; readonly database: string };
  /** How the lines stand, and what is wrong now (watch/lines/, watch/incidents/); missing where nothing is measured. */
  lines?(): LinesNow;
  incidents?(): readonly IncidentNow[];
  /** Where several vantage points are read side by side: whose fault it is that a target fares badly. */
  blames?(): readonly Blame[];
  /** What there is to paste about a code: for which platforms, and the texts that need no number measured first. */
  pasted?(code: Code): { readonly platforms: readonly string[]; readonly recipes: CodeDetail['recipes'] };
  /** A bug that a request met: the client is told no more than that there was one. */
  onBug(error: unknown): void;
  /** The built page (`dist/web`). */
  readonly staticRoot: string;
  /** Names, beside localhost, under which the page may be asked for. */
  readonly hostNames?: readonly string[];
  /** How much may be asked of the store; 10 s for an answer unless told. */
  readonly queryLimits?: Partial<QueryLimits>;
  /** Aborts when the service stops: live streams and running checks end. */
  readonly signal: AbortSignal;
}

/** What node-server hands to each request; missing where a test calls the app itself. */
export interface ApiEnv {
  Bindings: {
    readonly incoming?: {
      readonly socket: {
        readonly remoteAddress?: string | undefined;
        destroy(): unknown;
        setTimeout?(silence: Millis): unknown;
      };
    };
  };
}

/** The numeric address that a request came from. */
export const addressOf = (c: Context<ApiEnv>): string => c.env?.incoming?.socket.remoteAddress ?? 'unknown';
