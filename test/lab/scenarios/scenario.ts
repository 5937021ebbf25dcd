import type { Code } from '../../../src/domain/codes.ts';
import type { Names } from '../lab.ts';
import type { CableName } from '../topology.ts';

/** The machines of the lab, along the way: who diagnoses, its router, the provider's, and the place it is about. */
export type Place = 'home' | 'router' | 'isp' | 'internet';
/** What the target's name has: an A, an AAAA, or both. */
export type Families = 4 | 6 | 'both';

/** A server of test/lab/servers.mjs, in place of the one on that port or beside the usual ones. */
export interface Listener {
  readonly on: Place;
  readonly port: number;
  readonly address?: string;
  readonly tls?: boolean;
  readonly behaviour: string;
}

/** What shows that the fault was there when it was looked for. */
export type Sign = { readonly least: number } & (
  | { readonly on: Place; readonly counter: string } // packets of a named counter of `rules`, or of the watch (watch.ts)
  | { readonly on: Place; readonly queue: string } // packets that waited in the queue of a device
  | { readonly on: Place; readonly prints: string } // a number that a shell command says, with the variables of `commands`
  | { readonly served: number } // what the target's server on that port has done
);

/** One fault, as data: how to make it, what is right to say of it, and what is not. */
export interface Scenario {
  readonly name: string;
  /** One line: what is wrong, or that nothing is. */
  readonly what: string;
  /** Each in a lab of its own. Left out: 4 and 6. */
  readonly families?: readonly Families[];
  /** `{address}` is the server's. Left out: https://server.lab/object */
  readonly target?: string;
  /** Further words of the command line. */
  readonly options?: readonly string[];
  /** Of the cables, where they differ from 1500. */
  readonly mtus?: Partial<Readonly<Record<CableName, number>>>;
  /** Round trip that the cable beyond the provider adds, in milliseconds. */
  readonly delayMs?: number;
  /** Chains of nftables, by machine (rules.ts). */
  readonly rules?: Partial<Readonly<Record<Place, string>>>;
  /**
   * Shell commands before it begins, one after the other. They see $FAMILY (4, 6), $TARGET (the server's address),
   * $IPTABLES (the family's), $NODE and $LAB (test/lab).
   */
  readonly commands?: readonly (readonly [Place, string])[];
  /** Helpers that run until it ends, with the same variables (talk.ts says how they are spoken to). */
  readonly runs?: readonly (readonly [Place, string])[];
  readonly listeners?: readonly Listener[];
  /** What is told of names; `server.lab` is filled in where it is missing. By resolver: the first, the second. */
  readonly names?: (target: readonly string[]) => readonly [Names, Names?];
  /** The verdict: any of these. */
  readonly right: readonly Code[];
  /** In the verdict or a finding: wrong. Left out: every black hole but what is right. */
  readonly never?: readonly Code[];
  /** Numbers that the verdict's evidence has to hold, such as the MTU behind a black hole. */
  readonly tells?: (family: 4 | 6) => readonly number[];
  readonly fired: readonly Sign[];
  /** It takes long, by its nature: left to `npm run matrix`. */
  readonly isLong?: boolean;
}

export const BLACK_HOLES: readonly Code[] = [
  'forward-black-hole',
  'reverse-black-hole',
  'black-hole-both-ways',
  'udp-black-hole',
  'mss-clamp-ineffective',
  'path-mtu-slow',
];

/** No large packet vanishes for good there: a black hole must not be claimed. */
export const isIntact = ({ right }: Scenario): boolean => !right.some((code) => BLACK_HOLES.includes(code));
