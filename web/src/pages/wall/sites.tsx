import { memo, useMemo } from 'hono/jsx/dom';

import type { SitesGlance } from '../../../../src/api/sites/schema.ts';
import { app } from '../../data/app.ts';
import { useStore } from '../../data/store.ts';
import { formatCount } from '../../model/format.ts';
import { told } from '../../model/sites.ts';
import { daysLeftNow, standingNow, wallSites, type GlancedSite } from '../../model/wall-sites.ts';
import { staleWords } from '../../model/stale.ts';
import { GradeMark } from '../../ui/grade.tsx';
import { StateMark } from '../../ui/marks.tsx';

const MARKS = { ok: 'up', warn: 'degraded', fail: 'down', unknown: 'unknown', old: 'unknown' } as const;
const WORDS = { ok: 'well', warn: 'to be looked at', fail: 'not well', unknown: 'not known', old: 'old' } as const;

const Site = ({ site }: { site: GlancedSite }) => {
  const standing = useStore(app, (s) => standingNow(site, s.now));
  const age = useStore(app, (s) => (standing === 'old' && site.at !== undefined ? staleWords(site.at, s.now) : ''));
  const daysLeft = useStore(app, (s) => daysLeftNow(site, s.now));
  return (
    <li class={`wall-site wall-site-${standing}`} data-wall-site={site.name} data-standing={standing}>
      <GradeMark grade={site.grade} />
      <span class="wall-site-name">{told(site.label, 80)}</span>
      <span class="wall-site-days">
        {age !== '' ? age : daysLeft === undefined ? '–' : daysLeft < 0 ? 'expired' : `${formatCount(daysLeft)}\u00a0d`}
      </span>
      <StateMark word={MARKS[standing]} />
      <span class="sr">{WORDS[standing]}</span>
    </li>
  );
};

/** Each site's grade and the days that its certificate has left, the worst first; what finds no room is counted. */
export const WallSites = memo(({ sites, columns, rows }: { sites: SitesGlance; columns: number; rows: number }) => {
  const { shown, more, moreBad } = wallSites(sites, rows * columns);
  const style = useMemo(() => ({ '--site-columns': String(columns), '--site-rows': String(rows) }), [columns, rows]);
  return (
    <ul class="wall-sites" aria-label="Sites" style={style}>
      {shown.map((s) => (
        <Site key={s.name} site={s} />
      ))}
      {more > 0 && (
        <li class="wall-site wall-site-more">
          <span>
            {formatCount(more)} more{moreBad > 0 ? `, ${formatCount(moreBad)} not well` : ''}
          </span>
        </li>
      )}
    </ul>
  );
});
