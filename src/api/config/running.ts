import type { Config, ConfigProblem, Target } from '../../config/config.ts';
import { missingDevices } from '../../config/missing-devices.ts';
import type { Run } from '../../domain/entry.ts';
import { seriesId } from '../../domain/series-id.ts';
import { subjectKey } from '../../domain/subject.ts';
import { microsOf, MINUTE, type EpochMicros, type Millis } from '../../domain/time.ts';
import { formatDuration } from '../../probes/duration.ts';
import { isOnce, isStream, type Check } from '../../probes/probe.ts';
import type { Counters } from '../../watch/counters.ts';
import { seriesOf } from '../series.ts';

/** So many may be lost of a target that is there. */
const ENOUGH_LOST = 10;

export interface Seen {
  readonly now: EpochMicros;
  readonly startedAt: EpochMicros;
  readonly counters: Counters;
  /** Newest first, of every probe that runs once, since the start; undefined: there are more than were read. */
  readonly runs: ReadonlyMap<string, readonly Run[] | undefined>;
  readonly engineMissing?: { readonly why: string; readonly remedy: string };
  readonly devices?: readonly string[];
  /** Whether this machine has any way out: without one nothing answers, whatever is written. */
  readonly hasWayOut: boolean;
}

const OFF = (probe: string): string => `${probe}: off where nothing answers by nature`;
const INSTEAD: Readonly<Record<string, string>> = {
  ping: 'an address that answers echoes; or ping: off and another check, such as tcp: {port: 443}',
  tcp: 'a port that is open there (tcp: {port: …})',
};

/** A stream that has not had one answer since the start. */
const ofStream = (target: Target, seen: Seen): readonly ConfigProblem[] => {
  const [main] = seriesOf(target);
  if (main === undefined || target.role === 'line' || target.place !== undefined) return [];
  const { probe, everyMs } = main.info;
  const path = `targets.${target.name}`;
  const counted = seen.counters.series.get(seriesId(main.filter));
  if (counted === undefined) {
    if (!isLong(seen, everyMs)) return [];
    return [
      {
        path: `${path}.${probe}`,
        found: `${probe}, which has measured nothing since the start`,
        expected: `something every ${formatDuration(everyMs)}: the log of the service says more`,
      },
    ];
  }
  const lost = Object.values(counted.lost).reduce((sum, n) => sum + n, 0);
  if (counted.answered > 0 || lost < ENOUGH_LOST) return [];
  if (counted.lost['no-address'] === lost)
    return [
      {
        path: `${path}.address`,
        found: `${JSON.stringify(target.address)}, which does not resolve`,
        expected: 'a name that resolves here, or a numeric address',
      },
    ];
  if (!seen.hasWayOut) return [];
  const found = `no answer to ${probe} since the start (${lost} lost)`;
  return [{ path: `${path}.${probe}`, found, expected: INSTEAD[probe] ?? OFF(probe) }];
};
const isLong = ({ now, startedAt }: Seen, every: Millis): boolean => now - startedAt > microsOf(2 * every + MINUTE);

/** A check that runs once in a while, and failed each time since the start, or has not run. */
const ofOnce = (target: Target, check: Check, seen: Seen): readonly ConfigProblem[] => {
  const { probe, aim, every } = check;
  if (!isOnce(probe) || isStream(probe) || target.place !== undefined) return [];
  const all = seen.runs.get(probe.name);
  if (all === undefined) return [];
  const runs = all.filter((run) => subjectKey(run.subject) === subjectKey(aim.subject));
  const via = aim.subject.via === undefined || aim.subject.via === target.name ? '' : ` over ${aim.subject.via}`;
  const path = `targets.${target.name}.${probe.name}`;
  const [last] = runs;
  if (last === undefined) {
    if (check.rests !== undefined || !isLong(seen, every)) return [];
    const expected = `a run every ${formatDuration(every)}: the log of the service says more`;
    return [{ path, found: `${probe.name}${via}, which has not run since the start`, expected }];
  }
  if (!seen.hasWayOut || last.outcome.status !== 'failed' || runs.some((run) => run.outcome.status !== 'failed'))
    return [];
  const times = runs.length === 1 ? 'the one time' : `each of ${runs.length} times`;
  // The reason alone: what is said beside it may quote what is not for everybody.
  const found = `${probe.name}${via}, which failed ${times} since the start (${last.outcome.reason})`;
  return [
    {
      path,
      found,
      expected: FAILED[last.outcome.reason] ?? `something there that answers to ${probe.name}, or no such check`,
    },
  ];
};
const FAILED: Readonly<Record<string, string>> = {
  'no-address': 'a name that resolves here, or a numeric address',
  refused: 'a port that is open there',
  'no-route': 'an address that this machine has a route to, or the line that leads there (via)',
};

/** What is written right and yet does not work, as it shows while it runs. */
export const runningProblems = (config: Config, seen: Seen): readonly ConfigProblem[] => [
  ...(seen.engineMissing === undefined
    ? []
    : [
        {
          path: 'targets',
          found: `echoes (ping) that this machine does not let it send: ${seen.engineMissing.why}`,
          expected: `tcp: {port: …} at each target, or to allow them: ${seen.engineMissing.remedy}`,
        },
      ]),
  ...(seen.devices === undefined ? [] : missingDevices(config, seen.devices)),
  ...config.targets.flatMap((target) => [
    ...ofStream(target, seen),
    ...target.checks.flatMap((check) => ofOnce(target, check, seen)),
  ]),
];
