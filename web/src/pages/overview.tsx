import type { InfluxExport, Overview } from '../../../src/api/schema.ts';
import { app } from '../data/app.ts';
import { useStore } from '../data/store.ts';
import { bannersOf } from '../model/banners.ts';
import { contactOf, isGone, knownUntil, type Contact } from '../model/contact.ts';
import { formatDuration } from '../model/format.ts';
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
const GONE: Readonly<Partial<Record<Contact, Verdict>>> = {
  lost: { word: 'unknown', title: 'No contact', detail: 'What is below is the last that plumbline said.' },
  'cut-off': {
    word: 'unknown',
    title: 'No contact with InfluxDB',
    detail: 'What is below is the last that was read from it.',
  },
  old: { word: 'unknown', title: 'Out of date', detail: 'plumbline is there, but told nothing new of all this.' },
};

const VerdictLine = ({ overview }: { overview: Overview }) => {
  const verdict = GONE[useStore(app, contactOf)] ?? verdictOf(overview);
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
    {overview.configFile === undefined ? (
      <>
        There is no config file: <a href="/config">this is what was found here</a>.
      </>
    ) : (
      <>
        Targets from <a href="/config">{overview.configFile}</a>.
      </>
    )}
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
  const who = useStore(app, (s) => (contactOf(s) === 'cut-off' ? 'InfluxDB' : 'plumbline'));
  usePageTitle('');
  return (
    <section class="panel waiting" aria-busy={problem === undefined ? 'true' : 'false'}>
      <h1 tabindex={-1}>{problem === undefined ? 'Reading the line…' : `No contact with ${who}`}</h1>
      <p>{problem ?? 'The first numbers are on their way.'}</p>
      {problem !== undefined && <p class="muted">Trying again by itself every few seconds.</p>}
    </section>
  );
};

const WHO = { lost: 'No contact with plumbline', 'cut-off': 'No contact with InfluxDB', old: 'Out of date' } as const;

/** Since when what is shown is from before, how long that is, and why. */
const Gone = () => {
  const contact = useStore(app, contactOf);
  const until = useStore(app, (s) => (isGone(contactOf(s)) ? knownUntil(s) : undefined));
  const seconds = useStore(app, (s) => (until === undefined ? 0 : Math.floor((s.now - until) / 1_000_000)));
  const problem = useStore(app, (s) => s.problem ?? '');
  if (contact === 'live' || contact === 'connecting' || until === undefined) return null;
  return (
    <section class="banner banner-fail banner-gone" data-banner={contact} aria-label={WHO[contact]} role="alert">
      <p>
        <strong>{WHO[contact]}</strong> for {formatDuration(seconds * 1_000)}, since{' '}
        <Time at={until} now={app.get().now} />. {contact === 'lost' ? '' : problem} What you see is from then; trying
        again by itself.
      </p>
    </section>
  );
};

export const OverviewPage = () => {
  const overview = useStore(app, (s) => s.frame);
  const gaps = useStore(app, (s) => s.gaps);
  if (overview === undefined) return <Waiting />;
  return (
    <>
      <VerdictLine overview={overview} />
      {overview.lines !== undefined && <LinesLine lines={overview.lines} now={overview.now} />}
      <Banners banners={bannersOf(overview, gaps, overview.now)} />
      <div class="columns">
        <TargetTable groups={groupsOf(overview)} gaps={gaps} now={overview.now} />
        <RecentEvents overview={overview} />
      </div>
      <Method overview={overview} />
      <Gone />
    </>
  );
};
