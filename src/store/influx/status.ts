import { FAILURE_KINDS, type FailureKind } from './answers.ts';

/** `waiting`: it can not write at the moment, and tries again. */
export const EXPORT_WORDS = ['up to date', 'behind', 'waiting'] as const;
export type ExportWord = (typeof EXPORT_WORDS)[number];

/** How the export fares, for the page and the metrics. */
export interface ExportStatus {
  readonly state: ExportWord;
  /** Entries of the journal that are still to be exported. */
  readonly backlog: number;
  /** How old the newest is that was exported; 0 where there is nothing left to export. */
  readonly behindSeconds: number;
  /** Counted since the service began. */
  readonly written: number;
  /** Points that InfluxDB does not take: kept in a file, or older than the database keeps. */
  readonly setAside: number;
  readonly failures: Readonly<Record<FailureKind, number>>;
  /** Why it waits. */
  readonly lastError?: string;
  /** Why it is not noticed when the database is restored from a backup. */
  readonly blind?: string;
}

export const noFailures = (): Record<FailureKind, number> =>
  Object.fromEntries(FAILURE_KINDS.map((kind) => [kind, 0])) as Record<FailureKind, number>;

const REMEDIES: Readonly<Partial<Record<FailureKind, string>>> = {
  denied: 'check the token or login, that it may write, and that the database or bucket is there',
  refused: 'it refuses every line: check what is at the address, and the database or bucket',
};

/** Why it waits, and what may be done about it. */
export const troubleText = (kind: FailureKind, reason: string): string => {
  const remedy = REMEDIES[kind];
  return remedy === undefined ? reason : `${reason}; ${remedy}`;
};
