import type { LinesGlance } from '../../../src/api/schema.ts';
import { app } from '../data/app.ts';
import { useLineDay } from '../data/lines.ts';
import { moment } from '../model/time.ts';
import { linesVerdict } from '../model/lines.ts';
import { Band, StandingBadge, StandingMark } from '../ui/standing.tsx';

/** How much of the screen it takes, in hundredths of its width: a row a line, four at most, and the last failover. */
const MOST = 4;
export const linesHeight = (count: number, upright: boolean): number => {
  const rows = Math.min(MOST, count) * 2.6;
  return (upright ? rows + 7 : Math.max(7, rows)) + (upright ? 8 : 4.4);
};

const WORDS = {
  live: 'live',
  standby: 'live',
  unknown: 'live',
  degraded: 'live, not well',
  dark: 'live, silent',
} as const;

/** The live line large, a band a line over the last day, and what the last failover cost. */
export const WallLines = ({ lines }: { lines: LinesGlance }) => {
  const day = useLineDay().value;
  const { now } = app.get();
  const live = lines.lines.find((l) => l.live);
  const { detail } = linesVerdict(lines);
  const last = lines.lastFailover;
  return (
    <section class="wall-lines" aria-label="Lines" data-live={live?.name ?? ''}>
      <div class={`wall-live wall-live-${live?.standing ?? 'unknown'}`}>
        <h2>
          <StandingMark standing={live?.standing ?? 'unknown'} />
          <span>{live === undefined ? 'No live line' : live.label}</span>
          {live !== undefined && <small>{WORDS[live.standing]}</small>}
        </h2>
        <p>{live !== undefined && lines.live !== undefined ? `since ${moment(lines.live.since, now)}` : detail}</p>
      </div>
      <div class="wall-bands">
        {lines.lines.slice(0, MOST).map((l) => (
          <div class="band-row" key={l.name} data-band={l.name}>
            <span class="band-label">
              <span>{l.label}</span>
              <StandingBadge standing={l.standing} />
            </span>
            <Band
              stretches={day?.bands.find((b) => b.name === l.name)?.stretches ?? []}
              from={day?.from ?? 0}
              to={day?.to ?? 0}
              label={`${l.label}, last 24 hours`}
            />
          </div>
        ))}
      </div>
      <p class="wall-failover">
        {last === undefined ? 'No failover yet.' : `Last failover ${moment(last.at, now)}: ${last.summary}.`}
      </p>
    </section>
  );
};
