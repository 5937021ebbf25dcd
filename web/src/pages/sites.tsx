import type { Child } from 'hono/jsx';

import type { TargetSummary } from '../../../src/api/schema.ts';
import type { SiteRow, Sites } from '../../../src/api/sites/schema.ts';
import { app } from '../data/app.ts';
import { navigate, router } from '../data/router.ts';
import { useSites } from '../data/sites.ts';
import { useStore } from '../data/store.ts';
import { contactOf, isGone } from '../model/contact.ts';
import { formatCount, formatDuration } from '../model/format.ts';
import { STATE_LABELS } from '../model/order.ts';
import { sitePath } from '../model/route.ts';
import {
  findingWords,
  hstsWords,
  nextSort,
  preloadWords,
  sitesPath,
  sitesVerdict,
  sortOf,
  sortSites,
  SORT_KEYS,
  told,
  troubleWords,
  whyNoList,
  worstFinding,
  type Sort,
  type SortKey,
  type Targets,
} from '../model/sites.ts';
import { ageWords } from '../model/stale.ts';
import { faceOf } from '../model/wall.ts';
import { DaysLeft } from '../ui/days-left.tsx';
import { Nothing, TimeShort } from '../ui/figures.tsx';
import { GradeMark } from '../ui/grade.tsx';
import { EventMark, StateMark } from '../ui/marks.tsx';
import { usePageTitle } from '../ui/page-title.ts';

const COLUMNS: Readonly<Record<SortKey, string>> = {
  site: 'Site',
  connect: 'Connect',
  observatory: 'Observatory',
  securityheaders: 'securityheaders',
  hsts: 'HSTS',
  preload: 'Preload',
  certificate: 'Certificate',
  tls: 'TLS',
  finding: 'Worst finding',
};

/** A column's name that sorts by it: upwards, downwards, and as it was. */
const Head = ({ column, sort }: { column: SortKey; sort: Sort | undefined }) => {
  const on = sort?.key === column;
  return (
    <th scope="col" class={`col-${column}`} aria-sort={on ? (sort.down ? 'descending' : 'ascending') : 'none'}>
      <button
        type="button"
        class="sort"
        data-sort={column}
        onClick={() => navigate(sitesPath(nextSort(sort, column)), { keepScroll: true })}
      >
        {COLUMNS[column]}
        <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
          <path class={on && !sort.down ? 'sort-on' : ''} d="M8 2l4 5H4z" />
          <path class={on && sort.down ? 'sort-on' : ''} d="M8 14l4-5H4z" />
        </svg>
      </button>
    </th>
  );
};

const Connect = ({ target }: { target: TargetSummary | undefined }) => {
  const face = useStore(app, (s) => (target === undefined ? undefined : faceOf(target, s.now).big));
  if (target === undefined || face === undefined) return <Nothing />;
  const { word } = target.state;
  return (
    <span class="cell-mark">
      <StateMark word={word} />
      <span>
        {word === 'up' ? face : STATE_LABELS[word]}
        {word === 'up' && <span class="sr"> {STATE_LABELS[word]}</span>}
      </span>
    </span>
  );
};

const GRADERS = ['observatory', 'securityheaders'] as const;
/** A cell of what was measured, and how old that is where it is too old. */
const Cell = ({ column, of, every, children }: CellProps) => {
  const age = useStore(app, (s) => ageWords(of?.at, every, s.now));
  return (
    <td class={age === '' ? undefined : 'old'} data-label={COLUMNS[column]}>
      {of === undefined ? <Nothing /> : children}
      {age !== '' && <small class="stale">{age}</small>}
    </td>
  );
};
interface CellProps {
  readonly column: SortKey;
  readonly of: { readonly at: number } | undefined;
  readonly every: number;
  readonly children?: Child;
}

const Graded = ({ graded }: { graded: NonNullable<SiteRow['observatory']> }) => (
  <span class="cell-mark">
    <GradeMark grade={graded.grade} />
    {graded.score !== undefined && <small>{graded.score}</small>}
  </span>
);

const Pair = ({ main, more }: { main: string; more: string }) => (
  <>
    <span class={main === 'none' ? 'bad' : undefined}>{main}</span>
    {more !== '' && <small>{told(more, 120)}</small>}
  </>
);

const STANDING = { ok: 'up', warn: 'degraded', fail: 'down' } as const;
const Certificate = ({ tls }: { tls: NonNullable<SiteRow['tls']> }) => (
  <span class="cell-mark">
    <StateMark word={tls.trusted ? STANDING[tls.standing] : 'down'} />
    <span>
      <span class={tls.standing === 'ok' ? undefined : `standing-text-${tls.standing}`}>
        <DaysLeft tls={tls} />
      </span>
      <small>
        {!tls.trusted && <strong>not trusted, </strong>}
        {told(tls.issuer, 60)}
      </small>
    </span>
  </span>
);

const Worst = ({ site, isDown }: { site: SiteRow; isDown: boolean }) => {
  const worst = worstFinding(site);
  const more = site.findings.length - 1;
  return (
    <>
      {troubleWords(site).map((words) => (
        <span class="finding-line" key={words}>
          <EventMark kind={isDown ? 'fail' : 'warn'} />
          <span>{told(words, 110)}</span>
        </span>
      ))}
      {worst !== undefined && (
        <span class="finding-line">
          <EventMark kind={worst.severity} />
          <span>
            {told(findingWords(worst), 110)}
            {more > 0 && <small class="more-found"> and {formatCount(more)} more</small>}
          </span>
        </span>
      )}
      {worst === undefined && site.troubles.length === 0 && (
        <span class="muted">{site.observatory === undefined && site.tls === undefined ? 'Not asked yet' : 'none'}</span>
      )}
    </>
  );
};

