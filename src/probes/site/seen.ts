import type { EpochMicros, Millis } from '../../domain/time.ts';
import type { Family, Fetched, HttpVersion, NetFailure, TlsSeen } from '../../net/net.ts';

/** Where a site is and how it is asked: what the options and the aim of its probes come to. */
export interface SiteAim {
  /** The name, or the numeric address, that it is known by; lower case, A-labels. */
  readonly host: string;
  /** What is asked for over https, and over http: the same path, each with its own port. `http` undefined: there is none to ask. */
  readonly https: string;
  readonly http?: string;
  /** Who is asked for `host`, whatever it resolves to. */
  readonly address?: string;
  /** Said in SNI instead of the host; empty: none. */
  readonly servername?: string;
  readonly versions?: readonly HttpVersion[];
  /** Of which family its addresses are asked; as the system prefers where left out. */
  readonly family?: Family;
  /** Path of a static file; found in the page where left out. */
  readonly asset?: string;
}

/** One answer, its body aside. */
export interface Answer {
  readonly status: number;
  readonly http: Fetched['http'];
  readonly headers: Fetched['headers'];
  readonly tls?: TlsSeen;
  /** When it was asked for; left out where nobody knows. */
  readonly at?: EpochMicros;
  readonly tookMicros: number;
}
/** One request of a visit, and what came of it. */
export interface Step {
  readonly url: string;
  /** Who was asked; missing where nobody could be. */
  readonly address?: string;
  readonly outcome: { readonly ok: true; readonly answer: Answer } | NetFailure;
}
/** Why a visit was over. */
export type VisitEnd =
  | 'answer' // one that leads nowhere else
  | 'failed' // the last step says why
  | 'loop'
  | 'too-many' // redirects
  | 'bad-url' // led to what is no web address
  | 'private'; // led from a public place into a private network
/** A page asked for as a browser does that has never been there: every redirect followed, each of them a step. */
export interface Visit {
  /** At least one; each led to the next. */
  readonly steps: readonly Step[];
  readonly end: VisitEnd;
  /** Where it was led to and did not go, where it ended for that reason. */
  readonly to?: string;
  /** Of the last answer, decoded; empty where there was none. */
  readonly body: Uint8Array;
  readonly truncated: boolean;
  readonly tookMs: Millis;
}

/** Which answer of a site something is about. */
export const PLACES = ['page', 'missing', 'asset', 'redirect'] as const;
export type PlaceOfSite = (typeof PLACES)[number];

/** What is looked at of a site beside its page; each left out where it was not asked for, or could not be. */
export interface SiteSeen {
  readonly aim: SiteAim;
  readonly secure: Visit;
  readonly plain?: Visit;
  /** The page again with a foreign `Origin`: what it says to scripts of strangers (Fetch standard, CORS protocol). */
  readonly foreign?: { readonly origin: string; readonly answer: Answer };
  /** A path that nobody has. */
  readonly missing?: Step;
  /** A static file of the page's own origin. */
  readonly asset?: Step;
}

/** The last answer of a visit, and who gave it. */
export const lastAnswer = ({
  steps,
}: Visit): (Answer & { readonly url: string; readonly address?: string }) | undefined => {
  const last = steps.at(-1);
  if (last?.outcome.ok !== true) return undefined;
  const { url, address } = last;
  return { ...last.outcome.answer, url, ...(address === undefined ? {} : { address }) };
};
