import { isLost, isNote, LOSS_REASON_WORDS } from './samples.ts';
import { formatValue } from './format.ts';
import { isStale, staleWords } from './stale.ts';
import { STATE_LABELS } from './order.ts';
import type { StateWord, TargetSummary } from '../../../src/api/schema.ts';

/** What a tile of the wall says. */
export interface Face {
  readonly look: StateWord | 'stale';
  readonly word: string;
  /** The number, or what stands where it would be. */
  readonly big: string;
}

/** A tile's face at `now` (µs): what is too old is said to be old, whatever it said before. */
export const faceOf = (t: TargetSummary, now: number): Face => {
  const main = t.series[0];
  const latest = t.latest;
  if (latest === undefined || isNote(latest) || main === undefined) {
    return { look: t.state.word === 'down' ? 'down' : 'unknown', word: STATE_LABELS[t.state.word], big: '–' };
  }
  if (isStale(latest.at, main.everyMs, now)) {
    const last = isLost(latest) ? '–' : formatValue(latest.value, main.unit);
    return { look: 'stale', word: staleWords(latest.at, now), big: last };
  }
  const big = isLost(latest) ? LOSS_REASON_WORDS[latest.lost] : formatValue(latest.value, main.unit);
  return { look: t.state.word, word: STATE_LABELS[t.state.word], big };
};
