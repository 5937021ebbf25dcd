import { useState } from 'hono/jsx/dom';

import type { View } from '../../../src/api/schema.ts';
import { formatCount, formatDuration, formatUptime, plural } from '../model/format.ts';
import { fixed, type ViewRange } from '../model/range.ts';
import { SPELL_ORDERS, spellsOf, type ListedSpell, type SpellOrder } from '../model/spells.ts';
import { clockSeconds, isoDay, moment } from '../model/time.ts';
import { uptimeOf } from '../model/uptime.ts';
import { EventMark } from '../ui/marks.tsx';
import { Time } from '../ui/figures.tsx';

const MOST = 100;
const ORDER_WORDS: Readonly<Record<SpellOrder, string>> = { newest: 'Newest', longest: 'Longest' };

/** A stretch with as much again on either side, a minute at least. */
const around = (s: ListedSpell, now: number): ViewRange => {
  const to = s.to ?? now;
  const margin = Math.max(30_000_000, to - s.from);
  return fixed({ from: s.from - margin, to: Math.min(now, to + margin) });
};

/** The day only where it is another one than the beginning's. */
const endText = (from: number, to: number, now: number): string =>
  isoDay(from) === isoDay(to) ? clockSeconds(to) : moment(to, now);
const long = (micros: number): string => formatDuration(micros / 1_000);

/** The view's outages as one number, and what it counts. */
const UptimeLine = ({ view }: { view: View }) => {
  const { watched, unwatched, outages, dark, share } = uptimeOf(view);
  if (share === undefined) return null;
  return (
    <div class="uptime">
      <p class="uptime-share">
        <data value={String(share)} data-stat="uptime">
          {formatUptime(share)}
        </data>{' '}
        <small>up</small>
      </p>
      <p class="muted">
        {outages === 0 ? 'No outage' : `${plural(outages, 'outage')}, ${long(dark)} dark`} in {long(watched)} watched.
        {unwatched >= 1_000_000 && ` ${long(unwatched)} not watched, counted neither way.`}
      </p>
    </div>
  );
};

const Row = ({ spell: s, now, move }: { spell: ListedSpell; now: number; move: (range: ViewRange) => void }) => (
  <tr data-spell={s.kind}>
    <td>
      <Time at={s.from} now={now} /> –{' '}
      {s.to === undefined ? 'still' : <Time at={s.to} now={now} text={endText(s.from, s.to, now)} />}
    </td>
    <td>
      <EventMark kind={s.kind === 'gap' ? 'gap' : 'fail'} />
      {long((s.to ?? now) - s.from)} <small>{s.why}</small>
    </td>
    <td>
      <button type="button" class="button button-small" onClick={() => move(around(s, now))}>
        Show
      </button>
    </td>
  </tr>
);

/** Every outage and every gap of the view, from–to to the second. */
export const Outages = ({ view, move }: { view: View; move: (range: ViewRange) => void }) => {
  const [order, setOrder] = useState<SpellOrder>('newest');
  const spells = spellsOf(view, order);
  return (
    <section class="panel outages" aria-labelledby="outages-title">
      <div class="panel-head">
        <h2 id="outages-title">Outages and gaps</h2>
        {spells.length > 1 && (
          <div class="segments segments-small" role="group" aria-label="Order">
            {SPELL_ORDERS.map((o) => (
              <button type="button" key={o} aria-pressed={o === order ? 'true' : 'false'} onClick={() => setOrder(o)}>
                {ORDER_WORDS[o]}
              </button>
            ))}
          </div>
        )}
      </div>
      <UptimeLine view={view} />
      {spells.length > 0 && (
        <div class="scroll" tabindex={0} role="region" aria-label="Outages and gaps as a table">
          <table>
            <thead>
              <tr>
                <th scope="col">From – to</th>
                <th scope="col">How long</th>
                <th scope="col">
                  <span class="sr">Show</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {spells.slice(0, MOST).map((s) => (
                <Row key={`${s.kind} ${s.from}`} spell={s} now={view.now} move={move} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {spells.length > MOST && (
        <p class="muted">
          {formatCount(spells.length - MOST)} {order === 'newest' ? 'older' : 'shorter'} not listed; zoom in to see
          them.
        </p>
      )}
      {spells.length === 0 && view.stats.n === 0 && <p class="muted">None in this time.</p>}
    </section>
  );
};
