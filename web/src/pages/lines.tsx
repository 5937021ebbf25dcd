import type { LineInfo, Lines } from '../../../src/api/line-schema.ts';
import { app } from '../data/app.ts';
import { useIncidents, useLineDay, useLines, useLineSeason } from '../data/lines.ts';
import { useStore } from '../data/store.ts';
import { linesVerdict, qualityWords } from '../model/lines.ts';
import { labelOf } from '../model/places.ts';
import { LineFindings } from '../ui/line-findings.tsx';
import { StateMark } from '../ui/marks.tsx';
import { usePageTitle } from '../ui/page-title.ts';
import { Time } from '../ui/figures.tsx';
import { BandsPanel } from './lines-bands.tsx';
import { LineCard } from './lines-card.tsx';
import { Failovers } from './lines-failovers.tsx';
import { Incidents } from './lines-incidents.tsx';
import { Uptime } from './lines-uptime.tsx';

/** What is wrong with what everybody in the house gets, by whatever line. */
const HouseFindings = ({ all }: { all: Lines }) =>
  all.house === undefined || all.house.findings.length === 0 ? null : (
    <section class="panel house-findings" aria-labelledby="house-title">
      <h2 id="house-title">Everybody in the house</h2>
      <LineFindings findings={all.house.findings} now={all.now} />
    </section>
  );

const Verdict = ({ all, live }: { all: Lines; live: LineInfo | undefined }) => {
  const verdict = linesVerdict(all);
  usePageTitle(verdict.word === 'up' ? 'Lines' : verdict.title);
  return (
    <div class={`verdict verdict-${verdict.word}`} data-verdict={verdict.title}>
      <StateMark word={verdict.word} />
      <h1 tabindex={-1}>{verdict.title}</h1>
      <p>
        {live !== undefined && all.live !== undefined && (
          <>
            Since <Time at={all.live.since} now={all.now} />: {qualityWords(live.minute)} in the last minute.{' '}
          </>
        )}
        {verdict.detail}
      </p>
    </div>
  );
};

const LastFailover = ({ all }: { all: Lines }) => {
  const last = all.lastFailover;
  if (last === undefined) return null;
  return (
    <p class="last-failover">
      <strong>
        Last failover, <Time at={last.at} now={all.now} />:
      </strong>{' '}
      {last.summary}.
    </p>
  );
};

export const LinesPage = () => {
  const { value: all, problem } = useLines();
  const day = useLineDay();
  const season = useLineSeason();
  const incidents = useIncidents();
  const targets = useStore(app, (s) => s.overview?.targets);
  const now = useStore(app, (s) => Math.floor(s.now / 60_000_000)) * 60_000_000;
  // All at once: a panel that came later would push those below it down.
  const isRead = [day, season, incidents].every((a) => a.value !== undefined || a.problem !== undefined);
  const reading = problem === undefined && (all === undefined || (all.lines.length > 0 && !isRead));
  if (all === undefined || all.lines.length === 0 || reading) {
    return (
      <section class="panel waiting" aria-busy={reading ? 'true' : 'false'}>
        <h1 tabindex={-1}>Lines</h1>
        <p>
          {problem ?? (reading ? 'Reading…' : 'No lines are configured. `plumbline config init` proposes `uplinks`.')}
        </p>
      </section>
    );
  }
  const label = (name: string): string => all.lines.find((l) => l.name === name)?.label ?? labelOf(targets ?? [], name);
  const newest = season.value ?? day.value;
  return (
    <>
      <Verdict all={all} live={all.lines.find((l) => l.live)} />
      <LastFailover all={all} />
      <HouseFindings all={all} />
      {day.value !== undefined && <BandsPanel history={day.value} lines={all.lines} />}
      <div class="line-cards">
        {all.lines.map((line) => (
          <LineCard key={line.name} line={line} now={all.now} />
        ))}
      </div>
      {newest !== undefined && <Failovers history={newest} now={Math.max(now, all.now)} />}
      {incidents.value !== undefined && <Incidents list={incidents.value} label={label} now={all.now} />}
      <Uptime lines={all.lines} />
      {(day.problem ?? season.problem ?? incidents.problem) !== undefined && (
        <p class="problem">{day.problem ?? season.problem ?? incidents.problem}</p>
      )}
    </>
  );
};
