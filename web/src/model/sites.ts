import type { StateWord, TargetSummary } from '../../../src/api/schema.ts';
import type { SiteRow } from '../../../src/api/sites/schema.ts';
import { plain } from './countries.ts';
import { formatCount, formatDuration, plural } from './format.ts';
import { gradeRank, worstGrade } from './grades.ts';
import type { Verdict } from './order.ts';
import { sorted } from './sorted.ts';
import { codeWords } from './words.ts';

/** What strangers wrote, as it can be shown, and no longer than `most` characters. */
export const told = (text: string, most = 300): string => plain(text.length > most ? `${text.slice(0, most)}…` : text);

const DAY = 86_400;
const YEAR = 365 * DAY;
/** Seconds as people say them: `2 years`, `180 days`, `5 min`. */
export const maxAgeWords = (seconds: number): string => {
  if (seconds === 0) return 'switched off (0)';
  if (seconds % YEAR === 0) return plural(seconds / YEAR, 'year');
  if (seconds >= DAY) return plural(Math.floor(seconds / DAY), 'day');
  return formatDuration(seconds * 1_000);
};
/** `61 days left`, `expires today`, `expired 2 days ago`. */
export const daysLeftWords = (days: number): string =>
  days < 0 ? `expired ${plural(-days, 'day')} ago` : days === 0 ? 'expires today' : `${plural(days, 'day')} left`;

type Hsts = NonNullable<SiteRow['hsts']>;
/** What browsers keep, in a few words. */
export const hstsWords = (h: Pick<Hsts, 'header' | 'maxAge' | 'includeSubDomains'>): { main: string; more: string } => {
  if (h.header === undefined) return { main: 'none', more: 'no header' };
  if (h.maxAge === undefined) return { main: 'none', more: 'a header that does not count' };
  return { main: maxAgeWords(h.maxAge), more: h.includeSubDomains ? 'with subdomains' : 'this name alone' };
};
/** How a site stands with the list that browsers have built in; why that is not known, unless `said` says so already. */
export const preloadWords = (h: Pick<Hsts, 'preloaded' | 'preloadable' | 'whyUnknown' | 'portal'>, said?: string) => {
  const portal = h.portal === undefined || h.portal === 'unknown' ? '' : `portal: ${h.portal.replaceAll('-', ' ')}`;
  if (h.preloaded === true) return { main: 'on the list', more: portal === 'portal: preloaded' ? '' : portal };
  if (h.preloaded === undefined)
    return { main: 'not known', more: h.whyUnknown === said ? portal : (h.whyUnknown ?? portal) };
  return { main: 'not on it', more: portal === '' ? (h.preloadable ? 'could be put there' : '') : portal };
};

/** Where there is no list: why, by the first site that tells; undefined: nobody asked for one yet. */
export const whyNoList = (sites: readonly SiteRow[]): string | undefined =>
  sites.find((s) => s.hsts?.whyUnknown !== undefined)?.hsts?.whyUnknown;

const STATES: Readonly<Record<StateWord, number>> = { down: 0, degraded: 1, unknown: 2, up: 3 };
const SEVERITIES = { fail: 0, warn: 1, info: 2 } as const;
type Found = SiteRow['findings'][number];
/** They come with the worst first. */
export const worstFinding = (site: SiteRow): Found | undefined => site.findings[0];

/** Which checks failed, those for one reason together. */
export const troubleWords = ({ troubles }: SiteRow): readonly string[] => {
  const byDetail = new Map<string, string[]>();
  for (const { detail, probe } of troubles) byDetail.set(detail, [...(byDetail.get(detail) ?? []), probe]);
  return [...byDetail].map(([detail, probes]) => {
    const last = probes.length > 1 ? ` and ${probes.at(-1) ?? ''}` : '';
    const first = probes.length > 1 ? probes.slice(0, -1).join(', ') : (probes[0] ?? '');
    return `${probes.length > 1 ? 'The checks' : 'The check'} ${first}${last} failed: ${detail}`;
  });
};

/** A finding in a row of the table: what it is about, and its words, which alone may not say so. */
export const findingWords = ({ code, summary }: Found): string => {
  const words = codeWords(code);
  const name = words.charAt(0).toUpperCase() + words.slice(1);
  return summary === '' ? name : `${name}: ${summary}`;
};

