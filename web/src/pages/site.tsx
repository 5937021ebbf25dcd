import type { SiteDetail, SiteRow } from '../../../src/api/sites/schema.ts';
import { app } from '../data/app.ts';
import { useSite } from '../data/sites.ts';
import { useStore } from '../data/store.ts';
import { GRADER_WORDS } from '../model/grades.ts';
import { STATE_LABELS } from '../model/order.ts';
import { checkPath, targetPath, type Route } from '../model/route.ts';
import { headersReportOf, hstsReportOf, tlsReportOf } from '../model/site-report.ts';
import { hstsWords, preloadWords, sitesVerdict, told } from '../model/sites.ts';
import { faceOf } from '../model/wall.ts';
import { DaysLeft } from '../ui/days-left.tsx';
import { CodeLink } from '../ui/code-link.tsx';
import { Nothing, TimeShort } from '../ui/figures.tsx';
import { GradeMark } from '../ui/grade.tsx';
import { EventMark, StateMark } from '../ui/marks.tsx';
import { usePageTitle } from '../ui/page-title.ts';
import { Answers, WayThere } from './site-answers.tsx';
import { Fixes } from './site-fixes.tsx';
import { Grades } from './site-grades.tsx';
import { History } from './site-history.tsx';
import { Hsts } from './site-hsts.tsx';
import { LintPanel } from './site-lint.tsx';
import { Tls } from './site-tls.tsx';

type GradeNow = NonNullable<SiteRow['observatory']>;

/** Why there is nothing of a probe. */
const missing = ({ troubles }: SiteRow, probe: string): string =>
  troubles.some((t) => t.probe === probe) ? 'Could not be measured' : 'Not asked yet';

const GradeFigure = ({
  name,
  graded,
  why,
  now,
}: {
  name: string;
  graded: GradeNow | undefined;
  why: string;
  now: number;
}) => (
  <div class="site-figure">
    <h2>{name}</h2>
    <div class="site-figure-main">
      <GradeMark grade={graded?.grade} big />
      {graded?.score !== undefined && <span class="site-score">{graded.score}</span>}
    </div>
    <p class="muted">
      {graded === undefined ? (
        why
      ) : (
        <>
          rules {told(graded.version, 40)}, <TimeShort at={graded.at} now={now} />
          {graded.was !== undefined && (
            <small>
              was {told(graded.was.grade, 4)}, last <TimeShort at={graded.was.at} now={now} />
            </small>
          )}
        </>
      )}
    </p>
  </div>
);

const Connect = ({ name }: { name: string }) => {
  const target = useStore(app, (s) => s.overview?.targets.find((t) => t.name === name));
  const big = useStore(app, (s) => (target === undefined ? '' : faceOf(target, s.now).big));
  return (
    <div class="site-figure">
      <h2>Connect</h2>
      <p class="site-big">
        {target === undefined ? (
          <Nothing />
        ) : (
          <span class="cell-mark">
            <StateMark word={target.state.word} />
            {target.state.word === 'up' ? big : STATE_LABELS[target.state.word]}
          </span>
        )}
      </p>
      <p class="muted">{target !== undefined && <a href={targetPath(name)}>chart and outages</a>}</p>
    </div>
  );
};

const STANDING = { ok: 'up', warn: 'degraded', fail: 'down' } as const;
/** The site at a glance. */
const Card = ({ site, now }: { site: SiteRow; now: number }) => {
  const { tls, hsts } = site;
  const header = hsts === undefined ? undefined : hstsWords(hsts);
  const list = hsts === undefined ? undefined : preloadWords(hsts);
  return (
    <section class="panel site-card" aria-label="At a glance">
      <GradeFigure
        name={GRADER_WORDS['observatory'] ?? ''}
        graded={site.observatory}
        why={missing(site, 'headers')}
        now={now}
      />
      <GradeFigure
        name={GRADER_WORDS['securityheaders'] ?? ''}
        graded={site.securityheaders}
        why={missing(site, 'headers')}
        now={now}
      />
      <div class="site-figure" data-days={tls?.daysLeft}>
        <h2>Certificate</h2>
        <p class="site-big">
          {tls === undefined ? (
            <Nothing />
          ) : (
            <span class={`cell-mark standing-text-${tls.trusted ? tls.standing : 'fail'}`}>
              <StateMark word={tls.trusted ? STANDING[tls.standing] : 'down'} />
              <DaysLeft tls={tls} />
            </span>
          )}
        </p>
        <p class="muted">
          {tls === undefined
            ? missing(site, 'tls')
            : `${tls.trusted ? 'by' : 'not trusted; by'} ${told(tls.issuer, 80)}`}
        </p>
      </div>
      <div class="site-figure">
        <h2>HSTS</h2>
        <p class="site-big">{header === undefined ? <Nothing /> : header.main}</p>
        <p class="muted">
          {header === undefined || list === undefined ? (
            missing(site, 'hsts')
          ) : (
            <>
              {header.more}
              <small>
                preload: {list.main}
                {list.more === '' ? '' : ` (${told(list.more, 120)})`}
              </small>
            </>
          )}
        </p>
      </div>
      <Connect name={site.name} />
    </section>
  );
};

