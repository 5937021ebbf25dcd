import type { Overview, StateWord, TargetSummary } from '../../../src/api/schema.ts';
import { formatMicros, formatShare } from './format.ts';
import { linesVerdict } from './lines.ts';
import { STATE_LABELS } from './order.ts';
import { isLost, isNote, LOSS_REASON_WORDS } from './samples.ts';

/** What the largest number of the wall is about. */
export interface Hero {
  readonly title: string;
  /** Whose answers are shown, where the title does not say so. */
  readonly by?: string;
  /** The target that the number is of. */
  readonly target?: string;
  readonly look: StateWord;
  readonly word: string;
  /** `live` since then (µs). */
  readonly since?: number;
}

const LOOKS = { live: 'up', standby: 'up', unknown: 'unknown', degraded: 'degraded', dark: 'down' } as const;
const LINE_WORDS = {
  live: 'Live',
  standby: 'Live',
  unknown: 'Live, not known how',
  degraded: 'Live, not well',
  dark: 'Live, silent',
} as const;

const isWell = (t: TargetSummary | undefined): boolean => t?.state.word === 'up';

/** The one whose number stands for the internet: the first that is well, and it stays while it is. */
const witnessOf = (targets: readonly TargetSummary[], before: string | undefined): TargetSummary | undefined => {
  const outside = targets.filter((t) => t.series.length > 0 && t.role !== 'control' && t.role !== 'site');
  const anchors = outside.filter((t) => t.role === 'anchor');
  const among = anchors.length > 0 ? anchors : outside;
  const last = among.find((t) => t.name === before);
  return (isWell(last) ? last : undefined) ?? among.find(isWell) ?? last ?? among[0];
};

/** The live line, or where there are no lines the internet as a whole. `before`: whose number was shown until now. */
export const heroOf = (o: Pick<Overview, 'targets' | 'lines'>, before: string | undefined): Hero => {
  const lines = o.lines;
  if (lines !== undefined && lines.lines.length > 0) {
    const live = lines.lines.find((l) => l.live);
    // A line that is watched only while it is live has no echoes of its own: those of the house are its.
    const own = o.targets.find((t) => t.name === live?.name) ?? o.targets.find((t) => t.role === 'line');
    const target = own === undefined ? {} : { target: own.name };
    if (live === undefined) {
      const { word, title } = linesVerdict(lines);
      return { title: 'No live line', look: word, word: title, ...target };
    }
    return {
      title: live.label,
      ...target,
      look: LOOKS[live.standing],
      word: LINE_WORDS[live.standing],
      ...(lines.live === undefined ? {} : { since: lines.live.since }),
    };
  }
  const witness = witnessOf(o.targets, before);
  if (witness === undefined) return { title: 'Internet', look: 'unknown', word: STATE_LABELS.unknown };
  const { name, label, state } = witness;
  return { title: 'Internet', by: label, target: name, look: state.word, word: STATE_LABELS[state.word] };
};

/** At most three places, so that it is as wide as it ever is: `9.8`, `118`, `1.2`. */
export const heroFigure = (micros: number): { readonly figure: string; readonly unit: string } => {
  const ms = micros / 1_000;
  const short = (x: number): string => (x < 9.95 ? x.toFixed(1) : x.toFixed(0));
  if (ms < 0.05) return { figure: '<0.1', unit: 'ms' };
  return ms < 999.5 ? { figure: short(ms), unit: 'ms' } : { figure: short(ms / 1_000), unit: 's' };
};

/** The newest answer, or why there is none. */
export const heroNow = (t: TargetSummary | undefined): { readonly figure: string; readonly unit: string } => {
  const latest = t?.latest;
  if (latest === undefined || isNote(latest)) return { figure: '–', unit: '' };
  return isLost(latest) ? { figure: '–', unit: LOSS_REASON_WORDS[latest.lost] } : heroFigure(latest.value);
};

/** The same in a line: `118 ms`, `no reply`. */
export const shortNow = (t: TargetSummary | undefined): string => {
  const { figure, unit } = heroNow(t);
  return figure === '–' && unit !== '' ? unit : `${figure}${unit === '' ? '' : `\u00a0${unit}`}`;
};

/** `loss 0.1 % · usual 17.9 ms`, of the last hour. */
export const heroHour = (t: TargetSummary | undefined): string => {
  if (t === undefined || t.hour.n === 0) return 'no echoes in the last hour';
  const { n, lost, p50 } = t.hour;
  return `loss ${formatShare(lost / n)}${p50 === undefined ? '' : ` · usual ${formatMicros(p50)}`}`;
};