interface RowProps {
  readonly site: SiteRow;
  readonly target: TargetSummary | undefined;
  /** Why there is no preload list for any of them: the foot of the table says it once. */
  readonly why: string | undefined;
}
const Row = ({ site, target, why }: RowProps) => {
  const { hsts, tls } = site;
  const every = (probe: string): number => site.intervals[probe] ?? site.every;
  return (
    <tr data-site={site.name}>
      <th scope="row" class="col-site">
        <a href={sitePath(site.name)}>{told(site.label, 120)}</a>
        <small>{told(site.url.replace(/^https:\/\//, '').replace(/\/$/, ''), 120)}</small>
      </th>
      <td data-label={COLUMNS.connect}>
        <Connect target={target} />
      </td>
      {GRADERS.map((grader) => (
        <Cell key={grader} column={grader} of={site[grader]} every={every('headers')}>
          {site[grader] !== undefined && <Graded graded={site[grader]} />}
        </Cell>
      ))}
      <Cell column="hsts" of={hsts} every={every('hsts')}>
        {hsts !== undefined && <Pair {...hstsWords(hsts)} />}
      </Cell>
      <Cell column="preload" of={hsts} every={every('hsts')}>
        {hsts !== undefined && <Pair {...preloadWords(hsts, why)} />}
      </Cell>
      <Cell column="certificate" of={tls} every={every('tls')}>
        {tls !== undefined && <Certificate tls={tls} />}
      </Cell>
      <Cell column="tls" of={tls} every={every('tls')}>
        {tls !== undefined && told(tls.protocol.replace('TLSv', '') || '–', 20)}
      </Cell>
      <td class="col-finding" data-label={COLUMNS.finding}>
        <Worst site={site} isDown={target?.state.word === 'down'} />
      </td>
    </tr>
  );
};

const Table = ({ sites, targets }: { sites: readonly SiteRow[]; targets: Targets }) => {
  const search = useStore(router, (l) => l.search);
  const sort = sortOf(search);
  const why = whyNoList(sites);
  return (
    <table class="sites-table">
      <caption class="sr">All sites; each column’s button sorts by it</caption>
      <thead>
        <tr>
          {SORT_KEYS.map((key) => (
            <Head key={key} column={key} sort={sort} />
          ))}
        </tr>
      </thead>
      <tbody>
        {sortSites(sites, sort, targets).map((s) => (
          <Row key={s.name} site={s} target={targets.get(s.name)} why={why} />
        ))}
      </tbody>
    </table>
  );
};

const noList = (why: string | undefined): string =>
  why === undefined
    ? 'Nobody was asked yet what browsers have built in (the preload list).'
    : `What browsers have built in (the preload list) is not known: ${told(why)}.`;
const List = ({ list, now, sites }: Pick<Sites, 'list' | 'now' | 'sites'>) => (
  <p class="muted" data-list>
    {list === undefined ? (
      noList(whyNoList(sites))
    ) : (
      <>
        What browsers have built in (the preload list) is of <TimeShort at={list.at} now={now} />,{' '}
        {formatDuration(Math.max(0, now - list.at) / 1_000)} ago
        {list.stale === undefined ? '' : `; a newer one could not be had: ${told(list.stale)}`}.
      </>
    )}
  </p>
);

/** How targets fare, as the overview has it: each site is one. */
const useTargets = (): Targets => {
  const targets = useStore(app, (s) => s.overview?.targets);
  return new Map((targets ?? []).map((t) => [t.name, t]));
};

export const SitesPage = () => {
  const { value, problem } = useSites();
  const targets = useTargets();
  // What is to be looked at first follows from both; told from one, it would change at once.
  const hasTargets = useStore(app, (s) => s.overview !== undefined || isGone(contactOf(s)));
  const all = hasTargets ? value : undefined;
  const verdict = all === undefined ? undefined : sitesVerdict(all.sites, targets);
  usePageTitle(verdict === undefined || verdict.word === 'up' || verdict.word === 'unknown' ? 'Sites' : verdict.title);
  const bad = problem !== undefined && <p class="problem">{problem}</p>;
  // The heading is one and the same while it is read: it may have the focus.
  return (
    <div class="sites-page" aria-busy={all === undefined && problem === undefined ? 'true' : 'false'}>
      <div class={`verdict verdict-${verdict?.word ?? 'unknown'}`} data-verdict={verdict?.title}>
        <StateMark key={verdict === undefined ? 'reading' : 'read'} word={verdict?.word ?? 'unknown'} />
        <h1 tabindex={-1}>{verdict?.title ?? 'Sites'}</h1>
        {verdict === undefined ? <p key="reading">{problem === undefined && 'Reading…'}</p> : <p>{verdict.detail}</p>}
      </div>
      {bad}
      {all !== undefined && all.sites.length > 0 && <Table sites={all.sites} targets={targets} />}
      {all !== undefined && (
        <div class="sites-foot">
          <List {...all} />
          {all.sites.length > 0 && (
            <a class="button" href="/api/sites.csv" download="sites.csv">
              CSV
            </a>
          )}
        </div>
      )}
    </div>
  );
};
