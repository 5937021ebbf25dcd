import type { Grade, HeadersReport, Ruled } from '../../../src/probes/headers/report.ts';
import { GRADER_WORDS } from '../model/grades.ts';
import { pointsWords } from '../model/site-words.ts';
import { sorted } from '../model/sorted.ts';
import { told } from '../model/sites.ts';
import { GradeMark } from '../ui/grade.tsx';
import { EventMark } from '../ui/marks.tsx';

/** What costs most comes first; what is right as the grader has it. */
const ordered = (rules: readonly Ruled[]): readonly Ruled[] =>
  sorted(rules, (a, b) => Number(a.pass) - Number(b.pass) || Math.min(0, a.points) - Math.min(0, b.points));

const Rule = ({ rule, hasPoints }: { rule: Ruled; hasPoints: boolean }) => (
  <tr data-rule={rule.rule}>
    <th scope="row">
      <span class="rule-name">
        <EventMark kind={rule.pass ? 'good' : 'fail'} />
        {told(rule.rule, 80)}
      </span>
    </th>
    <td>
      <bdi>{told(rule.words)}</bdi>
      <small>
        <code>{told(rule.result, 120)}</code>
        {rule.raise !== undefined && (
          <span class="rule-raise">
            <span class="sr">To raise it: </span>
            {told(rule.raise)}
          </span>
        )}
      </small>
    </td>
    {hasPoints && (
      <td class="rule-points">
        {pointsWords(rule.points)}
        {!rule.counts && <small>does not count</small>}
      </td>
    )}
  </tr>
);

/** "A+ in spite of …": what the grade does not say. */
const InSpiteOf = ({ report, grade }: { report: HeadersReport; grade: Grade }) => {
  const hidden = report.lint.filter((l) => l.hiddenBy === grade.grader);
  if (hidden.length === 0) return null;
  return (
    <div class="in-spite" data-in-spite={grade.grader}>
      <h3>{told(grade.grade, 4)} in spite of</h3>
      <ul class="lists">
        {hidden.map((l) => (
          <li key={`${l.place} ${l.code} ${l.said ?? ''}`}>
            <EventMark kind={l.severity} />
            <span>{told(l.words)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
};

const Raises = ({ grade }: { grade: Grade }) =>
  grade.raises.length === 0 ? null : (
    <div class="raises" data-raises={grade.grader}>
      <h3>What would raise it</h3>
      <ol>
        {grade.raises.map((r) => (
          <li key={`${r.rule} ${r.words}`}>
            <GradeMark grade={r.grade} />
            <span>
              {told(r.words)}
              {r.score !== undefined && <small class="muted"> {r.score} points</small>}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );

const Grader = ({ report, grade }: { report: HeadersReport; grade: Grade }) => {
  const hasPoints = grade.rules.some((r) => r.points !== 0) || grade.score !== undefined;
  const lost = grade.rules.some((r) => !r.counts);
  return (
    <section class="panel grader" aria-labelledby={`g-${grade.grader}`} data-grader={grade.grader}>
      <h2 id={`g-${grade.grader}`}>
        <GradeMark grade={grade.grade} />
        <span>
          {GRADER_WORDS[grade.grader]}
          <small class="muted">
            {grade.score === undefined ? '' : `${grade.score} points, `}rules {told(grade.version, 40)}
          </small>
        </span>
      </h2>
      <InSpiteOf report={report} grade={grade} />
      <Raises grade={grade} />
      <table class="rules">
        <thead>
          <tr>
            <th scope="col">Rule</th>
            <th scope="col">What was seen</th>
            {hasPoints && <th scope="col">Points</th>}
          </tr>
        </thead>
        <tbody>
          {ordered(grade.rules).map((r) => (
            <Rule key={r.rule} rule={r} hasPoints={hasPoints} />
          ))}
        </tbody>
      </table>
      {lost && <p class="muted">More than is asked counts only where little is missing: from 90 points on.</p>}
    </section>
  );
};

/** What each grader's rules found and what they cost, and how to get a better grade. */
export const Grades = ({ report }: { report: HeadersReport }) => (
  <div class="site-halves">
    {report.grades.map((g) => (
      <Grader key={g.grader} report={report} grade={g} />
    ))}
  </div>
);
