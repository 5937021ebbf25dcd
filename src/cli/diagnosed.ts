import type { Diagnosis } from '../diagnose/diagnosis.ts';
import { remedyFor, remedyText, type Platform } from '../diagnose/remedy/remedy.ts';
import type { Subject } from '../domain/subject.ts';
import type { EpochMicros } from '../domain/time.ts';
import type { ExitCode } from './deps.ts';

/** One target, diagnosed. */
export interface Diagnosed {
  readonly subject: Subject;
  readonly at: EpochMicros;
  readonly diagnosis: Diagnosis;
}

/** One line of `--json`: `{subject, at, verdict: {code, severity, summary, evidence, remedy?}, findings, ways, steps}`. */
export const diagnosedLine = ({ subject, at, diagnosis }: Diagnosed, platform: Platform | undefined): string => {
  const { verdict, findings, ways, steps } = diagnosis;
  const remedy = remedyFor(diagnosis, platform);
  const isNeeded = verdict.severity !== 'info' || (platform !== undefined && remedy.recipe !== undefined);
  const told = { ...verdict, ...(isNeeded ? { remedy: remedyText(remedy) } : {}) };
  return `${JSON.stringify({ subject, at, verdict: told, findings, ways, steps })}\n`;
};

/** A fault that was found says more than a target that could not be settled. */
export const diagnosedExitCode = (all: readonly Diagnosed[], asked: number): ExitCode => {
  const verdicts = all.map(({ diagnosis }) => diagnosis);
  const failed = verdicts.some((d) => d.verdict.severity === 'fail' || d.findings.some((f) => f.severity === 'fail'));
  if (failed) return 1;
  return verdicts.some((d) => d.verdict.code === 'inconclusive') || all.length < asked ? 3 : 0;
};
