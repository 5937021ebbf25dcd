import type { Finding } from '../domain/finding.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { Subject } from '../domain/subject.ts';
import type { EpochMicros } from '../domain/time.ts';
import type { ExitCode } from './deps.ts';
import type { Standing } from './format/style.ts';

/** One probe at one target, done. */
export interface Checked {
  readonly probe: string;
  readonly subject: Subject;
  readonly at: EpochMicros;
  readonly outcome: Outcome<unknown>;
}

/** JSON leaves as they are what a terminal acts upon (C1) and what turns the direction of a line: read again it is the same. */
const escaped = (json: string): string =>
  json.replace(
    /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** One line of `--json`: `{probe, subject, at, status, values, findings, report}`, or `{…, status, findings, reason, detail}`. */
export const jsonLine = ({ probe, subject, at, outcome }: Checked): string => {
  const { findings } = outcome;
  const rest =
    outcome.status === 'measured'
      ? { values: outcome.values, findings, report: outcome.report }
      : { values: {}, findings, reason: outcome.reason, detail: outcome.detail };
  return `${escaped(JSON.stringify({ probe, subject, at, status: outcome.status, ...rest }))}\n`;
};

const RANK = { info: 0, warn: 1, fail: 2 } as const;
export const worst = (findings: readonly Finding[]): Finding | undefined =>
  findings.toSorted((a, b) => RANK[b.severity] - RANK[a.severity])[0];

export const standingOf = ({ outcome }: Checked): Standing => {
  const { code, severity } = worst(outcome.findings) ?? {};
  if (severity === 'fail') return 'fail';
  return outcome.status === 'failed' || code === 'inconclusive' ? 'unmeasured' : (severity ?? 'ok');
};

/** A fault that was found says more than a target that could not be measured. */
export const exitCodeOf = (all: readonly Standing[], asked: number): ExitCode => {
  const standings = new Set(all);
  if (standings.has('fail')) return 1;
  return standings.has('unmeasured') || all.length < asked ? 3 : 0;
};
