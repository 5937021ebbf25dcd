import { formatShare, formatValue, splitUnit } from '../model/format.ts';
import { lossLevel } from '../model/loss.ts';
import { iso, moment, momentShort, momentSpan, utc } from '../model/time.ts';

/** A number with its unit set small; the machine-readable value beside it. */
export const Figure = ({ value, unit, name }: { value: number | undefined; unit: string; name?: string }) => {
  if (value === undefined) return <Nothing {...(name === undefined ? {} : { name })} />;
  const text = splitUnit(formatValue(value, unit));
  return (
    <data class="figure" value={String(value)} data-stat={name}>
      <span class="figure-n">{text.figure}</span>
      <span class="figure-u">{text.unit === '' ? '' : ` ${text.unit}`}</span>
    </data>
  );
};

export const Share = ({ n, lost, name = 'loss' }: { n: number; lost: number; name?: string }) => {
  if (n === 0) return <Nothing name={name} />;
  const text = splitUnit(formatShare(lost / n));
  return (
    <data
      class={`figure figure-loss-${lossLevel(n, lost)}`}
      value={String(lost / n)}
      data-stat={name}
      title={`${lost} of ${n} lost`}
    >
      <span class="figure-n">{text.figure}</span>
      <span class="figure-u">{` ${text.unit}`}</span>
    </data>
  );
};

/** Where a number would be. */
export const Nothing = ({ name }: { name?: string }) => (
  <span class="nothing" data-stat={name}>
    <span aria-hidden="true">–</span>
    <span class="sr">no data</span>
  </span>
);

/** A moment in the viewer's zone; UTC on hover. */
export const Time = ({ at, now, text }: { at: number; now: number; text?: string }) => (
  <time datetime={iso(at)} title={utc(at)}>
    {text ?? moment(at, now)}
  </time>
);

/** The same where the second does not matter: it is told on hover. */
export const TimeShort = ({ at, now }: { at: number; now: number }) => (
  <Time at={at} now={now} text={momentShort(at, now)} />
);

/** A stretch of time in the viewer's zone; UTC on hover. */
export const TimeSpan = ({ from, to, now }: { from: number; to: number; now: number }) => (
  <time datetime={iso(from)} title={`${utc(from)} – ${utc(to)}`}>
    {momentSpan(from, to, now)}
  </time>
);

/** A sentence that names a moment, or a stretch, as `Time` and `TimeSpan` do: that has UTC on hover too. */
export const Timed = ({ text, at, to, now }: { text: string; at: number | undefined; to?: number; now: number }) => {
  if (at === undefined) return <>{text}</>;
  const named = to === undefined ? moment(at, now) : momentSpan(at, to, now);
  const [before = '', ...after] = text.split(named);
  if (after.length === 0) return <>{text}</>;
  return (
    <>
      {before}
      {to === undefined ? <Time at={at} now={now} /> : <TimeSpan from={at} to={to} now={now} />}
      {after.join(named)}
    </>
  );
};