/** How the targets of that name fare, by name. */
export type Targets = ReadonlyMap<string, TargetSummary>;

/** What is to be looked at, worst first. */
interface Trouble {
  readonly severity: 'fail' | 'warn';
  readonly words: string;
  /** It keeps visitors out, which comes before what is said of the page. */
  readonly shut?: true;
}
const certificateTrouble = ({ tls }: SiteRow): Trouble[] => {
  if (tls === undefined) return [];
  const when =
    tls.daysLeft < 0
      ? `certificate expired ${plural(-tls.daysLeft, 'day')} ago`
      : tls.daysLeft === 0
        ? 'certificate expires today'
        : `certificate expires in ${plural(tls.daysLeft, 'day')}`;
  if (tls.daysLeft < 0) return [{ severity: 'fail', words: when, shut: true }];
  if (!tls.trusted) return [{ severity: 'fail', words: 'certificate is not trusted', shut: true }];
  return tls.standing === 'ok' ? [] : [{ severity: tls.standing, words: when }];
};
/** As the service has it for the wall: an F is bad, C and less is to be looked at. */
const gradeTrouble = (grade: string | undefined): Trouble[] => {
  const rank = gradeRank(grade);
  if (rank === undefined || rank < C) return [];
  return [{ severity: rank < F ? 'warn' : 'fail', words: `grade ${grade ?? ''}` }];
};
const [C = 0, F = 0] = [gradeRank('C+'), gradeRank('F')];
const troublesOf = (site: SiteRow, state: StateWord | undefined): readonly Trouble[] => {
  const found = [
    ...(state === 'down' ? [{ severity: 'fail', words: 'does not answer', shut: true } as const] : []),
    ...certificateTrouble(site),
    ...site.findings.flatMap((f): Trouble[] =>
      f.severity === 'fail' ? [{ severity: 'warn', words: told(f.summary.replace(/\.$/, ''), 120) }] : [],
    ),
    ...gradeTrouble(site.observatory?.grade),
    ...site.troubles.map((t): Trouble => ({ severity: 'warn', words: `the check ${t.probe} failed` })),
    ...(state === 'degraded' ? [{ severity: 'warn', words: 'is slow or loses connections' } as const] : []),
  ];
  return [...found.filter((t) => t.severity === 'fail'), ...found.filter((t) => t.severity === 'warn')];
};

const isMeasured = (s: SiteRow): boolean =>
  s.observatory !== undefined || s.securityheaders !== undefined || s.hsts !== undefined || s.tls !== undefined;
const NAMED = 4;
/** All of them in one sentence: the worst that is to be looked at, or that they are well. */
export const sitesVerdict = (sites: readonly SiteRow[], targets: Targets): Verdict => {
  const bad = byTrouble(sites, targets).flatMap((site) => {
    const [first] = troublesOf(site, targets.get(site.name)?.state.word);
    return first === undefined ? [] : [{ site, ...first }];
  });
  const [worst, ...others] = bad;
  if (worst !== undefined) {
    const named = others.slice(0, NAMED).map((b) => told(b.site.label, 60));
    const more = others.length - named.length;
    return {
      word: worst.severity === 'fail' ? 'down' : 'degraded',
      title: `${told(worst.site.label, 60)}: ${worst.words}`,
      detail:
        others.length === 0
          ? sites.length === 1 || !sites.every(isMeasured)
            ? ''
            : `The other ${sites.length === 2 ? 'one is' : `${sites.length - 1} are`} well.`
          : `${plural(others.length, 'more site')} to look at: ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`,
    };
  }
  if (sites.length === 0) return { word: 'unknown', title: 'No sites', detail: 'The config names none under sites:.' };
  const known = sites.filter(isMeasured).length;
  if (known === 0) {
    const who = sites.length === 1 ? 'it fares' : 'the sites fare';
    return { word: 'unknown', title: `Not known yet how ${who}`, detail: '' };
  }
  const grade = worstGrade(sites.map((s) => s.observatory?.grade));
  const all = sites.length === 1 ? 'It is well' : `All ${formatCount(sites.length)} sites are well`;
  const who = known < sites.length ? `${known} of ${sites.length} sites are well, the others were not asked yet` : all;
  const suffix = grade === undefined ? '' : sites.length === 1 ? `: grade ${grade}` : `: worst grade ${grade}`;
  const warnings = sites.reduce((n, s) => n + s.findings.filter((f) => f.severity === 'warn').length, 0);
  return {
    word: 'up',
    title: `${who}${suffix}`,
    detail: warnings === 0 ? '' : `${plural(warnings, 'warning')} below.`,
  };
};

