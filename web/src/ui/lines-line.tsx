import type { LinesGlance } from '../../../src/api/schema.ts';
import { linesVerdict } from '../model/lines.ts';
import { StandingMark } from './standing.tsx';
import { Time } from './figures.tsx';

/** Which line is live, in a line of the overview. */
export const LinesLine = ({ lines, now }: { lines: LinesGlance; now: number }) => {
  const { title, detail } = linesVerdict(lines);
  const live = lines.lines.find((l) => l.live);
  const last = lines.lastFailover;
  return (
    <section class="lines-line panel" aria-label="Lines" data-lines={live?.name ?? ''}>
      <p>
        <StandingMark standing={live?.standing ?? 'unknown'} />
        <span>
          <a href="/lines">{title}</a>.
          {lines.live !== undefined && (
            <>
              {' Live since '}
              <Time at={lines.live.since} now={now} />.
            </>
          )}{' '}
          {detail}
          {last !== undefined && (
            <span class="muted">
              {' '}
              Last failover <Time at={last.at} now={now} />: {last.summary}.
            </span>
          )}
        </span>
      </p>
    </section>
  );
};
