import type { Histogram, Stats } from '../../../src/api/schema.ts';
import { barsOf } from '../model/bins.ts';
import { formatAxis, formatCount, formatMicros, formatShare } from '../model/format.ts';

const LINES = ['p50', 'p90', 'p99'] as const;

/** How often which latency, on a log axis. */
export const HistogramPanel = ({ histogram, stats }: { histogram: Histogram; stats: Stats }) => {
  const drawn = barsOf(histogram.bins);
  const total = histogram.bins.reduce((sum, b) => sum + b.n, 0);
  return (
    <section class="panel histogram" aria-labelledby="histogram-title">
      <h2 id="histogram-title">Distribution</h2>
      {drawn === undefined ? (
        <p class="muted">Nothing was answered in this time.</p>
      ) : (
        <>
          <p class="muted">
            {stats.p50 !== undefined &&
              `Half took ${formatMicros(stats.p50)} or less, 99 of 100 took ${formatMicros(stats.p99 ?? stats.p50)} or less.`}
          </p>
          <div class="histogram-plot" aria-hidden="true">
            {drawn.bars.map((b) => (
              <i
                key={String(b.bin.lo)}
                title={`${formatMicros(b.bin.lo)} – ${formatMicros(b.bin.hi)}: ${formatCount(b.bin.n)}`}
                style={{
                  left: `${b.left * 100}%`,
                  width: `${b.width * 100}%`,
                  height: `${Math.max(1, b.height * 100)}%`,
                }}
              />
            ))}
            {LINES.map((p) => {
              const value = stats[p];
              const at = value === undefined ? undefined : drawn.placeOf(value);
              return at === undefined ? null : (
                <b key={p} style={{ left: `${at * 100}%` }} class={at > 0.9 ? 'flip' : ''}>
                  <span>{p}</span>
                </b>
              );
            })}
          </div>
          <div class="histogram-axis" aria-hidden="true">
            {drawn.ticks.map((t) => (
              <span key={String(t.ms)} style={{ left: `${t.at * 100}%` }}>
                {formatAxis(t.ms)}
              </span>
            ))}
          </div>
          <details>
            <summary>As a table</summary>
            <div class="scroll" tabindex={0} role="region" aria-label="Distribution as a table">
              <table>
                <thead>
                  <tr>
                    <th scope="col">From</th>
                    <th scope="col">To</th>
                    <th scope="col">Samples</th>
                    <th scope="col">Share</th>
                  </tr>
                </thead>
                <tbody>
                  {drawn.bars.map(({ bin }) => (
                    <tr key={String(bin.lo)}>
                      <td>{formatMicros(bin.lo)}</td>
                      <td>{formatMicros(bin.hi)}</td>
                      <td>{formatCount(bin.n)}</td>
                      <td>{formatShare(bin.n / total)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </details>
        </>
      )}
    </section>
  );
};
