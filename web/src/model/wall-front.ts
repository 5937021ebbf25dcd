import type { Overview, TargetSummary } from '../../../src/api/schema.ts';
import { formatCount } from './format.ts';
import { isLost, isNote, LOSS_REASON_WORDS } from './samples.ts';
import { told } from './sites.ts';
import { isStale } from './stale.ts';
import { daysLeftNow } from './wall-sites.ts';

// What fails comes to the front of the wall, and goes back when it is cured.

/** Something that fares badly. Times in µs. */
export interface Trouble {
  /** One of a kind: `line dsl`, `target quad9`, `site blog`. */
  readonly key: string;
  readonly name: string;
  readonly label: string;
  readonly word: 'down' | 'degraded' | 'stale';
  /** 0: not known. */
  readonly since: number;
  readonly why: string;
  /** All of the house goes over it. */
  readonly carries: boolean;
}
/** What is shown; `cured`: it is well again, and goes soon. */
export interface Shown extends Trouble {
  readonly cured: boolean;
}

const RANK = { down: 1, degraded: 2, stale: 3 } as const;
const rankOf = ({ word, carries }: Trouble): number => (carries && word === 'down' ? 0 : RANK[word]);

type Line = NonNullable<Overview['lines']>['lines'][number];
const ofLine = ({ name, label, standing, live, since, reason }: Line): Trouble[] => {
  if (standing !== 'dark' && standing !== 'degraded') return [];
  const word = standing === 'dark' ? 'down' : 'degraded';
  const why = reason ?? (word === 'down' ? 'nothing answers over it' : 'it is slow or loses packets');
  return [{ key: `line ${name}`, name, label, word, since, why, carries: live }];
};

const ofTarget = (t: TargetSummary, now: number): Trouble[] => {
  const { name, label, latest } = t;
  const { word, since, reason } = t.state;
  const about = { key: `target ${name}`, name, label, carries: false };
  const every = t.series[0]?.everyMs;
  if (latest !== undefined && every !== undefined && isStale(latest.at, every, now))
    return [{ ...about, word: 'stale', since: latest.at, why: 'nothing new is heard of it' }];
  if (word !== 'down' && word !== 'degraded') return [];
  const lost = latest === undefined || isNote(latest) || !isLost(latest) ? undefined : LOSS_REASON_WORDS[latest.lost];
  const why = reason ?? (word === 'down' ? (lost ?? 'no reply') : 'slow, or loses packets');
  return [{ ...about, word, since, why }];
};

type Site = NonNullable<Overview['sites']>['sites'][number];
const whySite = (site: Site, now: number): string => {
  const { grade } = site;
  const daysLeft = daysLeftNow(site, now);
  if (daysLeft !== undefined && daysLeft < 0) return 'its certificate has expired';
  if (daysLeft !== undefined && daysLeft <= 7) return `its certificate has ${formatCount(daysLeft)} d left`;
  return grade === 'F' ? 'grade F' : 'it is not well';
};
/** A site that only could be better (`warn`) stays in its strip: it may be so for months. */
const ofSite = (site: Site, now: number): Trouble[] => {
  const { name, label, standing } = site;
  if (standing !== 'fail') return [];
  return [
    {
      key: `site ${name}`,
      name,
      label: told(label, 60),
      word: 'degraded',
      since: 0,
      why: whySite(site, now),
      carries: false,
    },
  ];
};

/** All that fares badly at `now`; each once: a line is not told as a target again, nor a site that does not answer. */
export const troublesOf = (o: Pick<Overview, 'targets' | 'lines' | 'sites'>, now: number): readonly Trouble[] => {
  const lines = new Set(o.lines?.lines.map((l) => l.name));
  const targets = o.targets.filter((t) => !lines.has(t.name)).flatMap((t) => ofTarget(t, now));
  const down = new Set(targets.map((t) => t.name));
  return [
    ...(o.lines?.lines ?? []).flatMap(ofLine),
    ...targets,
    ...(o.sites?.sites ?? []).filter((s) => !down.has(s.name)).flatMap((s) => ofSite(s, now)),
  ];
};

/** What is over, or milder, is believed after so long (µs). */
export const HOLD = 10_000_000;
/** What is merely old may be on its way: a page that wakes up has old numbers for a moment. */
export const PATIENCE = 5_000_000;

interface Held {
  readonly trouble: Trouble;
  /** When it was first found, and since when it is cured, or milder than it is shown. */
  readonly from: number;
  readonly over: number | undefined;
  readonly milder: number | undefined;
}
export interface Front {
  readonly held: readonly Held[];
  /** The most urgent first; of those alike what is new before what has long been known. */
  readonly shown: readonly Shown[];
}
export const EMPTY_FRONT: Front = { held: [], shown: [] };

const stepOne = (held: Held | undefined, found: Trouble | undefined, now: number): Held | undefined => {
  if (found === undefined) {
    if (held === undefined || isWaiting(held, now)) return undefined;
    // A clock that was set back begins anew.
    const over = Math.min(held.over ?? now, now);
    return now - over >= HOLD ? undefined : { ...held, over, milder: undefined };
  }
  if (held === undefined) return { trouble: found, from: now, over: undefined, milder: undefined };
  const from = Math.min(held.from, now);
  if (rankOf(found) <= rankOf(held.trouble)) return { trouble: found, from, over: undefined, milder: undefined };
  const milder = Math.min(held.milder ?? now, now);
  if (now - milder >= HOLD) return { trouble: found, from, over: undefined, milder: undefined };
  return { ...held, from, over: undefined, milder };
};
const isWaiting = ({ trouble, from }: Held, now: number): boolean => trouble.word === 'stale' && now - from < PATIENCE;

const alike = (a: readonly Shown[], b: readonly Shown[]): boolean =>
  a.length === b.length && JSON.stringify(a) === JSON.stringify(b);

/**
 * What is at the front after `found` was found at `now`. What fails is there at once; it goes, or is called milder, when
 * that was so for ten seconds, so that nothing flaps. `shown` is the same list while nothing of it changed.
 */
export const stepFront = (before: Front, found: readonly Trouble[], now: number): Front => {
  const keys = new Set([...before.held.map((h) => h.trouble.key), ...found.map((f) => f.key)]);
  const held = [...keys].flatMap((key) => {
    const next = stepOne(
      before.held.find((h) => h.trouble.key === key),
      found.find((f) => f.key === key),
      now,
    );
    return next === undefined ? [] : [next];
  });
  const shown = held
    .filter((h) => !isWaiting(h, now))
    .map((h): Shown => Object.assign({}, h.trouble, { cured: h.over !== undefined }));
  // Safari 15 has no toSorted.
  shown.sort((a, b) => rankOf(a) - rankOf(b) || b.since - a.since || (a.key < b.key ? -1 : 1)); // oxlint-disable-line unicorn/no-array-sort
  return { held, shown: alike(shown, before.shown) ? before.shown : shown };
};
