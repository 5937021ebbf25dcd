import type { Failover, LineHistory, LineInfo, Stretch } from '../../../src/api/line-schema.ts';
import type { LinesGlance } from '../../../src/api/schema.ts';
import { formatDuration, formatMicros, formatShare, unbroken } from './format.ts';
import type { Verdict } from './order.ts';

type Glance = LinesGlance['lines'][number];
type Standing = Stretch['standing'];

/** From the best to the worst, as a legend has them. */
export const STANDING_ORDER: readonly Standing[] = ['live', 'standby', 'degraded', 'dark', 'unknown', 'gap'];
export const STANDING_WORDS: Readonly<Record<Standing, string>> = {
  live: 'Live',
  standby: 'Standby',
  degraded: 'Degraded',
  dark: 'Dark',
  unknown: 'No data',
  gap: 'Not watched',
};
export const KIND_WORDS: Readonly<Record<LineInfo['kind'], string>> = {
  '5g': '5G',
  dsl: 'DSL',
  cable: 'cable',
  fibre: 'fibre',
  vpn: 'VPN',
};

/** How a line that is not live would do: "5G stands ready". */
const readiness = ({ label, standing }: Glance): string => {
  if (standing === 'standby') return `${label} stands ready`;
  if (standing === 'dark') return `${label} is dark`;
  return standing === 'degraded' ? `${label} is not well` : `nothing is known of ${label}`;
};
const sentence = (parts: readonly string[]): string => {
  const [first = '', ...more] = parts;
  return first === '' ? '' : `${[first.charAt(0).toUpperCase() + first.slice(1), ...more].join(', ')}.`;
};

/** Which line carries, in one word and one sentence, and whether the others would. */
export const linesVerdict = ({ lines }: Pick<LinesGlance, 'lines'>): Verdict => {
  const live = lines.find((l) => l.live);
  const others = lines.filter((l) => !l.live);
  const detail = sentence(others.map(readiness));
  if (live === undefined) {
    const dark = lines.every((l) => l.standing === 'dark');
    return dark
      ? { word: 'down', title: 'No line carries', detail }
      : { word: 'unknown', title: 'Not known which line is live', detail };
  }
  const { label, standing, reason } = live;
  const why = reason === undefined ? '' : `${unbroken(reason.charAt(0).toUpperCase() + reason.slice(1))}. `;
  if (standing === 'dark') return { word: 'down', title: `${label} is live and silent`, detail: `${why}${detail}` };
  if (standing === 'degraded')
    return { word: 'degraded', title: `${label} is live, and not well`, detail: `${why}${detail}` };
  const spare = others.some((l) => l.standing === 'standby');
  const alone = spare ? undefined : others.find((l) => l.standing === 'dark' || l.standing === 'degraded');
  if (alone === undefined) return { word: 'up', title: `${label} is live`, detail };
  const more = others.filter((l) => l !== alone);
  return { word: 'degraded', title: `${label} is live, ${readiness(alone)}`, detail: sentence(more.map(readiness)) };
};

/** "11.8 ms, none of 60 lost": echoes of a minute or an hour. */
export const qualityWords = ({ n, lost, p50 }: LineInfo['minute']): string => {
  if (n === 0) return 'no echoes';
  const loss = lost === 0 ? `none of ${n} lost` : `${lost} of ${n} lost (${formatShare(lost / n)})`;
  return p50 === undefined ? loss : `${formatMicros(p50)}, ${loss}`;
};

/** `44 MB`, by thousands as tariffs count. */
export const volumeWords = (bytes: number): string => {
  const mega = bytes / 1e6;
  if (mega >= 1_000) return `${(mega / 1_000).toPrecision(2)}\u00a0GB`;
  return `${mega < 10 ? mega.toFixed(1) : Math.round(mega)}\u00a0MB`;
};

/** A stretch of a band in hundredths of its width. */
export interface Piece {
  readonly left: number;
  readonly width: number;
  readonly standing: Standing;
  readonly live: boolean;
  readonly from: number;
}
export const piecesOf = (stretches: readonly Stretch[], from: number, to: number): Piece[] => {
  if (!(to > from)) return [];
  return stretches.flatMap((s) => {
    const [a, b] = [Math.max(from, s.from), Math.min(to, s.to)];
    if (b <= a) return [];
    const share = 100 / (to - from);
    return { left: (a - from) * share, width: (b - a) * share, standing: s.standing, live: s.live, from: s.from };
  });
};

