import type { View } from '../../../src/api/schema.ts';
import { formatCount, formatDuration } from '../model/format.ts';
import { isRolledUp, WITHIN } from '../model/resolution.ts';
import { Figure, Share, TimeSpan } from '../ui/figures.tsx';

const SPEEDS = [
  ['min', 'Minimum'],
  ['p10', 'p10'],
  ['p50', 'p50 (median)'],
  ['p90', 'p90'],
  ['p99', 'p99'],
  ['max', 'Maximum'],
  ['mean', 'Mean'],
  ['jitter', 'Jitter'],
] as const;
const COUNTS = [
  ['late', 'Late', 'Answered after they had been counted as lost'],
  ['duplicate', 'Duplicates', 'Answered more than once'],
  ['reordered', 'Reordered', 'Answered after a later one'],
] as const;

/** The view in numbers; all of them over the whole time shown. */
export const Numbers = ({ view, age }: { view: View; age: string }) => {
  const { stats, series } = view;
  return (
    <section class="panel numbers" aria-labelledby="numbers-title">
      <h2 id="numbers-title">Numbers {age !== '' && <small class="stale">{age}</small>}</h2>
      <p class="muted">
        {series.label}, every {formatDuration(series.everyMs)},{' '}
        <TimeSpan from={view.from} to={view.to} now={view.now} />
        {isRolledUp(view) && `; ${WITHIN}`}
      </p>
      <table class={age === '' ? undefined : 'old'}>
        <caption class="sr">{series.label} in numbers</caption>
        <tbody>
          <tr>
            <th scope="row">Samples</th>
            <td>
              <data value={String(stats.n)} data-stat="n">
                {formatCount(stats.n)}
              </data>
            </td>
          </tr>
          <tr>
            <th scope="row">Lost</th>
            <td>
              <data value={String(stats.lost)} data-stat="lost">
                {formatCount(stats.lost)}
              </data>{' '}
              (<Share n={stats.n} lost={stats.lost} />)
            </td>
          </tr>
          {COUNTS.map(([name, word, hint]) => (
            <tr key={name}>
              <th scope="row" title={hint}>
                {word}
              </th>
              <td>
                <data value={String(stats.notes[name])} data-stat={name}>
                  {formatCount(stats.notes[name])}
                </data>
              </td>
            </tr>
          ))}
        </tbody>
        <tbody>
          {SPEEDS.map(([name, word]) => (
            <tr key={name}>
              <th scope="row">{word}</th>
              <td>
                <Figure value={stats[name]} unit={series.unit} name={name} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};
