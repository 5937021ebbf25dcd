import type { Entry, Event, Run } from '../../domain/entry.ts';
import { SITE_CODES } from '../../domain/site-codes.ts';
import type { EpochMicros } from '../../domain/time.ts';
import type { Watcher } from '../watcher.ts';
import { isUnsure, withCertificate } from './certificate.ts';
import { isFresh, withGrade } from './grades.ts';
import { withHeaders } from './header-changes.ts';
import { withHsts } from './hsts.ts';
import { certificateOf, hstsOf, pageOf, type PageSeen } from './looks.ts';
import { NEW_SITE, type Heard, type SiteKept, type SitesState, type Told } from './state.ts';

/** An error where there was a page: once is nothing, twice it is so. */
const SURE = 2;
const PROBES = ['headers', 'hsts', 'tls'] as const satisfies readonly (keyof Heard)[];
export type SiteProbe = (typeof PROBES)[number];
const isProbe = (name: string): name is SiteProbe => (PROBES as readonly string[]).includes(name);

type Step = readonly [SiteKept, readonly Told[]];

const withPage = (label: string, site: SiteKept, { status, grades, headers }: PageSeen, at: EpochMicros): Step => {
  const isOdd = status >= 400 && site.status !== null && site.status < 400;
  if (isOdd && site.odd + 1 < SURE) return [{ ...site, odd: site.odd + 1 }, []];
  const told: Told[] = [];
  const kept = new Map(Object.entries(site.grades));
  for (const seen of grades) {
    const [next, events] = withGrade(label, kept.get(seen.grader), seen, at);
    kept.set(seen.grader, next);
    told.push(...events);
  }
  const [page, events] = withHeaders(label, site.page, headers, at);
  return [{ ...site, status, odd: 0, grades: Object.fromEntries(kept), page }, [...told, ...events]];
};
/** What a run says of its site; one that failed, or says nothing, leaves it as it is. */
const withRun = (label: string, site: SiteKept, probe: SiteProbe, run: Run): Step => {
  const { at } = run;
  if (probe === 'headers') {
    const seen = pageOf(run);
    return seen === undefined ? [site, []] : withPage(label, site, seen, at);
  }
  if (probe === 'tls') {
    const seen = certificateOf(run);
    if (seen === undefined) return [site, []];
    const [certificate, told] = withCertificate(label, site.certificate, seen, at);
    return [{ ...site, certificate }, told];
  }
  const seen = hstsOf(run);
  if (seen === undefined) return [site, []];
  const [hsts, told] = withHsts(label, site.hsts, seen, at);
  return [{ ...site, hsts }, told];
};

/** The clock was set back: what comes is later than what was, and what lasts began then at the latest. */
const setBack = (site: SiteKept, to: EpochMicros): SiteKept => {
  const by = (at: EpochMicros): EpochMicros => Math.min(at, to);
  const since = (at: EpochMicros | null): EpochMicros | null => (at === null ? null : by(at));
  const { heard, certificate, hsts, grades } = site;
  return {
    ...site,
    heard: { headers: by(heard.headers), hsts: by(heard.hsts), tls: by(heard.tls) },
    grades: Object.fromEntries(Object.entries(grades).map(([grader, g]) => [grader, { ...g, flaps: since(g.flaps) }])),
    certificate:
      certificate === null
        ? null
        : {
            ...certificate,
            expiring: since(certificate.expiring),
            expired: since(certificate.expired),
            untrusted: since(certificate.untrusted),
          },
    hsts: hsts === null ? null : { ...hsts, gone: since(hsts.gone) },
  };
};

/** Who is watched. */
export interface WatchedSite {
  readonly name: string;
  readonly label: string;
}
/**
 * How sites fare as time passes: `site-finding` (domain/entry.ts), from the runs of `headers`, `hsts` and `tls`. Its time is that of the runs.
 */
export const sitesState = (watched: readonly WatchedSite[], vantage: string): Watcher<SitesState> => {
  const labels = new Map(watched.map(({ name, label }) => [name, label]));
  const eventOf = (site: string, { at, code, on, summary, evidence }: Told): Event => ({
    kind: 'event',
    at,
    type: 'site-finding',
    severity: on === false ? 'info' : SITE_CODES[code].severity,
    subject: { target: site, vantage },
    evidence: { code, ...(on === undefined ? {} : { on }), summary, ...evidence },
  });
  const take = (state: SitesState, entry: Entry): readonly [SitesState, readonly Event[]] => {
    if (entry.kind === 'gap' && entry.subject === undefined && entry.from === entry.to) {
      const sites = Object.entries(state.sites).map(([name, site]) => [name, setBack(site, entry.to)] as const);
      return [{ sites: Object.fromEntries(sites) }, []];
    }
    if (entry.kind !== 'run' || !isProbe(entry.probe)) return [state, []];
    const { probe, at, subject } = entry;
    const { target = '' } = subject;
    const label = labels.get(target);
    if (label === undefined || subject.vantage !== vantage || subject.via !== undefined) return [state, []];
    const before = Object.hasOwn(state.sites, target) ? (state.sites[target] ?? NEW_SITE) : NEW_SITE;
    // It was overtaken by a later one.
    if (at <= before.heard[probe]) return [state, []];
    const [after, told] = withRun(label, { ...before, heard: { ...before.heard, [probe]: at } }, probe, entry);
    return [{ sites: { ...state.sites, [target]: after } }, told.map((one) => eventOf(target, one))];
  };
  return {
    name: 'sites/1',
    init: { sites: {} },
    step: (state, entries) => {
      let now = state;
      const events: Event[] = [];
      for (const entry of entries) {
        const [next, told] = take(now, entry);
        now = next;
        events.push(...told);
      }
      return [now, events];
    },
  };
};

/** What another look would make sure: of a site by a probe, and when that was last heard of. */
export interface Unsure {
  readonly site: string;
  readonly probe: SiteProbe;
  readonly at: EpochMicros;
}
export const unsure = ({ sites }: SitesState): readonly Unsure[] =>
  Object.entries(sites).flatMap(([site, { heard, odd, grades, page, certificate, hsts }]) => {
    const isOpen: Readonly<Record<SiteProbe, boolean>> = {
      headers:
        odd > 0 || Object.values(grades).some(isFresh) || (page !== null && Object.keys(page.pending).length > 0),
      hsts: hsts !== null && hsts.misses === 1 && hsts.gone === null,
      tls: certificate !== null && isUnsure(certificate),
    };
    return PROBES.flatMap((probe) => (isOpen[probe] ? [{ site, probe, at: heard[probe] }] : []));
  });
