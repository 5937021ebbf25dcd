import type { Code } from './codes.ts';
import type { Severity } from './severity.ts';

export type { Severity };

/** Facts in numbers and short texts; flat, so that every store and table can hold them. */
export type Evidence = Readonly<Record<string, string | number | boolean | null>>;

export interface Finding {
  readonly code: Code;
  readonly severity: Severity;
  readonly evidence: Evidence;
  /** What to do about it; each line after the first is a command to be pasted. */
  readonly remedy?: string;
}
