import type { View } from '../../../src/api/schema.ts';
import { formatDuration } from '../model/format.ts';
import { fixed, type ViewRange } from '../model/range.ts';
import { spellsOf, type ListedSpell } from '../model/spells.ts';
import { EventMark } from '../ui/marks.tsx';
import { Time } from '../ui/figures.tsx';

const MOST = 100;

/** A stretch with as much again on either side, a minute at least. */
const around = (s: ListedSpell, now: number): ViewRange => {
  const to = s.to ?? now;
  const margin = Math.max(30_000_000, to - s.from);
  return fixed({ from: s.from - margin, to: Math.min(now, to + margin) });
};

/** Every outage and every gap of the view, from–to to the second. */
export const Outages = ({ view, move }: { view: View; move: (range: ViewRange) => void }) => {
  const spells = spellsOf(view);
  return (
    <section class="panel outages" aria-labelledby="outages-title">
      <h2 id="outages-title">Outages and gaps</h2>
      {spells.length === 0 ? (
        <p class="muted">None in this time.</p>
      ) : (
        <div class="scroll" tabindex={0} role="region" aria-label="Outages and gaps as a table">
          <table>
            <thead>
              <tr>
                <th scope="col">From</th>
                <th scope="col">To</th>
                <th scope="col">Duration</th>
                <th scope="col">What</th>
                <th scope="col">
                  <span class="sr">Show</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {spells.slice(0, MOST).map((s) => (
                <tr key={`${s.kind} ${s.from}`} data-spell={s.kind}>
                  <td>
                    <Time at={s.from} now={view.now} />
                  </td>
                  <td>{s.to === undefined ? 'still' : <Time at={s.to} now={view.now} />}</td>
                  <td>{formatDuration(((s.to ?? view.now) - s.from) / 1_000)}</td>
                  <td>
                    <EventMark kind={s.kind === 'gap' ? 'gap' : 'fail'} />
                    {s.why}
                  </td>
                  <td>
                    <button type="button" class="button button-small" onClick={() => move(around(s, view.now))}>
                      Show
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {spells.length > MOST && (
        <p class="muted">{spells.length - MOST} older ones are not listed; zoom in to see them.</p>
      )}
    </section>
  );
};
