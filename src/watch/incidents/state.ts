import type { StateWord } from '../../domain/state.ts';
import type { Subject } from '../../domain/subject.ts';
import type { EpochMicros } from '../../domain/time.ts';

/** Whom to blame, in the order in which one explains the others: what is nearer comes first. */
export const CAUSES = ['machine', 'lan', 'gateway', 'line', 'provider', 'target'] as const;
export type Cause = (typeof CAUSES)[number];

/**
 * Why an incident is not diagnosed as it opens: it was over before; nothing of it is down; a diagnosis would cost money;
 * it is this machine's, the LAN's or the gateway's, or nobody's whom one can ask; the place was diagnosed within the
 * hour; the owner wants none.
 */
export const NOT_DIAGNOSED = ['over', 'not-down', 'metered', 'nobody', 'hourly', 'off'] as const;
export type NotDiagnosed = (typeof NOT_DIAGNOSED)[number];

/** A target, as the watcher has to know it. */
export interface Place {
  readonly name: string;
  readonly label: string;
  /** As the config has it: line, gateway, first-hop, resolver, anchor, control, target. */
  readonly role: string;
}
/** A target that fares badly, seen by one way. */
export interface BadTarget {
  readonly subject: Subject & { readonly target: string };
  readonly word: StateWord;
  /** When it began, and when it was told. */
  readonly since: EpochMicros;
  readonly known: EpochMicros;
  /** Watching had a hole since: when it ends, nobody knows how long it was. */
  readonly unseen?: true;
}
/** Something that is wrong with a line. */
export interface BadLine {
  readonly line: string;
  readonly code: string;
  readonly summary: string;
  /** This machine could not send over it. */
  readonly unsent?: true;
  readonly since: EpochMicros;
  readonly known: EpochMicros;
  readonly unseen?: true;
}
/** It is well again: when it ended, and when that was told. */
export type Over<Bad> = Bad & { readonly ended: EpochMicros; readonly until: EpochMicros };
/** What fared badly and is well again, so lately that it may be of what is being gathered. */
export interface Recovered {
  readonly targets: Readonly<Record<string, Over<BadTarget>>>;
  readonly lines: Readonly<Record<string, Over<BadLine>>>;
}
/** An incident that is not over. */
export interface Open {
  readonly id: string;
  readonly since: EpochMicros;
  readonly cause: Cause;
  readonly of: string;
  readonly summary: string;
  readonly targets: readonly string[];
  /** What it explains: keys of bad targets and bad lines. */
  readonly keys: readonly string[];
  /** Since when none of that is wrong; null: something is. */
  readonly wellSince: EpochMicros | null;
  /** Nothing of it was down when it was opened: should it be, it is diagnosed then. */
  readonly undiagnosed?: true;
}
/** What a line may be blamed for and still carry. */
export const CARRIES_BADLY: ReadonlySet<string> = new Set(['line-degraded', 'line-flapping']);

/** JSON, bounded. */
export interface IncidentsState {
  readonly now: EpochMicros;
  readonly targets: Readonly<Record<string, BadTarget>>;
  readonly lines: Readonly<Record<string, BadLine>>;
  readonly recovered: Recovered;
  /** The live line, or the last that was. */
  readonly live: string;
  /** The one before, and until when it was. */
  readonly before: string;
  readonly beforeUntil: EpochMicros;
  /** The default routes; null: not told. */
  readonly routes: { readonly v4: string | null; readonly v6: string | null };
  /** When there was last none. */
  readonly routeless: { readonly from: EpochMicros; readonly to: EpochMicros };
  /** When this process was last held up. */
  readonly stalls: readonly EpochMicros[];
  readonly open: readonly Open[];
  readonly opened: number;
  /** When a place was last diagnosed because of an incident. */
  readonly diagnosed: Readonly<Record<string, EpochMicros>>;
}
export const NONE_YET: IncidentsState = {
  now: 0,
  targets: {},
  lines: {},
  recovered: { targets: {}, lines: {} },
  live: '',
  before: '',
  beforeUntil: 0,
  routes: { v4: null, v6: null },
  routeless: { from: 0, to: 0 },
  stalls: [],
  open: [],
  opened: 0,
  diagnosed: {},
};

/** That it carries nothing, or does not answer: while it was so there was an outage. */
export const isDown = (bad: BadTarget | BadLine): boolean =>
  'code' in bad ? !CARRIES_BADLY.has(bad.code) : bad.word === 'down';
/** Whether there is no default route. */
export const isRouteless = ({ v4, v6 }: IncidentsState['routes']): boolean =>
  (v4 === '' && (v6 === '' || v6 === null)) || (v6 === '' && v4 === null);
