import { memo, useMemo } from 'hono/jsx/dom';

import type { Gap, TargetSummary } from '../../../src/api/schema.ts';
import { app } from '../data/app.ts';
import type { ServiceState } from '../data/service.ts';
import { useStore } from '../data/store.ts';
import { cellsOf } from '../model/cells.ts';
import { formatValue, splitUnit, unbroken } from '../model/format.ts';
import type { Group } from '../model/order.ts';
import { gapsFor, placeWords } from '../model/places.ts';
import { targetPath } from '../model/route.ts';
import { isLost, isNote, LOSS_REASON_WORDS } from '../model/samples.ts';
import { momentShort } from '../model/time.ts';
import { ageWords, isStale } from '../model/stale.ts';
import { BlameLine } from '../ui/blame-line.tsx';
import { Figure, Nothing, Share, Time } from '../ui/figures.tsx';
import { LiveText } from '../ui/live-text.tsx';
import { StateBadge } from '../ui/marks.tsx';
import { Strip } from '../ui/strip.tsx';

const MINUTE = 60_000_000;

const latestIn = (s: ServiceState, name: string): TargetSummary['latest'] =>
  s.overview?.targets.find((t) => t.name === name)?.latest;

/** The last answer, or why there is none, or how old it is. */
export const Now = ({ target }: { target: TargetSummary }) => {
  const { name } = target;
  const [main] = target.series;
  const age = useStore(app, (s) => ageWords(latestIn(s, name)?.at, main?.everyMs ?? 0, s.now));
  const why = useStore(app, (s) => {
    const latest = latestIn(s, name);
    if (latest === undefined || isNote(latest) || main === undefined) return undefined;
    return isLost(latest) ? LOSS_REASON_WORDS[latest.lost] : '';
  });
  const figureIn = (s: ServiceState) => {
    const latest = latestIn(s, name);
    const value = latest === undefined || isLost(latest) || isNote(latest) ? undefined : latest.value;
    return splitUnit(value === undefined || main === undefined ? '' : formatValue(value, main.unit));
  };
  if (why === undefined) return <Nothing name="now" />;
  if (age !== '') {
    return (
      <span class="stale" data-stat="now" title="The last sample is this old">
        {age}
      </span>
    );
  }
  if (why !== '') {
    return (
      <span class="no-reply" data-stat="now">
        {why}
      </span>
    );
  }
  return (
    <span class="figure" data-stat="now">
      <LiveText class="figure-n" text={(s) => figureIn(s).figure} />
      <LiveText class="figure-u" text={(s) => ` ${figureIn(s).unit}`} />
    </span>
  );
};

interface RowProps {
  readonly target: TargetSummary;
  readonly gaps: readonly Gap[];
  readonly now: number;
  /** The group's title names the target: the row tells the place. */
  readonly ofPlaces: boolean;
}
const Row = memo(({ target, gaps, now, ofPlaces }: RowProps) => {
  const cells = useMemo(
    () => cellsOf(target.strip, gapsFor(gaps, target), now, MINUTE, 60, target.hour.p50),
    [target.strip, gaps, now, target.hour.p50],
  );
  const unit = target.series[0]?.unit ?? 'us';
  const { hour, state } = target;
  // Words want more room than a number. Of a sample no more than this is asked: the row is drawn anew for none.
  const words = useStore(app, (s) => {
    const latest = latestIn(s, target.name);
    return isStale(latest?.at, target.series[0]?.everyMs ?? 0, s.now) || (latest !== undefined && isLost(latest));
  });
  return (
    <tr role="row" class={`row row-${state.word}${words ? ' row-words' : ''}`} data-target={target.name}>
      <td role="cell" class="col-state">
        <StateBadge word={state.word} />
      </td>
      <th role="rowheader" scope="row" class="col-name">
        <a href={targetPath(target.name)}>
          {ofPlaces && target.place !== undefined ? placeWords(target.place) : target.label}
        </a>
        {target.series[0]?.standIn === true && (
          <span class="chip" title="Echoes are not allowed; the time to open a TCP connection stands in">
            TCP
          </span>
        )}
        <small>
          {target.address !== target.place?.target && target.address}
          {target.resolved !== undefined && ` · ${target.resolved}`}
        </small>
      </th>
      <td role="cell" class="col-now">
        <Now target={target} />
      </td>
      <td role="cell" class="col-strip">
        <Strip cells={cells} label={`${target.label}, last hour by minutes`} unit="minutes" />
      </td>
      <td role="cell" class="col-num" data-label="p50">
        <Figure value={hour.p50} unit={unit} name="p50" />
      </td>
      <td role="cell" class="col-num" data-label="p99">
        <Figure value={hour.p99} unit={unit} name="p99" />
      </td>
      <td role="cell" class="col-num" data-label="Lost">
        <Share n={hour.n} lost={hour.lost} />
      </td>
      <td role="cell" class="col-num" data-label="Jitter">
        <Figure value={hour.jitter} unit={unit} name="jitter" />
      </td>
      <td role="cell" class="col-since">
        {state.since > 0 && state.word !== 'unknown' && (
          <span class="since">
            {state.word === 'down' ? 'silent since ' : 'since '}
            <Time at={state.since} now={now} text={momentShort(state.since, now)} />
          </span>
        )}
        {state.reason !== undefined && <small>{unbroken(state.reason)}</small>}
      </td>
    </tr>
  );
});

const COLUMNS = [
  ['col-state', 'State', ''],
  ['col-name', 'Target', ''],
  ['col-now', 'Now', 'The last answer'],
  ['col-strip', 'Last hour', 'A bar a minute: its height is the latency (p90), its colour what was lost'],
  ['col-num', 'p50', 'Half of the last hour’s answers were faster'],
  ['col-num', 'p99', '99 of 100 answers of the last hour were faster'],
  ['col-num', 'Lost', 'Of all echoes of the last hour'],
  ['col-num', 'Jitter', 'Mean difference between one answer and the next, last hour'],
  ['col-since', 'State since', ''],
] as const;

/** All targets by role. Roles are spelt out, because the phone's layout takes the table's own away. */
export const TargetTable = ({ groups, gaps, now }: { groups: readonly Group[]; gaps: readonly Gap[]; now: number }) => (
  <table role="table" class="targets" aria-label="Targets">
    <thead role="rowgroup">
      <tr role="row">
        {COLUMNS.map(([name, title, hint]) => (
          <th role="columnheader" scope="col" class={name} title={hint === '' ? undefined : hint}>
            {title}
          </th>
        ))}
      </tr>
    </thead>
    {groups.map((group) => (
      <tbody role="rowgroup" key={group.key} data-role={group.key}>
        <tr role="row" class="group">
          <th role="rowheader" scope="rowgroup" colspan={COLUMNS.length - 1}>
            <h2>{group.title}</h2>
            {group.blames.map((blame) => (
              <BlameLine key={blame.same} blame={blame} />
            ))}
          </th>
          {/* One that goes where the column goes: what spans more than there are makes one of nothing. */}
          <td role="cell" data-label="p99" />
        </tr>
        {group.targets.map((t) => (
          <Row key={t.name} target={t} gaps={gaps} now={now} ofPlaces={group.ofPlaces} />
        ))}
      </tbody>
    ))}
  </table>
);
