import { useState } from 'hono/jsx/dom';

import type { TargetSummary } from '../../../src/api/schema.ts';
import { chartPicture, download } from '../chart/png.ts';
import { SCALE_HINTS, SCALE_WORDS, SCALES, type ChartModel, type YScale } from '../chart/model.ts';
import { readPalette } from '../chart/palette.ts';
import { api } from '../data/api.ts';
import type { Loaded } from '../data/target-view.ts';
import { formatMicros, formatShare, plural } from '../model/format.ts';
import type { ViewRange } from '../model/range.ts';
import { hasRaw, isRolledUp, WITHIN } from '../model/resolution.ts';
import { smokeOf, topOf } from '../model/series.ts';
import { bucketsCsv } from '../model/table.ts';
import { momentSpan, utc } from '../model/time.ts';
import { RangePicker } from './target-range.tsx';

type Series = { readonly probe: string | undefined; readonly field: string | undefined };
export interface ToolbarProps {
  readonly name: string;
  readonly label: string;
  readonly target: TargetSummary | undefined;
  readonly range: ViewRange;
  readonly scale: YScale;
  readonly series: Series;
  readonly go: (change: { range?: ViewRange; scale?: YScale; series?: Series }) => void;
  readonly loaded: Loaded | undefined;
}

const pressed = (on: boolean): 'true' | 'false' => (on ? 'true' : 'false');

const Scales = ({ scale, go }: Pick<ToolbarProps, 'scale' | 'go'>) => (
  <div class="segments" role="group" aria-label="Latency axis">
    {SCALES.map((s) => (
      <button
        type="button"
        key={s}
        aria-pressed={pressed(s === scale)}
        title={SCALE_HINTS[s]}
        onClick={() => go({ scale: s })}
      >
        {SCALE_WORDS[s]}
      </button>
    ))}
  </div>
);

const SeriesSwitch = ({ target, series, go }: Pick<ToolbarProps, 'target' | 'series' | 'go'>) => {
  if (target === undefined || target.series.length < 2) return null;
  const main = target.series[0];
  return (
    <div class="segments" role="group" aria-label="Series">
      {target.series.map((s) => {
        const on =
          series.probe === undefined ? s === main : s.probe === series.probe && (series.field ?? s.field) === s.field;
        const choice = s === main ? { probe: undefined, field: undefined } : { probe: s.probe, field: s.field };
        return (
          <button
            type="button"
            key={`${s.probe} ${s.field}`}
            aria-pressed={pressed(on)}
            onClick={() => go({ series: choice })}
          >
            {s.label}
          </button>
        );
      })}
    </div>
  );
};

const fileName = (name: string, from: number, extension: string): string =>
  `plumbline-${name}-${utc(from).replace(' UTC', 'Z').replaceAll(/[: ]/g, '-')}.${extension}`;

/** The whole view as one picture, in the colours of the page. */
const picture = ({ view }: Loaded, label: string, scale: YScale): Promise<Blob> => {
  const model: ChartModel = {
    ...view,
    scale,
    top: topOf(view.buckets, scale === 'body') * 1.06,
    smoke: smokeOf(view.buckets, view.widthMicros, view.series.everyMs),
  };
  const { stats } = view;
  const p50 =
    stats.p50 === undefined ? 'no answer' : `median ${formatMicros(stats.p50)}, p99 ${formatMicros(stats.p99 ?? 0)}`;
  const lost = stats.n === 0 ? '' : `, ${formatShare(stats.lost / stats.n)} of ${plural(stats.n, 'sample')} lost`;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return chartPicture(model, readPalette(), {
    title: `${label} · ${view.series.label}`,
    lines: [
      `${momentSpan(view.from, view.to, view.now)} (${zone}); ${utc(view.from)} to ${utc(view.to)}`,
      `${p50}${lost}${isRolledUp(view) ? `; ${WITHIN}` : ''}`,
    ],
  });
};

const Downloads = ({ name, label, scale, series, loaded }: ToolbarProps) => {
  const [problem, setProblem] = useState('');
  const save = (): void => {
    if (loaded === undefined) return;
    const draw = async (): Promise<void> => {
      try {
        download(await picture(loaded, label, scale), fileName(name, loaded.view.from, 'png'));
        setProblem('');
      } catch (error) {
        setProblem(error instanceof Error ? error.message : 'The picture could not be made.');
      }
    };
    void draw();
  };
  const saveBuckets = ({ view }: Loaded): void => {
    download(new Blob([bucketsCsv(view)], { type: 'text/csv' }), fileName(name, view.from, 'csv'));
  };
  return (
    <div class="downloads">
      <button
        type="button"
        class="button"
        onClick={save}
        disabled={loaded === undefined}
        title="The chart as a picture"
      >
        PNG
      </button>
      {loaded !== undefined && hasRaw(loaded.view) ? (
        <a
          class="button"
          href={api.csvPath(name, { from: loaded.view.from, to: loaded.view.to, ...series })}
          download={fileName(name, loaded.view.from, 'csv')}
          title="Every sample of this time"
        >
          CSV
        </a>
      ) : (
        <button
          type="button"
          class="button"
          disabled={loaded === undefined}
          title="A row for each point of the chart; single samples of this time are no longer kept"
          onClick={() => loaded !== undefined && saveBuckets(loaded)}
        >
          CSV
        </button>
      )}
      {problem !== '' && (
        <span class="problem" role="alert">
          {problem}
        </span>
      )}
    </div>
  );
};

export const Toolbar = (props: ToolbarProps) => {
  const { range, go } = props;
  return (
    <div class="toolbar" role="group" aria-label="View">
      <RangePicker range={range} go={(next) => go({ range: next })} />
      <SeriesSwitch target={props.target} series={props.series} go={go} />
      <Scales scale={props.scale} go={go} />
      <Downloads {...props} />
    </div>
  );
};