/** What is to be looked at first; those that are alike as the config has them. */
const byTrouble = (sites: readonly SiteRow[], targets: Targets): SiteRow[] => {
  const rank = (s: SiteRow): number => {
    const [first] = troublesOf(s, targets.get(s.name)?.state.word);
    if (first === undefined) return 2;
    return first.shut === true ? -1 : SEVERITIES[first.severity];
  };
  return sorted(sites, (a, b) => rank(a) - rank(b));
};

/** The columns, and what each is sorted by: upwards is from the worst to the best. */
const VALUES = {
  site: (s) => s.label.toLowerCase(),
  connect: (_, t) => {
    if (t === undefined) return undefined;
    const took = t.latest !== undefined && 'value' in t.latest ? t.latest.value : 0;
    return STATES[t.state.word] - took / 1e12;
  },
  observatory: (s) => worseFirst(s.observatory?.grade),
  securityheaders: (s) => worseFirst(s.securityheaders?.grade),
  hsts: (s) => (s.hsts === undefined ? undefined : (s.hsts.maxAge ?? -1) + (s.hsts.includeSubDomains ? 0.5 : 0)),
  preload: (s) => (s.hsts?.preloaded === undefined ? undefined : s.hsts.preloaded ? 2 : s.hsts.preloadable ? 1 : 0),
  certificate: (s) => s.tls?.daysLeft,
  tls: (s) => s.tls?.protocol,
  finding: (s) => {
    const worst = worstFinding(s);
    return worst === undefined ? 3 : SEVERITIES[worst.severity] - s.findings.length / 1e6;
  },
} satisfies Record<string, (s: SiteRow, t: TargetSummary | undefined) => string | number | undefined>;
const worseFirst = (grade: string | undefined): number | undefined => {
  const rank = gradeRank(grade);
  return rank === undefined ? undefined : -rank;
};
export type SortKey = keyof typeof VALUES;
export const SORT_KEYS = Object.keys(VALUES) as readonly SortKey[];
export interface Sort {
  readonly key: SortKey;
  readonly down: boolean;
}
/** `?sort=days`, `?sort=-days`; undefined: what is to be looked at comes first. */
export const sortOf = (search: string): Sort | undefined => {
  const asked = new URLSearchParams(search).get('sort') ?? '';
  const down = asked.startsWith('-');
  const key = SORT_KEYS.find((k) => k === (down ? asked.slice(1) : asked));
  return key === undefined ? undefined : { key, down };
};
/** What a press of a column's button leads to: up, down, and as it was. */
export const nextSort = (now: Sort | undefined, key: SortKey): Sort | undefined =>
  now?.key !== key ? { key, down: false } : now.down ? undefined : { key, down: true };
export const sitesPath = (sort: Sort | undefined): string =>
  sort === undefined ? '/sites' : `/sites?sort=${sort.down ? '-' : ''}${sort.key}`;

/** What was not measured is last either way; what is alike goes by its name. */
export const sortSites = (sites: readonly SiteRow[], sort: Sort | undefined, targets: Targets): readonly SiteRow[] => {
  if (sort === undefined) return byTrouble(sites, targets);
  const rows = sites.map((site) => ({ site, value: VALUES[sort.key](site, targets.get(site.name)) }));
  const sign = sort.down ? -1 : 1;
  const compare = (a: (typeof rows)[number], b: (typeof rows)[number]): number => {
    if (a.value === undefined || b.value === undefined)
      return Number(a.value === undefined) - Number(b.value === undefined);
    if (typeof a.value === 'number' && typeof b.value === 'number') return (a.value - b.value) * sign;
    return String(a.value).localeCompare(String(b.value)) * sign;
  };
  return sorted(rows, (a, b) => compare(a, b) || a.site.label.localeCompare(b.site.label)).map((r) => r.site);
};
