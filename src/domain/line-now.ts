import type { Evidence } from './finding.ts';
import type { StateWord } from './state.ts';
import type { EpochMicros } from './time.ts';

/** What a line is worth just now. What is wrong with it comes before whether it is the live one, which is told beside. */
export const STANDINGS = ['live', 'standby', 'degraded', 'dark', 'unknown'] as const;
export type Standing = (typeof STANDINGS)[number];

/** Whether something on the way is heard; `none`: there is none, or it is not asked. */
export const HEARD_WORDS = ['answers', 'silent', 'none', 'unknown'] as const;
export type Heard = (typeof HEARD_WORDS)[number];

/** Who the world says that we are, by one family. */
export interface Egress {
  readonly family: 4 | 6;
  readonly address: string;
  /** When it was first seen so. */
  readonly at: EpochMicros;
  readonly asn?: number;
  readonly asName?: string;
  /** The first public router on the way out. */
  readonly firstHop?: string;
}

/** A finding that is so now. */
export interface LineFinding {
  /** Of `LINE_CODES`. */
  readonly code: string;
  readonly since: EpochMicros;
  /** One sentence with the numbers that matter. */
  readonly summary: string;
  /** Without code, on and summary. Of `ddns-stale`: name, points (what it leads to, comma-separated), address. */
  readonly evidence: Evidence;
}

/** What the watchers know of one line. */
export interface LineNow {
  readonly line: string;
  readonly word: StateWord;
  /** When the word began; of `down` the last good reply. */
  readonly since: EpochMicros;
  readonly reason?: string;
  readonly egress: readonly Egress[];
  /** In bytes. */
  readonly pathMtu?: number;
  readonly gateway: Heard;
  readonly resolver: Heard;
  /** Where its home name leads, and whether that is where the line is seen; undefined: not known yet, or it is not live. */
  readonly home?: { readonly addresses: readonly string[]; readonly follows?: boolean };
  readonly findings: readonly LineFinding[];
}

/** What the watchers know of all lines (watch/lines/): which one is live is measured, not believed. */
export interface LinesNow {
  readonly live?: { readonly line: string; readonly since: EpochMicros };
  /** The line that the routing table points to. */
  readonly believed?: string;
  /** In the order of the config. */
  readonly lines: readonly LineNow[];
  /** What everybody in the house gets, by whatever line. */
  readonly house: Pick<LineNow, 'word' | 'since' | 'reason' | 'egress' | 'findings'>;
}

/** Something that is wrong now, with whom to blame (watch/incidents/). */
export interface IncidentNow {
  readonly id: string;
  readonly since: EpochMicros;
  readonly cause: string;
  /** The name of the place to blame: a line's, a target's, or empty. */
  readonly of: string;
  readonly summary: string;
  /** Names of the targets that it explains. */
  readonly targets: readonly string[];
}
