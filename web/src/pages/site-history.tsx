import type { SiteDetail } from '../../../src/api/sites/schema.ts';
import type { HeadersReport } from '../../../src/probes/headers/report.ts';
import { navigate, router } from '../data/router.ts';
import { useHeadersRun } from '../data/sites.ts';
import { useStore } from '../data/store.ts';
import { formatCount, plural } from '../model/format.ts';
import { gradeChanges, gradeHeight, gradeLines, GRADER_WORDS } from '../model/grades.ts';
import { momentOf, sitePath } from '../model/route.ts';
import {
  defaultPair,
  diffReports,
  graderOf,
  isQuiet,
  worth,
  type GradeMove,
  type HeaderChange,
  type RuleChange,
} from '../model/site-diff.ts';
import { PLACE_WORDS, pointsWords } from '../model/site-words.ts';
import { told } from '../model/sites.ts';
import { dayClock } from '../model/time.ts';
import { TimeShort } from '../ui/figures.tsx';
import { GradeMark } from '../ui/grade.tsx';
import { EventMark } from '../ui/marks.tsx';

type Past = SiteDetail['history'];
const AXIS = ['A+', 'B', 'C', 'D', 'F'] as const;
const graderWords = (grader: string): string => GRADER_WORDS[grader] ?? told(grader, 40);

/** The grades over time, a line a grader, and what failed below them. */
const Chart = ({ history, now }: { history: Past; now: number }) => {
  const from = history.at(-1)?.at ?? now;
  const drawn = gradeLines(history, from, now);
  if (drawn.length === 0) return null;
  const failed = history.filter((h) => h.failed !== undefined);
  const changes = gradeChanges(history);
  const words = drawn.map((l) => `${graderWords(l.grader)} ${l.last} now`).join(', ');
  return (
    <figure class="grade-chart">
      <div class="grade-axis" aria-hidden="true">
        {AXIS.map((g) => (
          <span key={g} style={{ top: `${gradeHeight(g) ?? 0}%` }}>
            {g}
          </span>
        ))}
      </div>
      <svg
        viewBox="0 0 100 100"
        preserveAspectRatio="none"
        role="img"
        aria-label={`Grades over ${plural(history.length, 'run')}: ${words}; ${plural(Math.max(0, changes.length - drawn.length), 'change')}`}
        focusable="false"
      >
        {AXIS.map((g) => (
          <path key={g} class="grade-rule" d={`M0 ${gradeHeight(g) ?? 0}H100`} />
        ))}
        {failed.map((h) => {
          const x = now > from ? (((h.at - from) / (now - from)) * 100).toFixed(2) : '0';
          return <path key={h.id} class="grade-failed" d={`M${x} 94V100`} />;
        })}
        {drawn.map((l) => (
          <path key={l.grader} class={`grade-line grade-line-${l.grader}`} d={l.d} fill="none" />
        ))}
      </svg>
      <figcaption class="grade-times">
        <TimeShort at={from} now={now} />
        <span class="grade-keys">
          {drawn.map((l) => (
            <span key={l.grader} class={`grade-key-${l.grader}`}>
              {graderWords(l.grader)}
            </span>
          ))}
          {failed.length > 0 && <span class="grade-key-failed">could not be measured</span>}
        </span>
        <span>now</span>
      </figcaption>
    </figure>
  );
};

const MOST_CHANGES = 10;
const Changes = ({ history, now }: { history: Past; now: number }) => {
  const changes = gradeChanges(history).filter((c) => c.from !== undefined);
  if (changes.length === 0) return <p class="muted">No grade has changed in {plural(history.length, 'run')}.</p>;
  return (
    <ol class="grade-changes">
      {changes.slice(0, MOST_CHANGES).map((c) => (
        <li key={`${c.at} ${c.grader}`}>
          <TimeShort at={c.at} now={now} />
          <span>
            {graderWords(c.grader)} <GradeMark grade={c.from} /> <span aria-hidden="true">→</span>
            <span class="sr">to</span> <GradeMark grade={c.to} />
          </span>
        </li>
      ))}
    </ol>
  );
};

