import type { Finding } from './finding.ts';

/** How a number is told and drawn. `us` is integer microseconds. */
export type Unit = 'us' | 'count' | 'ratio' | 'bytes' | 'seconds' | 'hops' | 'bool';
export interface FieldInfo {
  readonly label: string;
  readonly unit: Unit;
  /** Whether less is better, for colours and judgement. */
  readonly better: 'lower' | 'higher' | 'neither';
}
export type Fields = Readonly<Record<string, FieldInfo>>;
export type Values = Readonly<Record<string, number>>;

/** Why a check could not measure. */
export const FAILURE_REASONS = [
  'no-address',
  'no-route',
  'not-allowed',
  'timeout',
  'refused',
  'unreachable',
  'unsupported',
  'protocol-error',
  'cancelled',
] as const;
export type FailureReason = (typeof FAILURE_REASONS)[number];

export type Outcome<R> =
  | { readonly status: 'measured'; readonly values: Values; readonly findings: readonly Finding[]; readonly report: R }
  | {
      readonly status: 'failed';
      readonly reason: FailureReason;
      readonly detail: string;
      readonly findings: readonly Finding[];
    };
