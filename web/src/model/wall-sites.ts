import type { SitesGlance } from '../../../src/api/sites/schema.ts';
import { gradeRank } from './grades.ts';
import { sorted } from './sorted.ts';

export type GlancedSite = SitesGlance['sites'][number];
const STANDINGS = { fail: 0, warn: 1, unknown: 2, ok: 3 } as const;
const NEVER = 1e6;
/** After so many of its looks nothing is known of now. */
const OLD = 3;

const DAY = 86_400_000_000;
/** The days that its certificate has left now, also where nobody was asked since; an older service says no more than how many. */
export const daysLeftNow = (
  { notAfter, daysLeft }: Pick<GlancedSite, 'notAfter' | 'daysLeft'>,
  now: number,
): number | undefined => (notAfter === undefined ? daysLeft : Math.floor((notAfter - now) / DAY));

/** A site's standing as the wall shows it: what is too old is not known. */
export const standingNow = (site: GlancedSite, now: number): GlancedSite['standing'] | 'old' => {
  // What ran out since is known without a look.
  if ((daysLeftNow(site, now) ?? 0) < 0) return 'fail';
  return site.at !== undefined && now - site.at > OLD * site.every * 1_000 ? 'old' : site.standing;
};

/** The worst first, and how many find no room; the last place tells of those. */
export const wallSites = (
  { sites }: SitesGlance,
  room: number,
): { readonly shown: readonly GlancedSite[]; readonly more: number; readonly moreBad: number } => {
  const ordered = sorted(
    sites,
    (a, b) =>
      STANDINGS[a.standing] - STANDINGS[b.standing] ||
      (gradeRank(b.grade) ?? -1) - (gradeRank(a.grade) ?? -1) ||
      (a.daysLeft ?? NEVER) - (b.daysLeft ?? NEVER),
  );
  if (ordered.length <= room) return { shown: ordered, more: 0, moreBad: 0 };
  const rest = ordered.slice(room - 1);
  return {
    shown: ordered.slice(0, room - 1),
    more: rest.length,
    moreBad: rest.filter((s) => s.standing === 'fail' || s.standing === 'warn').length,
  };
};

/** How many go into a row of the strip, and how many rows there are at most, by how the screen stands. */
export const WALL_COLUMNS = { wide: 4, upright: 3 } as const;
const MOST_ROWS = { wide: 2, upright: 3 } as const;
export const wallRows = (count: number, upright: boolean): number => {
  const shape = upright ? 'upright' : 'wide';
  return Math.min(MOST_ROWS[shape], Math.ceil(count / WALL_COLUMNS[shape]));
};
