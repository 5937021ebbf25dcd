import type { Code } from '../domain/codes.ts';
import type { Evidence, Finding, Severity } from '../domain/finding.ts';

/** What a diagnosis is of: a host, and the object on it that is the download. */
export interface Goal {
  /** A name or a numeric address. */
  readonly host: string;
  /** Undefined: neither was asked for; TLS on 443 is tried, then plain HTTP on 80. */
  readonly scheme?: 'https' | 'http';
  readonly port?: number;
  /** With a leading slash, and the query. */
  readonly path: string;
  readonly family?: 4 | 6;
  /** Resolvers to compare the system's with, numeric. */
  readonly resolvers: readonly string[];
  /**
   * The upload before the download: what a download teaches this kernel or the server of the path hides a fault from the
   * upload, and the other way round. A diagnosis on a schedule takes turns.
   */
  readonly uploadFirst?: boolean;
  /** Plain pages whose answer is known, to find a login page. Left out: those that browsers ask for; none: it is not looked for. */
  readonly checks?: readonly Check[];
}
/** A plain page and the status of its answer. */
export interface Check {
  readonly host: string;
  readonly path: string;
  readonly status: number;
}

/** The one answer: the most specific cause that explains all that was seen. */
export interface Verdict {
  readonly code: Code;
  readonly severity: Severity;
  /** One sentence for a person, with the numbers that matter. */
  readonly summary: string;
  readonly evidence: Evidence;
}
/** One thing that was looked at, in words: `download`, "1,048,576 bytes in 0.4 s, MSS 1340". */
export interface Step {
  readonly name: string;
  readonly family?: 4 | 6;
  readonly told: string;
}
/** What was measured of a way, for a series over time; what was not settled is left out. */
export interface Figures {
  /** Largest packet that passes both ways, headers included. */
  readonly mtu?: number;
  /** Largest TCP payload that passes both ways. */
  readonly mss?: number;
  /** Whether they come through as the system sends by itself, within the first try's time. */
  readonly downloads?: boolean;
  readonly uploads?: boolean;
  /** Of small packets, 0 to 1. */
  readonly lossRatio?: number;
}
/** What became of all packets of one size. */
export interface Rung {
  /** Segments of a download or an upload (most of them of that size), or packets that nobody may fragment. */
  readonly by: 'download' | 'upload' | 'packets';
  /** Of the whole packet, headers included. */
  readonly bytes: number;
  /** How often it came through, was lost, and was answered by ICMP "too big". */
  readonly passed: number;
  readonly lost: number;
  readonly told: number;
}
export interface Way {
  readonly family: 4 | 6;
  readonly address: string;
  readonly verdict: Verdict;
  readonly figures?: Figures;
  /** Which sizes were tried, the largest first. */
  readonly ladder?: readonly Rung[];
}
export interface Diagnosis {
  readonly verdict: Verdict;
  /** What the verdict explains, and what else is worth knowing. */
  readonly findings: readonly Finding[];
  /** Of each address that was looked at. */
  readonly ways: readonly Way[];
  readonly steps: readonly Step[];
}
