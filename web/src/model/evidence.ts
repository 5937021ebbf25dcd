import type { Event } from '../../../src/api/schema.ts';
import { evidenceLabel, evidenceUnit, isInstant } from '../../../src/domain/evidence-words.ts';
import { formatCount, formatDuration, formatMicros, formatShare, formatValue } from './format.ts';

/** One fact of evidence. */
export interface Fact {
  readonly key: string;
  readonly label: string;
  readonly text: string;
  /** Where it is a moment (epoch µs): to be shown as one. */
  readonly at?: number;
}

/** `1500` as "1,500 B", by the name of what it is. */
export const evidenceValue = (key: string, what: string | number | boolean): string => {
  if (typeof what === 'boolean') return what ? 'yes' : 'no';
  if (typeof what === 'string') return what;
  switch (evidenceUnit(key)) {
    case 'instant':
    case 'name':
      return String(what);
    case 'ms':
      return formatMicros(what * 1_000);
    case 'us':
      return formatMicros(what);
    case 'seconds':
      return formatDuration(what * 1_000);
    case 'share':
      return formatShare(what);
    case 'bytes':
      return formatValue(what, 'bytes');
    case 'number':
    default:
      return Number.isInteger(what) ? formatCount(what) : String(Number(what.toPrecision(3)));
  }
};

/** What is known, in the order of `labels` and by its names, then what else there is. */
export const factsOf = (
  evidence: Event['evidence'],
  labels: Readonly<Record<string, string>> = {},
  without: readonly string[] = ['summary'],
): readonly Fact[] =>
  [...new Set([...Object.keys(labels), ...Object.keys(evidence)])].flatMap((key): Fact[] => {
    const what = evidence[key];
    if (what === null || what === undefined || what === '' || without.includes(key)) return [];
    const label = labels[key] ?? evidenceLabel(key);
    const moment = typeof what === 'number' && evidenceUnit(key) === 'instant' && isInstant(what) ? { at: what } : {};
    return [{ key, label, text: evidenceValue(key, what), ...moment }];
  });

/** What a finding rests on, a name and a value each; what is not known, and its sentence, are left out. */
export const evidenceRows = (evidence: Event['evidence']): readonly (readonly [string, string])[] =>
  factsOf(evidence).map(({ label, text }) => [label, text]);
