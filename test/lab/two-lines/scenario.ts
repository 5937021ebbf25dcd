import type { EventType } from '../../../src/domain/entry.ts';
import type { EpochMicros } from '../../../src/domain/time.ts';
import type { TwoLines } from './open.ts';
import type { Families } from './topology.ts';

/** Where plumbline runs: on the machine that has both lines, or behind it, where it sees one at a time. */
export type Vantage = 'router' | 'home';

/** Something done to the lines, and when it was. */
export interface Step {
  /** Other times are told from this one. */
  readonly name: string;
  /** Seconds after the step before it; the first: after all is well. */
  readonly after: number;
  readonly do: (two: TwoLines) => Promise<EpochMicros>;
}
/**
 * A moment that is known: a step's name, or what our own echoes tell of a dark spell: `house.1.lastGood`,
 * `dsl.2.firstGood`. Echoes of the house go as the routes say; spells count from 1.
 */
export type Moment = string;

/** An event that has to come, and when. */
export interface Expected {
  readonly type: EventType;
  /** The target of its subject. */
  readonly of?: string;
  /** What its evidence holds, beside what else it holds. */
  readonly says?: Readonly<Record<string, string | number | boolean | null>>;
  /** What its evidence has nothing of. */
  readonly lacks?: readonly string[];
  /** Times in its evidence that have to be those moments, to within so many seconds (1 where left out). */
  readonly near?: Readonly<Record<string, Moment | readonly [Moment, number]>>;
  /** Lengths in its evidence, in seconds, that have to be those of dark spells (`house.1`), to within so many (1 where left out). */
  readonly lasts?: Readonly<Record<string, string | readonly [string, number]>>;
  /** Between so many seconds after the moment it can be read from the service. */
  readonly told?: readonly [Moment, number, number];
  /** How often; left out: once. */
  readonly times?: readonly [number, number];
}
/** Something that must have been counted, or the fault was not there. */
export interface Sign {
  readonly what: string;
  readonly least: number;
  readonly most?: number;
  readonly seen: (two: TwoLines) => Promise<number>;
}

/** One fault of a house with two lines, as data. */
export interface LinesScenario {
  readonly name: string;
  /** One line: what happens. */
  readonly what: string;
  readonly vantage: Vantage;
  readonly lteMtu?: number;
  readonly lteMetered?: boolean;
  /** Left out: IPv4 alone. */
  readonly families?: Families;
  /** On the router: how the service binds to a line; left out: by its device. */
  readonly bindsBy?: 'device' | 'source' | 'mark';
  /** On the router: the house goes by a VPN over the lines. */
  readonly vpn?: boolean;
  /** Of the pages that tell who asks: over TLS. */
  readonly tls?: boolean;
  /** What is so before the service starts. */
  readonly before?: (two: TwoLines) => Promise<unknown>;
  readonly steps: readonly Step[];
  /** Seconds after the last step until it is judged. */
  readonly settle: number;
  /** What is said from the first step on; nothing else of lines and incidents may be. */
  readonly expects: readonly Expected[];
  readonly fired: readonly Sign[];
  /** Left to `npm run lines-lab -- --all`. */
  readonly isLong?: boolean;
}
