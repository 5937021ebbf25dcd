import { memo } from 'hono/jsx/dom';

import type { Stretch } from '../../../src/api/line-schema.ts';
import { bandWords, piecesOf, STANDING_ORDER, STANDING_WORDS } from '../model/lines.ts';
import { StateMark } from './marks.tsx';

type Standing = Stretch['standing'];
const WORDS = { live: 'up', degraded: 'degraded', dark: 'down', unknown: 'unknown', gap: 'unknown' } as const;

/** A ring where the line could carry, a disc where it does; what is wrong has the shapes of the states. */
export const StandingMark = ({ standing }: { standing: Standing }) =>
  standing === 'standby' ? (
    <svg class="mark mark-up" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <circle cx="8" cy="8" r="5.6" fill="none" stroke="currentColor" stroke-width="2.4" />
    </svg>
  ) : (
    <StateMark word={WORDS[standing]} />
  );

export const StandingBadge = ({ standing }: { standing: Standing }) => (
  <span class={`state standing-${standing}`} data-standing={standing}>
    <StandingMark standing={standing} />
    <span>{STANDING_WORDS[standing]}</span>
  </span>
);

/** How a line stood over time: colour and pattern tell how, height and a solid edge that it was live. */
export const Band = memo(
  ({ stretches, from, to, label }: { stretches: readonly Stretch[]; from: number; to: number; label: string }) => (
    <span class="band" role="img" aria-label={`${label}: ${bandWords(stretches)}`}>
      {piecesOf(stretches, from, to).map((p) => (
        <i
          key={String(p.from)}
          class={`piece piece-${p.standing}${p.live ? ' piece-carries' : ''}`}
          style={{ left: `${p.left}%`, width: `${p.width}%` }}
        />
      ))}
    </span>
  ),
);

/** What the pieces of a band mean; those that are there. */
export const BandKeys = ({ shown }: { shown: ReadonlySet<Standing> }) => (
  <ul class="band-keys" aria-label="Legend">
    {STANDING_ORDER.filter((s) => shown.has(s)).map((s) => (
      <li key={s}>
        <span class="band-key" aria-hidden="true">
          <i class={`piece piece-${s}${s === 'live' ? ' piece-carries' : ''}`} />
        </span>
        {STANDING_WORDS[s]}
      </li>
    ))}
    <li>
      <span class="fail-mark" aria-hidden="true">
        ⇄
      </span>
      Failover
    </li>
  </ul>
);
