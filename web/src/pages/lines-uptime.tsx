import { useState } from 'hono/jsx/dom';

import type { LineInfo, LineUptime } from '../../../src/api/line-schema.ts';
import { useLineUptime } from '../data/lines.ts';
import { formatDuration, formatShare, formatUptime } from '../model/format.ts';
import { fixed, rangeParams } from '../model/range.ts';
import { targetPath } from '../model/route.ts';
import { Time } from '../ui/figures.tsx';

type Part = Pick<LineUptime['years'][number], 'watched' | 'dark' | 'outages' | 'live'>;
const MOST_MONTHS = 14;
const MOST_OUTAGES = 20;

const Row = ({ name, part }: { name: string; part: Part }) => (
  <tr>
    <th scope="row">{name}</th>
    <td>{formatUptime(1 - part.dark / part.watched)}</td>
    <td>{part.dark === 0 ? '–' : formatDuration(part.dark / 1_000)}</td>
    <td>{part.outages}</td>
    <td>{formatShare(part.live / part.watched)}</td>
  </tr>
);

const Months = ({ uptime }: { uptime: LineUptime }) => (
  <table class="uptime-months">
    <thead>
      <tr>
        <th scope="col">By UTC</th>
        <th scope="col">Up</th>
        <th scope="col">Dark</th>
        <th scope="col">Outages</th>
        <th scope="col">Live</th>
      </tr>
    </thead>
    <tbody>
      {uptime.years.map((y) => (
        <Row key={String(y.year)} name={String(y.year)} part={y} />
      ))}
    </tbody>
    <tbody>
      {uptime.months.slice(0, MOST_MONTHS).map((m) => (
        <Row key={m.month} name={m.month} part={m} />
      ))}
    </tbody>
  </table>
);

/** A stretch with as much again on either side, a minute at least, on the line's own chart. */
const chartOf = (name: string, from: number, to: number): string => {
  const margin = Math.max(30_000_000, to - from);
  return `${targetPath(name)}?${new URLSearchParams(rangeParams(fixed({ from: from - margin, to: to + margin })))}`;
};

const Longest = ({ uptime }: { uptime: LineUptime }) => (
  <div class="longest">
    <h3>Outages, longest first</h3>
    {uptime.outages.length === 0 && <p class="muted">None since it is watched.</p>}
    <ol>
      {uptime.outages.slice(0, MOST_OUTAGES).map((o) => (
        <li key={String(o.from)}>
          <a href={chartOf(uptime.name, o.from, o.to ?? uptime.now)}>
            {formatDuration(((o.to ?? uptime.now) - o.from) / 1_000)}
          </a>{' '}
          <span class="muted">
            <Time at={o.from} now={uptime.now} />
            {o.to === undefined && ', still'}
          </span>
        </li>
      ))}
    </ol>
  </div>
);

/** One line by month and year. */
export const Uptime = ({ lines }: { lines: readonly LineInfo[] }) => {
  const [chosen, choose] = useState(lines[0]?.name ?? '');
  const { value: uptime, problem } = useLineUptime(chosen);
  return (
    <section class="panel line-uptime" aria-labelledby="uptime-title" data-uptime={uptime?.name}>
      <div class="panel-head">
        <h2 id="uptime-title">Uptime</h2>
        <div class="segments segments-small" role="group" aria-label="Line">
          {lines.map(({ name, label }) => (
            <button
              type="button"
              key={name}
              aria-pressed={name === chosen ? 'true' : 'false'}
              onClick={() => choose(name)}
            >
              {label}
            </button>
          ))}
        </div>
      </div>
      {problem !== undefined && <p class="problem">{problem}</p>}
      {uptime !== undefined && (
        <div class="uptime-columns">
          {uptime.months.length === 0 ? <p class="muted">Nothing measured yet.</p> : <Months uptime={uptime} />}
          <Longest uptime={uptime} />
        </div>
      )}
      <p class="muted">Time in which plumbline itself was not watching counts neither way.</p>
    </section>
  );
};