const runWords = ({ at, grades, failed }: Past[number], now: number): string =>
  `${dayClock(at, now)}: ${
    failed === undefined
      ? Object.values(grades ?? {})
          .map((g) => told(g, 4))
          .join(', ')
      : 'failed'
  }`;

const Choice = ({
  label,
  history,
  chosen,
  now,
  choose,
}: {
  label: string;
  history: Past;
  chosen: string;
  now: number;
  choose: (id: string) => void;
}) => (
  <label class="filter">
    <span>{label}</span>
    <select value={chosen} onChange={(e: Event) => choose((e.target as HTMLSelectElement).value)} data-choice={label}>
      {history.map((h) => (
        <option key={h.id} value={h.id} selected={h.id === chosen} disabled={h.failed !== undefined}>
          {runWords(h, now)}
        </option>
      ))}
    </select>
  </label>
);

const Grade = ({ move: { key: grader, before, after } }: { move: GradeMove }) => (
  <li data-moved={grader}>
    {graderWords(grader)} <GradeMark grade={before?.grade} /> <span aria-hidden="true">→</span>
    <span class="sr">to</span> <GradeMark grade={after?.grade} />
    {before?.score !== undefined && after?.score !== undefined && (
      <small class="muted">
        {before.score} to {after.score} points
      </small>
    )}
  </li>
);

const Rule = ({ change }: { change: RuleChange }) => {
  const { key, before, after } = change;
  const points = worth(after) - worth(before);
  return (
    <tr data-rule-change={key}>
      <th scope="row">
        {told((after ?? before)?.rule ?? '', 80)}
        <small class="muted">{graderWords(graderOf(change))}</small>
      </th>
      <td data-label="Before">
        {before === undefined ? <span class="muted">was not there</span> : told(before.words)}
      </td>
      <td data-label="After">{after === undefined ? <span class="muted">is not there</span> : told(after.words)}</td>
      <td data-label="Points" class="rule-points">
        {points === 0 ? '' : pointsWords(points)}
      </td>
    </tr>
  );
};

const MOST_VALUES = 10;
const Values = ({ values, mark }: { values: readonly string[]; mark: '+' | '−' }) => (
  <>
    {values.slice(0, MOST_VALUES).map((v, i) => (
      <span class={mark === '+' ? 'came' : 'went'} key={`${i} ${v}`}>
        <span aria-hidden="true">{mark} </span>
        <span class="sr">{mark === '+' ? 'now: ' : 'before: '}</span>
        {told(v, 4_096)}
      </span>
    ))}
    {values.length > MOST_VALUES && <small>{values.length - MOST_VALUES} more lines</small>}
  </>
);
const Header = ({ change: { header, place, before, after } }: { change: HeaderChange }) => (
  <li data-header-change={`${place} ${header.toLowerCase()}`}>
    <p>
      <strong>{told(header, 200)}</strong> {before === undefined ? 'came' : after === undefined ? 'went' : 'changed'}{' '}
      <small class="muted">{PLACE_WORDS[place].toLowerCase()}</small>
    </p>
    <code>
      {before !== undefined && <Values values={before} mark="−" />}
      {after !== undefined && <Values values={after} mark="+" />}
    </code>
  </li>
);

