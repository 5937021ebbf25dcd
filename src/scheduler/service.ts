import type { Entry, Event } from '../domain/entry.ts';
import type { Evidence } from '../domain/finding.ts';
import type { EpochMicros } from '../domain/time.ts';
import { gapSinceLastRun } from './gaps.ts';

const serviceEvent = (type: 'service-started' | 'service-stopped', at: EpochMicros, evidence: Evidence): Event => ({
  kind: 'event',
  at,
  type,
  severity: 'info',
  evidence,
});

/** What a run of the service begins with: the gap since the last one, if there was one, and that it started. */
export const openingEntries = (
  lastAt: EpochMicros | undefined,
  now: EpochMicros,
  evidence: Evidence,
): readonly Entry[] => {
  const gap = gapSinceLastRun(lastAt, now);
  return [...(gap === undefined ? [] : [gap]), serviceEvent('service-started', now, evidence)];
};

/** What it ends with, after everything else. */
export const closingEntries = (now: EpochMicros, evidence: Evidence): readonly Entry[] => [
  serviceEvent('service-stopped', now, evidence),
];
