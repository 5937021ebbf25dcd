import type { ChartModel } from '../chart/model.ts';
import type { SmokeChart } from '../chart/smoke.ts';
import { useStore, type Store } from '../data/store.ts';
import { formatCount, formatDuration, formatMicros } from '../model/format.ts';
import { LOSS_WORDS } from '../model/loss.ts';
import type { Window } from '../model/range.ts';
import { bucketAt } from '../model/series.ts';
import { bucketSpan, moment, momentSpan, utc } from '../model/time.ts';
import { sentence, tellEvent } from '../model/words.ts';

/** Where the pointer or the keyboard's cursor is (µs), and what is being dragged over. */
export interface Pointing {
  readonly at: number | undefined;
  readonly drag: Window | undefined;
}

/** What lies under the pointer, in words and numbers. */
export const Readout = ({
  pointing,
  model,
  label,
}: {
  pointing: Store<Pointing>;
  model: () => ChartModel | undefined;
  label: string;
}) => {
  const at = useStore(pointing, (p) => p.at);
  const drag = useStore(pointing, (p) => p.drag);
  const m = model();
  if (drag !== undefined && m !== undefined) return <p class="readout">{momentSpan(drag.from, drag.to, m.now)}</p>;
  if (at === undefined || m === undefined) {
    return (
      <p class="readout readout-hint">
        Drag over the chart to zoom.
        <span class="readout-keys"> Keys: ← → move, + − zoom, 0 back, Home, End, Shift + ← → read values.</span>
      </p>
    );
  }
  const b = bucketAt(m.buckets, at, m.widthMicros, (m.to - m.from) / 100);
  const gap = m.gaps.find((g) => g.from <= at && at <= g.to);
  const near = (m.to - m.from) / 120;
  const event = m.events.find((e) => Math.abs(e.at - at) < near);
  const parts: string[] = [];
  if (b?.p50 !== undefined) {
    parts.push(`median ${formatMicros(b.p50)}`);
    if (b.n - b.lost > 1) {
      parts.push(
        `p10–p90 ${formatMicros(b.p10 ?? b.p50)} – ${formatMicros(b.p90 ?? b.p50)}`,
        `min–max ${formatMicros(b.min ?? b.p50)} – ${formatMicros(b.max ?? b.p50)}`,
      );
    }
  }
  if (b !== undefined)
    parts.push(
      b.lost === 0 ? `none of ${formatCount(b.n)} lost` : `${formatCount(b.lost)} of ${formatCount(b.n)} lost`,
    );
  if (b === undefined) parts.push(gap === undefined ? 'no data' : 'not watched');
  const outage = m.outages.find((o) => o.from - near <= at && at <= (o.to ?? m.now) + near);
  if (outage !== undefined) parts.push(`no answer for ${formatDuration(((outage.to ?? m.now) - outage.from) / 1_000)}`);
  if (event !== undefined && outage === undefined)
    parts.push(sentence(tellEvent(event, { label: () => label, now: m.now })));
  return (
    <p class="readout">
      <time title={utc(at)}>{b === undefined ? moment(at, m.now) : bucketSpan(b.at, m.widthMicros, m.now)}</time>{' '}
      <span class="readout-utc">{utc(b?.at ?? at)}</span> {parts.join(' · ')}
    </p>
  );
};

export const Legend = () => (
  <ul class="legend" aria-label="Legend">
    <li>
      <i class="key key-outer" />
      min–max
    </li>
    <li>
      <i class="key key-inner" />
      p10–p90
    </li>
    {LOSS_WORDS.map((word, i) => (
      <li key={word}>
        <i class={`key key-line loss-${i}`} />
        {i === 0 ? `median, ${word}` : word}
      </li>
    ))}
    <li>
      <i class="key key-gap" />
      not watched
    </li>
    <li>
      <i class="key key-outage" />
      no answer
    </li>
  </ul>
);

/** The line under the pointer and the stretch being dragged over: laid over the canvas, so that it need not be redrawn. */
export const Overlay = ({
  pointing,
  held,
}: {
  pointing: Store<Pointing>;
  held: { readonly chart: SmokeChart | undefined; readonly model: ChartModel | undefined };
}) => {
  const { at, drag } = useStore(pointing, (p) => p);
  const { chart, model } = held;
  if (chart === undefined || model === undefined) return null;
  const { left, right, top, bottom } = chart.extent();
  const x = (micros: number): number => left + ((micros - model.from) / (model.to - model.from)) * (right - left);
  const tall = { top, height: bottom - top };
  return (
    <>
      {at !== undefined && <i class="chart-cursor" style={{ left: x(at), ...tall }} />}
      {drag !== undefined && (
        <i class="chart-drag" style={{ left: x(drag.from), width: x(drag.to) - x(drag.from), ...tall }} />
      )}
    </>
  );
};
