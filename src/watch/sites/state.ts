import type { Evidence } from '../../domain/finding.ts';
import type { SITE_CODES } from '../../domain/site-codes.ts';
import type { EpochMicros } from '../../domain/time.ts';

/** Something to tell of a site; `on` where it lasts. */
export interface Told {
  readonly at: EpochMicros;
  readonly code: keyof typeof SITE_CODES;
  readonly on?: boolean;
  readonly summary: string;
  readonly evidence: Evidence;
}
/** What a rule found, by the grader's name for it, and what it cost. */
export type RuleKept = readonly [result: string, points: number];

/** One grader's word for a site. */
export interface GradeKept {
  readonly version: string;
  /** As it was told. */
  readonly grade: string;
  readonly score: number | null;
  readonly rules: Readonly<Record<string, RuleKept>>;
  /** That of the last run, and how many runs there were. */
  readonly last: string;
  readonly runs: number;
  /** The runs at which it was another than at the one before; the last three. */
  readonly flips: readonly number[];
  /** Since when it is told that it goes to and fro. */
  readonly flaps: EpochMicros | null;
}
/** The headers of a site's page, by their names in lower case. */
export interface PageKept {
  /** As they were told. */
  readonly headers: Readonly<Record<string, string>>;
  /** Where the last run had something else: what; null: nothing. */
  readonly pending: Readonly<Record<string, string | null>>;
  readonly runs: number;
  /** By name the runs at which it was another than at the one before; the last four. */
  readonly flips: Readonly<Record<string, readonly number[]>>;
  /** Names that differ all the time, which is told. */
  readonly unsteady: readonly string[];
}
export interface CertificateKept {
  /** Fingerprints of the last certificates that were seen: two servers may have two. */
  readonly known: readonly string[];
  readonly issuer: string;
  readonly notAfter: EpochMicros;
  /** Runs in a row whose certificate is well, of those that are trusted, and of those that are not. */
  readonly well: number;
  readonly trusted: number;
  readonly distrusted: number;
  /** Since when it is told. */
  readonly expiring: EpochMicros | null;
  readonly expired: EpochMicros | null;
  readonly untrusted: EpochMicros | null;
}
export interface HstsKept {
  /** Whether it was ever there. */
  readonly had: boolean;
  /** Runs in a row without it. */
  readonly misses: number;
  readonly gone: EpochMicros | null;
  readonly preloaded: boolean | null;
  readonly listAt: EpochMicros;
  readonly portal: string | null;
}
/** When each probe was last heard of; what is older comes too late. */
export interface Heard {
  readonly headers: EpochMicros;
  readonly hsts: EpochMicros;
  readonly tls: EpochMicros;
}
export interface SiteKept {
  readonly heard: Heard;
  /** Of the page; null: it was never seen. */
  readonly status: number | null;
  /** Runs in a row whose page is an error, where it was none before. */
  readonly odd: number;
  /** By grader. */
  readonly grades: Readonly<Record<string, GradeKept>>;
  readonly page: PageKept | null;
  readonly certificate: CertificateKept | null;
  readonly hsts: HstsKept | null;
}
export const NEW_SITE: SiteKept = {
  heard: { headers: 0, hsts: 0, tls: 0 },
  status: null,
  odd: 0,
  grades: {},
  page: null,
  certificate: null,
  hsts: null,
};

/** JSON: some 4 kB a site, 16 kB at most. */
export interface SitesState {
  /** By name. */
  readonly sites: Readonly<Record<string, SiteKept>>;
}
