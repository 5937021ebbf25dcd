import { evidenceLabel, evidenceUnit, isInstant } from '../../domain/evidence-words.ts';
import type { Evidence } from '../../domain/finding.ts';
import { duration, percent, value } from './number.ts';
import { printable } from './text.ts';

const told = (key: string, what: NonNullable<Evidence[string]>): string => {
  if (typeof what === 'boolean') return what ? 'yes' : 'no';
  if (typeof what === 'string') return printable(what);
  switch (evidenceUnit(key)) {
    case 'instant':
      return isInstant(what) ? `${new Date(what / 1_000).toISOString().slice(0, 19)}Z` : String(what);
    case 'name':
      return String(what);
    case 'ms':
      return what === 0 ? '< 1 ms' : duration(what * 1_000);
    case 'us':
      return duration(what);
    case 'seconds':
      return value(what, 'seconds');
    case 'share':
      return percent(what);
    case 'bytes':
      return value(what, 'bytes');
    case 'number':
    default:
      return Number.isInteger(what) ? value(what, 'count') : String(Number(what.toPrecision(3)));
  }
};

/** Evidence for a person: a label and a number in its unit; what is not known is left out. */
export const evidenceRows = (evidence: Evidence): readonly (readonly [string, string])[] =>
  Object.entries(evidence).flatMap(([key, what]) =>
    what === null ? [] : [[evidenceLabel(printable(key)), told(key, what)] as const],
  );
