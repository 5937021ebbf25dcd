import type { IncidentDetail } from '../../../src/api/line-schema.ts';
import type { Event, Run } from '../../../src/api/schema.ts';
import { evidenceRows } from './evidence.ts';
import { pathsOf, type PathSeen } from './paths.ts';

type Rows = ReturnType<typeof evidenceRows>;
/** One thing that a diagnosis found. */
export interface Found {
  readonly code: string;
  readonly severity: PathSeen['severity'];
  readonly summary: string;
  readonly rows: Rows;
  readonly remedy: string | undefined;
}
/** A run of a diagnosis, as it is told. */
export interface Diagnosed {
  readonly at: number;
  readonly tookMs: number;
  readonly target: string;
  /** Undefined: it came to nothing, for this reason. */
  readonly seen: PathSeen | undefined;
  readonly failure: string;
  /** What the verdict rests on. */
  readonly rows: Rows;
  /** What else was found. */
  readonly beside: readonly Found[];
  /** What was looked at: a name, and what came of it. */
  readonly steps: Rows;
}

const isObject = (v: unknown): v is Readonly<Record<string, unknown>> => typeof v === 'object' && v !== null;
const text = (v: unknown): string => (typeof v === 'string' ? v : '');
const evidenceOf = (v: unknown): Event['evidence'] =>
  Object.fromEntries(
    Object.entries(isObject(v) ? v : {}).flatMap(([key, what]) =>
      typeof what === 'string' || typeof what === 'number' || typeof what === 'boolean' ? [[key, what]] : [],
    ),
  );
const stepOf = (step: unknown): Rows => {
  if (!isObject(step)) return [];
  const family = typeof step['family'] === 'number' ? ` IPv${step['family']}` : '';
  return [[`${text(step['name'])}${family}`, text(step['told'])]];
};

/** The report is read with care: it may be of another version. */
export const diagnosedOf = (run: Run): Diagnosed => {
  const { at, tookMs, subject, outcome } = run;
  const [seen] = pathsOf([run]);
  const report = outcome.status === 'measured' && isObject(outcome.report) ? outcome.report : {};
  const verdict = isObject(report['verdict']) ? report['verdict'] : {};
  const steps: unknown = report['steps'];
  return {
    at,
    tookMs,
    target: subject.target ?? '',
    seen,
    failure: outcome.status === 'failed' ? `${outcome.reason}: ${outcome.detail}` : 'its result is of another version',
    rows: evidenceRows(evidenceOf(verdict['evidence'])),
    beside: outcome.findings.flatMap(({ code, severity, evidence, remedy }) =>
      code === seen?.code
        ? []
        : {
            code,
            severity,
            summary: text(evidence['summary']),
            rows: evidenceRows(evidence),
            remedy,
          },
    ),
    steps: Array.isArray(steps) ? steps.flatMap(stepOf) : [],
  };
};

/** Why an incident asked for no diagnosis (watch/incidents/state.ts). */
export const NOT_ASKED_WORDS: Readonly<Record<NonNullable<IncidentDetail['notAsked']>, string>> = {
  over: 'It was over before a diagnosis could begin.',
  'not-down': 'Nothing was down: only an outage is diagnosed.',
  metered: 'A metered line was live: a diagnosis sends up to 2 MB.',
  nobody:
    'There is nothing to diagnose beyond it: it is this machine, the network at home, the gateway, or nothing that can be asked.',
  hourly: 'The same place was diagnosed within the hour before.',
  off: 'The config wants none (diagnose_on_down: false).',
};
/** One diagnosis runs at a time, a minute and a half at most, and three wait: then it is told (µs). */
const TOLD_WITHIN = 400_000_000;

/** What is to be said where there is no run yet. */
export const withoutRun = (
  { asked, notAsked }: Pick<IncidentDetail, 'asked' | 'notAsked'>,
  now: number,
): { readonly running: boolean; readonly words: string } => {
  if (asked === undefined)
    return { running: false, words: notAsked === undefined ? 'None was asked for.' : NOT_ASKED_WORDS[notAsked] };
  if (now - asked.at < TOLD_WITHIN) return { running: true, words: 'It is running: a minute and a half at most.' };
  return { running: false, words: 'It was asked for and came to nothing: plumbline was stopped meanwhile.' };
};
