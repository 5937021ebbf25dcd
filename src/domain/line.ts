import type { Millis } from './time.ts';

/** What carries it, as its owner calls it. A `vpn` runs over another line. */
export const LINE_KINDS = ['5g', 'dsl', 'cable', 'fibre', 'vpn'] as const;
export type LineKind = (typeof LINE_KINDS)[number];

/** How to know, from what the world sees, that traffic leaves by a line; what is given must fit, and one is enough. */
export interface Recognised {
  /** The autonomous system that the egress address belongs to. */
  readonly asn?: number;
  /** Prefixes that the egress address lies in, `80.128.0.0/11`. */
  readonly egress?: readonly string[];
  /** The first public router on the way out. */
  readonly firstHop?: string;
  /** The router of this line on the LAN: the next hop of the default route, which tells what is believed. */
  readonly gateway?: string;
  /** The device of this machine that the default route leaves by: the same, where the next hop does not tell lines apart. */
  readonly device?: string;
}

/** One way to the internet, as the watchers know it. */
export interface Line {
  /** Unique among lines and targets. The `target` and the `via` of its own subjects. */
  readonly name: string;
  readonly label: string;
  readonly kind: LineKind;
  /** Whether its bytes cost money: it is asked seldom while it stands by, and not at all for what takes megabytes. */
  readonly metered: boolean;
  /** The name that must lead to this line's address while it is live (dynamic DNS). */
  readonly homeName?: string;
  readonly recognised: Recognised;
  /** Whether packets can be sent over it whatever the routes say; else it is watched only while it is live. */
  readonly reachable: boolean;
  /** An echo is lost after this long. */
  readonly lostAfter: Millis;
  /** From one echo to the next, all anchors together: while it is live, and while it stands by. */
  readonly every: { readonly live: Millis; readonly standby: Millis };
}

/** The target whose echoes go where the routes send them: what everybody in the house gets. No line has this name. */
export const HOUSE = 'internet';