const MOST_HEADERS = 100;
const Difference = ({ before, after }: { before: HeadersReport; after: HeadersReport }) => {
  const diff = diffReports(before, after);
  const real = diff.headers.filter((h) => !h.restless);
  const restless = diff.headers.filter((h) => h.restless);
  return (
    <div class="difference" data-difference>
      {isQuiet(diff) && <p>Nothing differs{restless.length > 0 && ' but what differs every time'}.</p>}
      {diff.grades.length > 0 && (
        <ul class="moved">
          {diff.grades.map((g) => (
            <Grade key={g.key} move={g} />
          ))}
        </ul>
      )}
      {diff.statuses.map((s) => (
        <p key={s.key}>
          {PLACE_WORDS[s.place]}: status {s.before} before, {s.after} after.
        </p>
      ))}
      {diff.rules.length > 0 && (
        <table class="rules rule-changes">
          <thead>
            <tr>
              <th scope="col">Rule</th>
              <th scope="col">Before</th>
              <th scope="col">After</th>
              <th scope="col">Points</th>
            </tr>
          </thead>
          <tbody>
            {diff.rules.map((r) => (
              <Rule key={r.key} change={r} />
            ))}
          </tbody>
        </table>
      )}
      {real.length > 0 && (
        <>
          <h3>Headers</h3>
          <ul class="header-changes">
            {real.slice(0, MOST_HEADERS).map((h) => (
              <Header key={`${h.place} ${h.key}`} change={h} />
            ))}
          </ul>
        </>
      )}
      {real.length > MOST_HEADERS && (
        <p class="muted">{formatCount(real.length - MOST_HEADERS)} more are not listed.</p>
      )}
      {diff.lint.length > 0 && (
        <>
          <h3>Beyond the grades</h3>
          <ul class="lists">
            {diff.lint.slice(0, MOST_HEADERS).map((l) => (
              <li key={l.key}>
                <EventMark kind={l.after === undefined ? 'good' : l.after.severity} />
                <span>
                  {l.after === undefined ? 'No longer: ' : l.before === undefined ? 'New: ' : ''}
                  {told((l.after ?? l.before)?.words ?? '')}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      {restless.length > 0 && (
        <details>
          <summary>{plural(restless.length, 'header')} that differ every time</summary>
          <ul class="header-changes">
            {restless.slice(0, MOST_HEADERS).map((h) => (
              <Header key={`${h.place} ${h.key}`} change={h} />
            ))}
          </ul>
        </details>
      )}
    </div>
  );
};

/** Two runs side by side; which, is in the address. */
const Compare = ({ name, history, now }: { name: string; history: Past; now: number }) => {
  const query = new URLSearchParams(useStore(router, (l) => l.search));
  const usual = defaultPair(history, momentOf(query)) ?? defaultPair(history);
  const known = (id: string | null): string | undefined =>
    history.some((h) => h.id === id && h.failed === undefined) ? (id ?? undefined) : undefined;
  const before = known(query.get('before')) ?? usual?.before ?? '';
  const after = known(query.get('after')) ?? usual?.after ?? '';
  const a = useHeadersRun(
    name,
    history.find((h) => h.id === before),
  );
  const b = useHeadersRun(
    name,
    history.find((h) => h.id === after),
  );
  if (usual === undefined) return <p class="muted">Two runs can be compared once there are two.</p>;
  const go = (pair: { before: string; after: string }): void =>
    navigate(`${sitePath(name)}?${new URLSearchParams(pair)}`, { keepScroll: true, replace: true });
  const problem = [a, b].flatMap((r) => (r.status === 'failed' ? r.problem : []))[0];
  return (
    <section class="compare" aria-labelledby="compare-title">
      <h3 id="compare-title">What differs between two runs</h3>
      <div class="choices">
        <Choice label="Before" history={history} chosen={before} now={now} choose={(id) => go({ before: id, after })} />
        <Choice label="After" history={history} chosen={after} now={now} choose={(id) => go({ before, after: id })} />
      </div>
      {problem !== undefined && <p class="problem">{told(problem)}</p>}
      {problem === undefined && (a.status !== 'read' || b.status !== 'read') && <p class="muted">Reading…</p>}
      {a.status === 'read' && b.status === 'read' && <Difference before={a.report} after={b.report} />}
    </section>
  );
};

/** The grades over time, and what made them change. */
export const History = ({ name, history, now }: { name: string; history: Past; now: number }) => (
  <section class="panel history" aria-labelledby="history-title">
    <h2 id="history-title">History</h2>
    {history.length === 0 ? (
      <p class="muted">No run yet.</p>
    ) : (
      <>
        <Chart history={history} now={now} />
        <Changes history={history} now={now} />
        <Compare name={name} history={history} now={now} />
      </>
    )}
  </section>
);
