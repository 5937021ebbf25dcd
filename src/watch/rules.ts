import type { EpochMicros } from '../domain/time.ts';

const S: EpochMicros = 1_000_000;

/** Degraded: this share lost within this long, and not by chance. */
export interface LossRule {
  readonly within: EpochMicros;
  readonly share: number;
  /** Tripped by this one alone it clears only when the same window holds less than half of the share. */
  readonly slow?: true;
}
/** Where a series turns from one word to another; times in µs (docs/design.md, How a target fares). */
export interface Rules {
  /** Down: everything since the last good reply is lost, by stamps this far apart, and this many. */
  readonly silence: EpochMicros;
  readonly silentEchoes: number;
  /** … and so many that a series with the loss it had shows it more seldom than this; undefined: not asked. */
  readonly silentByChance?: { readonly chance: number; readonly lostAfter: EpochMicros; readonly kept: number };
  /** Whether a reply that comes too late breaks a silence. */
  readonly lateIsLife: boolean;
  readonly loss: readonly LossRule[];
  /** "Not by chance": one that steadily loses half the share would show as many more seldom than this. */
  readonly byChance: number;
  /** Degraded too: a median at or over this, µs. `latencyByChance`: not by the few replies there are. */
  readonly latency: number;
  readonly latencyByChance: boolean;
  /** Loss and latency from which it is called bad, where two levels are told. */
  readonly bad?: { readonly share: number; readonly latency: number };
  /** Up again: loss below half of this and median below half of what trips, over this window, for this long. */
  readonly clearLoss: number;
  readonly window: EpochMicros;
  readonly calm: EpochMicros;
  /** Spells of five seconds that are remembered. */
  readonly spells: number;
}

/** Those of every target. */
export const USUAL: Rules = {
  silence: 10 * S,
  silentEchoes: 3,
  lateIsLife: false,
  loss: [10 * S, 60 * S, 300 * S].map((within) => ({ within, share: 0.1 })),
  byChance: 1e-5,
  latency: 200_000,
  latencyByChance: false,
  clearLoss: 0.1,
  window: 60 * S,
  calm: 60 * S,
  spells: 64,
};
