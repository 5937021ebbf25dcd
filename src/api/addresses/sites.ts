import type { RefusingSite } from '../../config/config.ts';
import { HOUSE } from '../../domain/line.ts';
import type { Run } from '../../domain/entry.ts';
import { refusalReport } from '../../probes/refusal/report.ts';
import type { LabelOf } from '../lines/failovers.ts';
import type { lasting } from './findings.ts';
import { toldOf } from './runs.ts';
import type { Addresses, SiteOverLine } from './schema.ts';

type Site = Addresses['sites'][number];
type Lasting = ReturnType<typeof lasting>;

const lineOf = ({ subject }: Run): string => subject.via ?? HOUSE;
const overLine = (line: string, label: string, runs: readonly Run[], standing: Lasting): readonly SiteOverLine[] => {
  const [last] = runs;
  if (last === undefined) return [];
  const found = (code: string) => standing.find((s) => (s.via ?? HOUSE) === line && s.finding.code === code)?.finding;
  const filter = found('filtered');
  const filtered = filter === undefined ? {} : { filtered: { since: filter.since, summary: filter.summary } };
  const about = { line, label, at: last.at, ...filtered };
  if (last.outcome.status === 'failed') return [{ ...about, verdict: 'failed', because: last.outcome.detail }];
  const reports = toldOf(runs, refusalReport);
  const [now] = reports;
  if (now === undefined || now.at !== last.at) return [];
  const { refuses, because, title, status } = now.report;
  const until = reports.findIndex((r) => !r.report.refuses);
  const first = reports[until === -1 ? reports.length - 1 : until - 1]?.at ?? now.at;
  const since = found('site-refuses')?.since;
  return [
    {
      ...about,
      verdict: refuses ? 'refuses' : 'open',
      status,
      ...(refuses ? { since: since ?? first, longer: since === undefined && until === -1 } : {}),
      ...(because === undefined ? {} : { because }),
      ...(title === undefined ? {} : { title }),
    },
  ];
};

/** How a site takes each line that it was asked over; its runs newest first. */
export const siteOf = (
  { name, label, url }: RefusingSite,
  runs: readonly Run[],
  standing: Lasting,
  lines: readonly string[],
  labelOf: LabelOf,
): Site => {
  const own = standing.filter((s) => s.target === name);
  const over = [...lines, HOUSE].flatMap((line) =>
    overLine(
      line,
      line === HOUSE ? 'the house' : labelOf(line),
      runs.filter((r) => lineOf(r) === line),
      own,
    ),
  );
  return { name, label, url, over };
};
