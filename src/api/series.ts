import { nearest } from '../domain/nearest.ts';
import type { Config, Target } from '../config/config.ts';
import { isOnce, isStream, type AnyProbe, type Check } from '../probes/probe.ts';
import type { SeriesFilter } from '../store/journal.ts';
import type { ApiDeps } from './deps.ts';
import type { Problem } from './problem.ts';
import type { ProbeInfo, SeriesInfo, State, TargetInfo } from './schema.ts';

/** A series that a target has by the config, with where the store keeps it. */
export interface Series {
  readonly info: SeriesInfo;
  readonly filter: SeriesFilter;
}