/** Room for what is known, though it is young (µs). */
const LEAST = 120_000_000;
/** From when on anything is known of the lines, in what is asked for: what is older than the record is not drawn. */
export const knownFrom = ({ bands, from, to }: Pick<LineHistory, 'bands' | 'from' | 'to'>): number => {
  const known = bands.flatMap((b) => b.stretches.flatMap((s) => (s.standing === 'unknown' ? [] : [s.from])));
  return known.length === 0 ? from : Math.max(from, Math.min(to - LEAST, ...known));
};

/** A band for who cannot see it: "live 22 h 40 min, dark 31 min". */
export const bandWords = (stretches: readonly Stretch[]): string => {
  const told = STANDING_ORDER.flatMap((standing) => {
    const own = stretches.filter((s) => s.standing === standing);
    const long = own.reduce((sum, s) => sum + (s.to - s.from), 0);
    return long === 0 ? [] : `${STANDING_WORDS[standing].toLowerCase()} ${formatDuration(long / 1_000)}`;
  });
  return told.length === 0 ? 'nothing known' : told.join(', ');
};

/** Failovers that lie too near each other to be told apart by a finger. Oldest first. */
export interface Mark {
  /** Hundredths of the width. */
  readonly left: number;
  readonly failovers: readonly Failover[];
}
/** A mark wants so much room (px): what WCAG 2.2 asks for (2.5.8). */
const ROOM = 26;
export const marksOf = (failovers: readonly Failover[], from: number, to: number, px: number): Mark[] => {
  const marks: { left: number; failovers: Failover[] }[] = [];
  // Safari 15 has no toSorted.
  const sorted = failovers.filter((f) => f.at >= from && f.at <= to).sort((a, b) => a.at - b.at); // oxlint-disable-line unicorn/no-array-sort
  for (const failover of sorted) {
    const left = ((failover.at - from) / (to - from)) * 100;
    const last = marks.at(-1);
    if (last !== undefined && ((left - last.left) / 100) * px < ROOM) last.failovers.push(failover);
    else marks.push({ left, failovers: [failover] });
  }
  return marks;
};

/** Why it was, as the watcher says it (watch/lines/failover.ts). */
const WHY_WORDS: Readonly<Record<string, string>> = {
  dark: 'the old line was dark',
  degraded: 'the old line was not well',
  returned: 'back to the line that comes first',
};
/** Whom an incident blames (watch/incidents/). */
export const CAUSE_WORDS: Readonly<Record<string, string>> = {
  machine: 'this machine',
  lan: 'the network at home',
  gateway: 'the gateway',
  line: 'the line',
  provider: 'the provider',
  target: 'the target itself',
};

/** The figures of a failover, each with its name; what was not measured is left out. */
export const evidenceOf = (f: Failover): readonly (readonly [string, string])[] => {
  const change = (a: string | number | undefined, b: string | number | undefined): string | undefined => {
    if (a === undefined || b === undefined) return (b ?? a)?.toString();
    return a === b ? `${a}, as before` : `${a} → ${b}`;
  };
  const all: readonly (readonly [string, string | undefined])[] = [
    ['Why', f.why === undefined ? undefined : WHY_WORDS[f.why]],
    ['Dark', f.darkSeconds === undefined ? undefined : formatDuration(f.darkSeconds * 1_000)],
    ['Echoes', f.sent === undefined || f.lost === undefined ? undefined : `${f.lost} of ${f.sent} lost`],
    ['Address', change(f.addressFrom, f.addressTo)],
    ['Path MTU', change(f.mtuFrom, f.mtuTo)],
    ['Standing connection', f.connection === 'unknown' ? undefined : f.connection],
    [
      'Home name',
      f.home === undefined
        ? undefined
        : f.home.until === undefined
          ? `${f.home.name} still points to ${f.home.points}`
          : `${f.home.name} followed after ${formatDuration((f.home.until - f.at) / 1_000)}`,
    ],
  ];
  return all.flatMap(([name, text]) => (text === undefined ? [] : [[name, text] as const]));
};
