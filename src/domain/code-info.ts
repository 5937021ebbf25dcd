import type { Severity } from './severity.ts';

export interface CodeInfo {
  readonly severity: Severity;
  /** One line: what it means. */
  readonly meaning: string;
  /** What to do about it. */
  readonly remedy: string;
}
