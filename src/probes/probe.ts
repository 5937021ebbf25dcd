import type { z } from 'zod';

import type { Cache } from '../domain/cache.ts';
import type { Cadence } from '../domain/cadence.ts';
import type { Clock } from '../domain/clock.ts';
import type { EventType } from '../domain/entry.ts';
import type { Evidence, Severity } from '../domain/finding.ts';
import type { Fields, Outcome } from '../domain/outcome.ts';
import type { Sample } from '../domain/sample.ts';
import type { Subject } from '../domain/subject.ts';
import { MINUTE, type Millis } from '../domain/time.ts';
import type { Binding, Net } from '../net/net.ts';

export interface Context {
  readonly clock: Clock;
  readonly net: Net;
  readonly signal: AbortSignal;
  /** How far it is, for a person who waits. */
  readonly progress?: (line: string) => void;
  /** On a schedule: how many runs of this check were begun before, for a probe that takes turns. */
  readonly turn?: number;
  /** How eagerly to look just now, where somebody says so (watch/lines/pace.ts). */
  readonly pace?: Pace;
  /** What others publish, kept; left out: nothing is. */
  readonly cache?: Cache;
}
/**
 * How eagerly a line is watched. `alert`: something is wrong with a line, and every tenth of a second counts. `wary`: the
 * same while the bytes of whoever carries cost money.
 */
export const PACES = ['standby', 'live', 'wary', 'alert'] as const;
export type PaceWord = (typeof PACES)[number];
export interface Pace {
  now(): PaceWord;
  /** Resolves with the next change, or when aborted. */
  changed(signal: AbortSignal): Promise<void>;
}
/** What a probe is pointed at. `address` is a name or a numeric address, as the owner wrote it. */
export interface Aim {
  readonly subject: Subject;
  readonly address: string;
  /** The name whose address that is, where it was looked up and judged already: for probes of sites, which have to say it. */
  readonly name?: string;
}

interface Described<O> {
  readonly name: string;
  /** For people: "Round-trip time", "Route". */
  readonly title: string;
  /** What it tells, for whoever chooses among them: words that follow its title. */
  readonly purpose?: string;
  readonly options: z.ZodType<O>;
  readonly values: Fields;
  /** The interval when the config gives none. */
  readonly every: Millis;
  /** It is of `uplinks` alone: no target of the config has it, and the api starts it only where it is. */
  readonly ofLines?: true;
  /** It looks at no place in particular: the command line takes this where no target is named. */
  readonly usualTarget?: string;
  /** It looks at a web address, with which its targets are named. */
  readonly ofPages?: true;
}
/** Runs, answers, is done. */
export interface Once<O, R> extends Described<O> {
  readonly report: z.ZodType<R>;
  /** The longest that a run takes by its nature, where that is more than a minute. */
  readonly longest?: Millis;
  /**
   * Options that are the owner's to give, since with them it could be made to say something to any service of a target, or to ask further places:
   * through the api they are as the config has them for that target, or left out.
   */
  readonly ownersOptions?: readonly (keyof O & string)[];
  run(aim: Aim, options: O, ctx: Context): Promise<Outcome<R>>;
}
/** Something that happened on the way, beside the samples: a new address, say. */
export interface Notice {
  readonly notice: EventType;
  readonly severity: Severity;
  readonly evidence: Evidence;
}
/** A value of the field `field`, or a notice. */
export type Observation = { readonly field: string; readonly sample: Sample } | Notice;
/** Goes on until aborted: a new echo is due while the last is still out. */
export interface Stream<O> extends Described<O> {
  /** The fields of `values` that it has samples of, the main one first; the first of `values` where left out. */
  readonly streams?: readonly string[];
  /** Its main field does not tell how its subject fares. */
  readonly tellsState?: false;
  follow(aim: Aim, options: O, ctx: Context & { readonly cadence: Cadence }): AsyncIterable<Observation>;
}

// The registry holds probes of different options; each parses its own before it runs.
// oxlint-disable-next-line typescript/no-explicit-any
export type AnyOnce = Once<any, any>;
// oxlint-disable-next-line typescript/no-explicit-any
export type AnyStream = Stream<any>;
/** A probe may be both: `ping` streams in the service and runs ten echoes for `check ping`. */
export type AnyProbe = AnyOnce | AnyStream | (AnyOnce & AnyStream);

/** The fields that a stream has samples of. */
export const streamedFields = (p: AnyStream): readonly string[] => p.streams ?? Object.keys(p.values).slice(0, 1);

/** How long a run that somebody asked for may take. */
export const longestOf = ({ longest = MINUTE }: AnyOnce): Millis => longest;

export const isOnce = (p: AnyProbe): p is AnyOnce => 'run' in p;
export const isStream = (p: AnyProbe): p is AnyStream => 'follow' in p;

/** One line of the plan: this probe, at this target, this often. */
export interface Check {
  readonly probe: AnyProbe;
  readonly aim: Aim;
  /** Parsed by `probe.options` already. */
  readonly options: unknown;
  readonly every: Millis;
  readonly binding: Binding;
  readonly pace?: Pace;
  /** After a start it is not run before its last run in the record is so old: whoever starts again and again asks nobody more. */
  readonly rests?: Millis;
  /** Of a stream's fields, those that this check has samples of; all where left out. */
  readonly streams?: readonly string[];
  /** The name of the probe that was asked for, where this one runs because the system does not allow that. */
  readonly standInFor?: string;
}
