import type { InfluxExport, Overview } from '../../../src/api/schema.ts';
import { app } from '../data/app.ts';
import { isCutOff } from '../data/service.ts';
import { useStore } from '../data/store.ts';
import { bannersOf } from '../model/banners.ts';
import { influxLine } from '../model/influx.ts';
import { groupsOf, verdictOf, type Verdict } from '../model/order.ts';
import { labelOf } from '../model/places.ts';
import { stampWords, tellAll, tellTogether } from '../model/words.ts';
import { Banners } from '../ui/banners.tsx';
import { EventList } from '../ui/event-list.tsx';
import { Time } from '../ui/figures.tsx';
import { StateMark } from '../ui/marks.tsx';
import { LinesLine } from '../ui/lines-line.tsx';
import { usePageTitle } from '../ui/page-title.ts';
import { TargetTable } from './target-table.tsx';

/** What is shown is from before: it must not be taken for how things are. */
const NO_CONTACT: Verdict = {
  word: 'unknown',
  title: 'No contact',
  detail: 'What is below is the last that plumbline said.',
};

const NO_INFLUX: Verdict = {
  word: 'unknown',
  title: 'No contact with InfluxDB',
  detail: 'What is below is the last that was read from it.',
};

const VerdictLine = ({ overview }: { overview: Overview }) => {
  const lost = useStore(app, (s) => s.link === 'lost');
  const cutOff = useStore(app, isCutOff);
  const verdict = cutOff ? NO_INFLUX : lost ? NO_CONTACT : verdictOf(overview);
  usePageTitle(verdict.word === 'up' ? '' : verdict.title);
  return (
    <div class={`verdict verdict-${verdict.word}`}>
      <StateMark word={verdict.word} />
      <h1 tabindex={-1}>{verdict.title}</h1>
      <p>{verdict.detail}</p>
    </div>
  );
};

/** How it is measured, in a line: what is watched by whom, since when. */
const Method = ({ overview }: { overview: Overview }) => {
  if (overview.readOnly === undefined) return <OwnMethod overview={overview} />;
  const { database, host } = overview.readOnly;
  return (
    <p class="method">
      Read from {database} in the InfluxDB at {host}: others measured it, and nothing is measured from here.
    </p>
  );
};
const OwnMethod = ({ overview }: { overview: Overview }) => (
  <p class="method">
    Watching since <Time at={overview.startedAt} now={overview.now} />
    {overview.engine !== undefined && ` by ${overview.engine.how}, ${stampWords(overview.engine.stamps)}`}.{' '}
    {overview.configFile === undefined
      ? 'There is no config file: this is what was found here.'
      : `Targets from ${overview.configFile}.`}
    {overview.influx !== undefined && <InfluxState influx={overview.influx} />}
  </p>
);

const InfluxState = ({ influx }: { influx: InfluxExport }) => {
  const { text, alarming } = influxLine(influx);
  return <span class={alarming ? 'influx influx-waiting' : 'influx'}> {text}.</span>;
};

const RecentEvents = ({ overview }: { overview: Overview }) => {
  const events = useStore(app, (s) => s.events);
  const gaps = useStore(app, (s) => s.gaps);
  const label = (name: string): string => labelOf(overview.targets, name);
  const told = tellTogether(tellAll(events, gaps, { label, now: overview.now })).slice(0, 12);
  return (
    <section class="panel recent" aria-labelledby="recent">
      <h2 id="recent">
        Recent events <a href="/events">all</a>
      </h2>
      <EventList told={told} now={overview.now} empty="Nothing has happened yet." />
    </section>
  );
};

const Waiting = () => {
  const problem = useStore(app, (s) => s.problem);
  const who = useStore(app, (s) => (isCutOff(s) ? 'InfluxDB' : 'plumbline'));
  usePageTitle('');
  return (
    <section class="panel waiting" aria-busy={problem === undefined ? 'true' : 'false'}>
      <h1 tabindex={-1}>{problem === undefined ? 'Reading the line…' : `No contact with ${who}`}</h1>
      <p>{problem ?? 'The first numbers are on their way.'}</p>
      {problem !== undefined && <p class="muted">Trying again by itself every few seconds.</p>}
    </section>
  );
};

const Lost = () => {
  const lost = useStore(app, (s) => s.link === 'lost');
  const heard = useStore(app, (s) => s.sync?.server);
  const now = useStore(app, (s) => s.overview?.now ?? 0);
  if (!lost || heard === undefined) return null;
  return (
    <section class="banner banner-fail" data-banner="lost" aria-label="No contact">
      <p>
        <strong>No contact with plumbline</strong> since <Time at={heard} now={now} />. What you see is from then;
        trying again by itself.
      </p>
    </section>
  );
};

/** plumbline is there, and what it reads from is not. */
const CutOff = () => {
  const cutOff = useStore(app, isCutOff);
  const problem = useStore(app, (s) => s.problem ?? '');
  if (!cutOff) return null;
  return (
    <section class="banner banner-fail" data-banner="cut-off" aria-label="No contact with InfluxDB" role="alert">
      <p>
        <strong>No contact with InfluxDB.</strong> {problem} What you see is from before; trying again by itself.
      </p>
    </section>
  );
};

export const OverviewPage = () => {
  const overview = useStore(app, (s) => s.overview);
  const gaps = useStore(app, (s) => s.gaps);
  if (overview === undefined) return <Waiting />;
  return (
    <>
      <VerdictLine overview={overview} />
      <Lost />
      <CutOff />
      {overview.lines !== undefined && <LinesLine lines={overview.lines} now={overview.now} />}
      <Banners banners={bannersOf(overview, gaps, overview.now)} />
      <div class="columns">
        <TargetTable groups={groupsOf(overview)} gaps={gaps} now={overview.now} />
        <RecentEvents overview={overview} />
      </div>
      <Method overview={overview} />
    </>
  );
};
