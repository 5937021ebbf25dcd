import { useState } from 'hono/jsx/dom';

import type { TargetSummary } from '../../../src/api/schema.ts';
import { chartPicture, download } from '../chart/png.ts';
import { SCALE_HINTS, SCALE_WORDS, SCALES, type ChartModel, type YScale } from '../chart/model.ts';
import { readPalette } from '../chart/palette.ts';
import { api, type SeriesChoice } from '../data/api.ts';
import type { Loaded } from '../data/target-view.ts';
import { formatMicros, formatShare, plural } from '../model/format.ts';
import { SPAN_KEYS, SPAN_WORDS, spanAtLeast, windowOf, type ViewRange } from '../model/range.ts';
import { smokeOf, topOf } from '../model/series.ts';
import { momentSpan, utc } from '../model/time.ts';

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

const Ranges = ({ range, go }: Pick<ToolbarProps, 'range' | 'go'>) => (
  <div class="segments" role="group" aria-label="Time shown">
    {SPAN_KEYS.map((span) => (
      <button
        type="button"
        key={span}
        aria-pressed={pressed(range.live && range.span === span)}
        title={`The last ${SPAN_WORDS[span]}`}
        onClick={() => go({ range: { live: true, span } })}
      >
        {span}
      </button>
    ))}
  </div>
);

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
      `${p50}${lost}`,
    ],
  });
};

const Downloads = ({ name, label, range, scale, series, loaded }: ToolbarProps) => {
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
  const w = loaded?.view ?? windowOf(range, Date.now() * 1_000);
  const asked: { from: number; to: number } & SeriesChoice = { from: w.from, to: w.to, ...series };
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
      <a
        class="button"
        href={api.csvPath(name, asked)}
        download={fileName(name, w.from, 'csv')}
        title="Every sample of this time"
      >
        CSV
      </a>
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
      <Ranges range={range} go={go} />
      {range.live ? (
        <span class="live-note">Following now</span>
      ) : (
        <button
          type="button"
          class="button button-main"
          onClick={() => go({ range: { live: true, span: spanAtLeast(range.to - range.from) } })}
        >
          Go live
        </button>
      )}
      <SeriesSwitch target={props.target} series={props.series} go={go} />
      <Scales scale={props.scale} go={go} />
      <Downloads {...props} />
    </div>
  );
};
