import type { EpochMicros } from '../../domain/time.ts';

/** What a line has of one family. */
export interface Held {
  readonly address: string;
  /** When it, or for IPv6 its prefix, was first seen. */
  readonly since: EpochMicros;
  /** When it was last told. */
  readonly asOf: EpochMicros;
}
/** The addresses of one line, or of the house. */
export interface Holder {
  /** As they were last seen, also where there is none any more. */
  readonly v4: Held | null;
  readonly v6: Held | null;
  /** Whether there is IPv4 now. */
  readonly has4: boolean;
  /** Since when there is no IPv6, though there was. */
  readonly missing6: EpochMicros | null;
  /** Since when every look was answered. */
  readonly answers: EpochMicros | null;
  /** Runs of the probe `address` in a row that found IPv4 and no IPv6. */
  readonly looks: number;
  readonly lookedAt: EpochMicros;
  /** It is told that IPv6 is lost. */
  readonly lost6: EpochMicros | null;
}
export const NEW_HOLDER: Holder = {
  v4: null,
  v6: null,
  has4: false,
  missing6: null,
  answers: null,
  looks: 0,
  lookedAt: 0,
  lost6: null,
};

/** Where sources place one address: countries by the name of the source. */
export interface PlacedNow {
  readonly address: string;
  readonly at: EpochMicros;
  readonly countries: Readonly<Record<string, string>>;
}

/** How a page took it to be asked. */
export interface Look {
  readonly at: EpochMicros;
  readonly how: 'works' | 'refuses' | 'fails';
  /** Why it fails, or what tells that it refuses. */
  readonly why: string;
  readonly status: number | null;
  /** Where it ended: the host, and whether it was asked for by plain HTTP. */
  readonly host: string;
  readonly plain: boolean;
  /** It ended at another site than the one that was asked. */
  readonly away: boolean;
  readonly address: string;
  readonly title: string;
}
export interface Verdict {
  readonly at: EpochMicros;
  readonly code: string;
  readonly summary: string;
}
/** A site over a line. */
export interface Pair {
  /** The last two looks, the newest first. */
  readonly looks: readonly Look[];
  readonly verdict: Verdict | null;
  /** Since when it is told to refuse. */
  readonly refuses: { readonly since: EpochMicros } | null;
  /** Since when it is sure to be filtered, and whether that is told. */
  readonly filtered: {
    readonly since: EpochMicros;
    readonly told: boolean;
    /** By what it was sure: the first bad look, where else it works, and why it is worse. */
    readonly by?: { readonly first: EpochMicros; readonly over: string; readonly why: string };
  } | null;
}
export const NEW_PAIR: Pair = { looks: [], verdict: null, refuses: null, filtered: null };

/** Whether a line carries, by what others say of it. */
export interface Carrying {
  readonly isDown: boolean;
  /** Codes of findings that say that it does not. */
  readonly troubles: readonly string[];
  /** When that last changed to the better. */
  readonly wellSince: EpochMicros;
}
export const CARRIES: Carrying = { isDown: false, troubles: [], wellSince: 0 };

/** JSON: some 300 bytes a line, some kB a line for where it is placed, some 800 bytes a site and line. */
export interface AddressesState {
  /** The latest time that the entries tell. */
  readonly now: EpochMicros;
  /** By the name of the line, or `internet`. */
  readonly holders: Readonly<Record<string, Holder>>;
  readonly placed: Readonly<Record<string, readonly PlacedNow[]>>;
  /** By the site, then by the line. */
  readonly pairs: Readonly<Record<string, Readonly<Record<string, Pair>>>>;
  readonly carrying: Readonly<Record<string, Carrying>>;
}
export const NOTHING: AddressesState = { now: 0, holders: {}, placed: {}, pairs: {}, carrying: {} };
