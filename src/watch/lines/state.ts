import type { Evidence } from '../../domain/finding.ts';
import type { LINE_CODES } from '../../domain/line-codes.ts';
import type { Egress } from '../../domain/line-now.ts';
import type { StateWord } from '../../domain/state.ts';
import type { EpochMicros } from '../../domain/time.ts';
import type { TargetState } from '../target-state.ts';
import type { Echoes } from './echoes.ts';
import type { Pulse } from './pulse.ts';

/** The address of one family, as it was last measured. */
export interface EgressSeen extends Egress {
  /** When it was last known to be so. */
  readonly asOf: EpochMicros;
  readonly pathMtu?: number;
}
/** RFC 2439's figure of merit, as of `at`. */
export interface Penalty {
  readonly value: number;
  readonly at: EpochMicros;
}
/** What is known of a line, or of the house. */
export interface LineSeen {
  readonly rtt: Pulse | null;
  readonly gateway: Pulse | null;
  readonly resolver: Pulse | null;
  /** By family. */
  readonly egress: readonly EgressSeen[];
  /** An exchange that told no other address, which is not yet long enough ago for that to be sure. */
  readonly confirming: EpochMicros | null;
  readonly mtu: number | null;
  /** When it began to be watched closely, and when all was well again since. */
  readonly alert: { readonly from: EpochMicros; readonly well: EpochMicros | null } | null;
  readonly penalty: Penalty;
  readonly suppressed: boolean;
}
export const UNSEEN: LineSeen = {
  rtt: null,
  gateway: null,
  resolver: null,
  egress: [],
  confirming: null,
  mtu: null,
  alert: null,
  penalty: { value: 0, at: 0 },
  suppressed: false,
};

/** By what a line was found to be the live one. `route`: believed only. `dark`, `unknown`: none is. */
export type By = 'address' | 'prefix' | 'asn' | 'first-hop' | 'route' | 'dark' | 'unknown';
export interface Live {
  /** A line's name; empty: none, or none that is known. */
  readonly line: string;
  readonly since: EpochMicros;
  readonly by: By;
  readonly address: string;
}
/** A switch whose cost is not known yet. */
export interface Switch {
  readonly from: string;
  readonly to: string;
  readonly at: EpochMicros;
  /** Since when the old line was the live one. */
  readonly began: EpochMicros;
  /** When the old line stopped being the live one. */
  readonly ended: EpochMicros;
  /** How the old line fared then. */
  readonly word: StateWord;
  readonly addressFrom: string;
  readonly addressTo: string;
  readonly mtuFrom: number | null;
}
export type LineCode = keyof typeof LINE_CODES;
export interface Found {
  /** A line, or the house. */
  readonly where: string;
  readonly code: LineCode;
  readonly since: EpochMicros;
  readonly summary: string;
  readonly evidence: Evidence;
}
/** A home name as it was last resolved. */
export interface NameSeen {
  readonly at: EpochMicros;
  readonly addresses: readonly string[];
  /** Runs in a row that found none. */
  readonly missing: number;
  readonly ttl: number;
  /** What it should lead to, by family, and since when that is so. */
  readonly wanted: string;
  readonly wantedSince: EpochMicros;
}

/** JSON; some kB a line. */
export interface LinesState {
  /** The latest time that the entries tell. */
  readonly now: EpochMicros;
  /** How the lines and the house fare by their echoes. */
  readonly fare: TargetState;
  /** By name; the house's too. */
  readonly seen: Readonly<Record<string, LineSeen>>;
  /** The house's echoes lately. */
  readonly echoes: Echoes;
  /** The kernel's default routes; null: not told. */
  readonly routes: { readonly v4: string | null; readonly v6: string | null };
  readonly live: Live;
  /** The line that was live last, since when, and when it stopped being so. */
  readonly last: string;
  readonly began: EpochMicros;
  readonly ended: EpochMicros;
  /** The address that the house had then. */
  readonly addressBefore: string;
  /** The path MTU that the house had by the line that is, or was last, live. */
  readonly mtuBefore: number | null;
  /** Nobody watched until then: a line that is live now and was not before is no failover. Null: that is over. */
  readonly unsure: EpochMicros | null;
  /** When the house was last found dark; addresses of before that say nothing. */
  readonly darkAt: EpochMicros;
  /** Since when the address fits no line. */
  readonly strangeSince: EpochMicros | null;
  /** Since when routes and address disagree. */
  readonly disagreeSince: EpochMicros | null;
  /** What became of a connection that stood, as it was last told. */
  readonly connection: { readonly at: EpochMicros; readonly word: string };
  readonly pending: readonly Switch[];
  readonly brokenAt: EpochMicros | null;
  readonly findings: Readonly<Record<string, Found>>;
  readonly names: Readonly<Record<string, NameSeen>>;
}
export const NOTHING: LinesState = {
  now: 0,
  fare: { series: {} },
  seen: {},
  echoes: { recent: [], open: null, closed: [], lastGood: null },
  routes: { v4: null, v6: null },
  live: { line: '', since: 0, by: 'unknown', address: '' },
  last: '',
  began: 0,
  ended: 0,
  addressBefore: '',
  mtuBefore: null,
  unsure: 0,
  darkAt: 0,
  strangeSince: null,
  disagreeSince: null,
  connection: { at: 0, word: 'unknown' },
  pending: [],
  brokenAt: null,
  findings: {},
  names: {},
};
