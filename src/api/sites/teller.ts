import type { CodeInfo } from '../../domain/code-info.ts';
import { CODES, isCode } from '../../domain/codes.ts';
import type { Event } from '../../domain/entry.ts';
import { present } from '../../domain/present.ts';
import { subjectKey } from '../../domain/subject.ts';
import { DAY, SECOND, microsOf, type EpochMicros } from '../../domain/time.ts';
import { headersReport } from '../../probes/headers/report.ts';
import { hstsReport } from '../../probes/hsts/report.ts';
import { tlsReport } from '../../probes/tls/report.ts';
import type { Query, Range } from '../../store/journal.ts';
import { happenedOf } from '../addresses/findings.ts';
import { cached } from '../cached.ts';
import { happened } from '../happened.ts';
import type { ApiDeps } from '../deps.ts';
import { sitesAsked, type AskedSite } from './asked.ts';
import { rowOf, type SiteRecord } from './row.ts';
import { measuredOf, siteRuns, type Measured } from './runs.ts';
import type { SiteDetail, Sites } from './schema.ts';

/** What sites are told from. */
export type SitesDeps = Pick<ApiDeps, 'config' | 'clock' | 'query'> & Partial<Pick<ApiDeps, 'counters'>>;

const FAR = 400 * DAY;
/** What happened to a site is told so far back. */
const HAPPENED = 90 * DAY;
const MOST_HAPPENED = 500;
const MOST_EVENTS = 2_000;
/** A month of runs, six-hourly. */
const MOST_HISTORY = 120;
/** Probes run every few hours, but at once when they are asked for. */
const KEPT = 5 * SECOND;
/** As many as there may be in a config, and more where several places are read. */
const MOST_TOLD = 256;

const range = (now: EpochMicros, far: number = FAR): Range => ({ from: Math.max(0, now - microsOf(far)), to: now + 1 });
const isOf =
  ({ subject }: AskedSite) =>
  (event: Event): boolean =>
    event.subject !== undefined && subjectKey(event.subject) === subjectKey(subject);

const recordOf = async (
  site: AskedSite,
  query: Pick<Query, 'runs'>,
  now: EpochMicros,
  events: readonly Event[],
): Promise<SiteRecord> => {
  const { subject } = site;
  const asked = { ...range(now), subject };
  const [headers, hsts, tls] = await Promise.all([
    siteRuns(query, { ...asked, probe: 'headers', report: headersReport }),
    siteRuns(query, { ...asked, probe: 'hsts', report: hstsReport }),
    siteRuns(query, { ...asked, probe: 'tls', report: tlsReport }),
  ]);
  return { headers, hsts, tls, events: events.filter(isOf(site)) };
};
/** The list that was used last, by whichever site. */
const listOf = (records: readonly SiteRecord[]): Sites['list'] => {
  const used = records.flatMap(({ hsts: { measured } }) => {
    const [run] = measured;
    return run?.report.list.known === true ? [{ ranAt: run.at, ...run.report.list }] : [];
  });
  const [last] = used.toSorted((a, b) => b.ranAt - a.ranAt);
  return last === undefined ? undefined : { at: last.listAt, ...present({ stale: last.stale?.slice(0, 300) }) };
};

/** All sites, at most a few seconds old, however many ask. */
export const sitesTeller = ({ config, clock, query, ...deps }: SitesDeps): (() => Promise<Sites>) => {
  const tell = async (): Promise<Sites> => {
    const now = clock.now();
    const asked = sitesAsked(config).slice(0, MOST_TOLD);
    if (asked.length === 0) return { now, sites: [] };
    const events = await query.events({ ...range(now), types: ['site-finding'], limit: MOST_EVENTS });
    // One after the other: others ask the store, too.
    const records: SiteRecord[] = [];
    for (const site of asked) records.push(await recordOf(site, query, now, events));
    return {
      now,
      sites: asked.map((site, i) => rowOf(site, records[i] ?? NOTHING, now)),
      ...present({ list: listOf(records) }),
    };
  };
  return cached(clock, KEPT, tell, happened(deps, 'site-finding'));
};
const NOTHING: SiteRecord = { headers: { measured: [] }, hsts: { measured: [] }, tls: { measured: [] }, events: [] };

const newestOf = ([run]: readonly Measured<unknown>[]): SiteDetail['headers'] => {
  if (run === undefined) return undefined;
  const { id, at, report, findings } = run;
  const told = findings.map(({ code, severity, evidence, remedy }) =>
    Object.assign({ code, severity, evidence }, present({ remedy })),
  );
  return { id, at, report, findings: told };
};

/** What the codes in its newest reports mean; hstspreload's own are under its name. */
const codesOf = ({ headers, hsts, tls }: SiteRecord): NonNullable<SiteDetail['codes']> => {
  const newest = [headers.measured[0], hsts.measured[0], tls.measured[0]];
  const suits = hsts.measured.slice(0, 1).map(({ report }) => [report.preloadable.issues, report.removable.issues]);
  const codes = [
    ...newest.flatMap((run) => run?.findings.map((f) => f.code) ?? []),
    ...(headers.measured[0]?.report.lint.map((l) => l.code) ?? []),
    ...suits.flat(2).flatMap(({ code }) => [code, `hstspreload/${code}`]),
  ];
  return Object.fromEntries(
    codes.filter(isCode).map((code) => {
      const { meaning, remedy }: CodeInfo = CODES[code];
      return [code, { meaning, ...present({ remedy }) }];
    }),
  );
};

/** One site with what was seen of it last, and what happened to it. */
export const siteDetail = async (site: AskedSite, { clock, query }: SitesDeps): Promise<SiteDetail> => {
  const now = clock.now();
  const { subject } = site;
  const about = subject.target === undefined ? {} : { target: subject.target };
  const events = await query.events({
    ...range(now, HAPPENED),
    ...about,
    types: ['site-finding'],
    limit: MOST_HAPPENED,
  });
  const record = await recordOf(site, query, now, events);
  const runs = await query.runs({ ...range(now), ...about, probe: 'headers', limit: MOST_HISTORY });
  const key = subjectKey(subject);
  const history = runs
    .filter((run) => subjectKey(run.subject) === key)
    .map((run): SiteDetail['history'][number] => {
      const { id, at, outcome } = run;
      if (outcome.status === 'failed') return { id, at, failed: outcome.detail.slice(0, 1_000) };
      const grades = measuredOf(run, headersReport)[0]?.report.grades.map((g) => [g.grader, g.grade]);
      return grades === undefined ? { id, at } : { id, at, grades: Object.fromEntries(grades) };
    });
  return {
    now,
    site: rowOf(site, record, now),
    codes: codesOf(record),
    history,
    happened: happenedOf(record.events, subject.vantage).map(({ at, code, severity, summary, on }) =>
      Object.assign({ at, code, severity, summary }, on === undefined ? {} : { on }),
    ),
    ...present({
      headers: newestOf(record.headers.measured),
      hsts: newestOf(record.hsts.measured),
      tls: newestOf(record.tls.measured),
    }),
  };
};