const MOST = 30;
/** What became of the site, newest first. */
const Happened = ({ happened, now }: Pick<SiteDetail, 'happened' | 'now'>) => (
  <section class="panel" aria-labelledby="happened-title">
    <h2 id="happened-title">What happened</h2>
    {happened.length === 0 && <p class="muted">Nothing in the last 90 days.</p>}
    <ol class="events events-years">
      {happened.slice(0, MOST).map((h) => (
        <li key={`${h.at} ${h.code} ${h.summary}`}>
          <EventMark kind={h.on === false ? 'good' : h.severity} />
          <TimeShort at={h.at} now={now} />
          <span>
            {h.summary === '' ? <CodeLink code={told(h.code, 80)} /> : <bdi>{told(h.summary)}</bdi>}{' '}
            <small class="muted">
              {h.summary !== '' && <CodeLink code={told(h.code, 80)} />}
              {h.on === false && ', no longer'}
            </small>
          </span>
        </li>
      ))}
    </ol>
  </section>
);

const Troubles = ({ troubles, now }: { troubles: SiteRow['troubles']; now: number }) => (
  <>
    {troubles.map((t) => (
      <p class="problem" key={t.probe} data-trouble={t.probe}>
        <EventMark kind="warn" />
        The check {t.probe} failed, <TimeShort at={t.at} now={now} />: {told(t.detail)}
      </p>
    ))}
  </>
);

const Body = ({ detail }: { detail: SiteDetail }) => {
  const { site, now, codes = {} } = detail;
  const headers = headersReportOf(detail.headers?.report);
  const hsts = hstsReportOf(detail.hsts?.report);
  const tls = tlsReportOf(detail.tls?.report);
  return (
    <>
      <Card site={site} now={now} />
      <Troubles troubles={site.troubles} now={now} />
      {headers === undefined && hsts === undefined && tls === undefined && (
        <section class="panel" data-empty>
          <p>
            {site.troubles.length > 0
              ? 'It was asked, and nothing could be measured: why is above. It is asked again by itself.'
              : 'Nothing was asked yet. It is asked within some minutes of the start, headers and TLS every six hours, HSTS once a day.'}
          </p>
        </section>
      )}
      {headers !== undefined && <Grades report={headers} />}
      {headers !== undefined && <Fixes fixes={headers.fixes} />}
      {headers !== undefined && <LintPanel report={headers} codes={codes} />}
      <div class="site-halves">
        {hsts !== undefined && <Hsts report={hsts} codes={codes} now={now} />}
        {tls !== undefined && <Tls report={tls} findings={detail.tls?.findings ?? []} codes={codes} now={now} />}
      </div>
      {headers !== undefined && <WayThere report={headers} />}
      {headers !== undefined && <Answers report={headers} at={detail.headers?.at ?? now} now={now} />}
      <History name={site.name} history={detail.history} now={now} />
      <Happened happened={detail.happened} now={now} />
    </>
  );
};

/** In a few words, and where it is. */
const Said = ({ site, said }: { site: SiteRow; said: string }) => (
  <>
    <span class="site-said">{said}</span>{' '}
    {site.url !== '' && (
      <a class="site-url" href={site.url} target="_blank" rel="noreferrer noopener">
        {told(site.url)}
        <span class="sr">, opens in a new tab</span>
      </a>
    )}
  </>
);

const SitePage = ({ name }: { name: string }) => {
  const { value: detail, problem } = useSite(name);
  const target = useStore(app, (s) => s.overview?.targets.find((t) => t.name === name));
  const readOnly = useStore(app, (s) => s.overview?.readOnly !== undefined);
  const site = detail?.site;
  const label = told(site?.label ?? name, 120);
  usePageTitle(label);
  const verdict =
    site === undefined ? undefined : sitesVerdict([site], new Map(target === undefined ? [] : [[name, target]]));
  const said = verdict?.title.replace(`${told(site?.label ?? '', 60)}: `, '') ?? '';
  // The heading is one and the same while it is read: it may have the focus.
  return (
    <div class="site-page" aria-busy={detail === undefined && problem === undefined ? 'true' : 'false'}>
      <div class={`verdict verdict-${verdict?.word ?? 'unknown'}`} data-verdict={verdict?.title}>
        <StateMark word={verdict?.word ?? 'unknown'} />
        <h1 tabindex={-1}>{label}</h1>
        <p>
          {site === undefined && problem === undefined && 'Reading…'}
          {site !== undefined && <Said site={site} said={said} />}
          {site !== undefined && !readOnly && (
            <>
              {' · '}
              <a href={checkPath({ target: name, probe: 'headers' })}>Check now</a>
            </>
          )}
        </p>
      </div>
      {problem !== undefined && <p class="problem">{problem}</p>}
      {detail !== undefined && <Body detail={detail} />}
      <p>
        <a href="/sites">All sites</a>
      </p>
    </div>
  );
};

export const SiteRoute = ({ route }: { route: Route }) =>
  route.page === 'site' ? <SitePage name={route.name} /> : null;
