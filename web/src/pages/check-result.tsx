import { useLayoutEffect, useRef } from 'hono/jsx/dom';

import type { Overview, ProbeInfo, Run } from '../../../src/api/schema.ts';
import { evidenceLabel } from '../../../src/domain/evidence-words.ts';
import { startCheck, type Done } from '../data/checks.ts';
import { reportRows } from '../model/checks.ts';
import { plain } from '../model/countries.ts';
import { evidenceValue, factsOf } from '../model/evidence.ts';
import { formatCount, formatDuration, formatValue, plural } from '../model/format.ts';
import { pathsOf } from '../model/paths.ts';
import { codePath, sitePath, targetPath } from '../model/route.ts';
import { codeWords } from '../model/words.ts';
import { CopyButton } from '../ui/copy.tsx';
import { Time } from '../ui/figures.tsx';
import { takeLostFocus } from '../ui/focus.ts';
import { EventMark } from '../ui/marks.tsx';
import { PathRemedy, PathVerdict } from '../ui/path-verdict.tsx';
import { endOf } from './check-history.tsx';

type Finding = Run['outcome']['findings'][number];
const MOST_FINDINGS = 40;
const LONGEST_TEXT = 600;
const OF_SITES: ReadonlySet<string> = new Set(['headers', 'hsts', 'tls']);

/** A stranger's text, of a length that a page can hold. */
const told = (text: string): string => plain(text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text);

/** `said`: what stands above it already. */
const FindingCard = ({ finding, said, now }: { finding: Finding; said: string | undefined; now: number }) => {
  const { code, severity, evidence, remedy } = finding;
  const summary = evidence['summary'];
  const facts = factsOf(evidence);
  return (
    <section class={`check-finding check-finding-${severity}`} data-code={code}>
      <h3>
        <EventMark kind={severity} />
        <a href={codePath(code)}>{codeWords(code)}</a>
      </h3>
      {typeof summary === 'string' && summary !== '' && summary !== said && <p>{told(summary)}</p>}
      {facts.length > 0 && (
        <table class="check-evidence">
          <caption class="sr">What {codeWords(code)} rests on</caption>
          <tbody>
            {facts.map(({ key, label, text, at }) => (
              <tr key={key}>
                <th scope="row">{label}</th>
                <td>{at === undefined ? told(text) : <Time at={at} now={now} />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {remedy !== undefined && <PathRemedy remedy={remedy} open={severity !== 'info'} />}
    </section>
  );
};

const Values = ({ run, probe }: { run: Run; probe: ProbeInfo | undefined }) => {
  const { outcome } = run;
  if (outcome.status !== 'measured') return null;
  const values = Object.entries(outcome.values);
  if (values.length === 0) return null;
  return (
    <dl class="check-values">
      {values.map(([field, n]) => {
        const info = probe?.values[field];
        return (
          <div key={field}>
            <dt>{info?.label ?? evidenceLabel(field)}</dt>
            <dd data-stat={field}>{formatValue(n, info?.unit ?? 'count')}</dd>
          </div>
        );
      })}
    </dl>
  );
};

const Report = ({ report }: { report: unknown }) => {
  const { rows, cut } = reportRows(report);
  if (rows.length === 0) return null;
  return (
    <details class="check-report">
      <summary>
        Report <small class="muted">{plural(rows.length, 'line')}</small>
      </summary>
      <div class="scroll" tabindex={0} role="region" aria-label="Report">
        <ul>
          {rows.map((r, i) => (
            <li key={String(i)} class={`depth-${r.depth}`}>
              <span>{/^\d+$/.test(r.key) ? `${r.key}.` : told(evidenceLabel(r.key))}</span>{' '}
              {r.value !== undefined && <b>{told(evidenceValue(r.key, r.value))}</b>}
            </li>
          ))}
        </ul>
        {cut && <p class="muted">There is more than is shown here; the copy has all of it.</p>}
      </div>
      <CopyButton text={JSON.stringify(report, null, 2)} what="the report as JSON" />
    </details>
  );
};

const Links = ({ run, overview }: { run: Run; overview: Overview }) => {
  const { target } = run.subject;
  if (target === undefined || !overview.targets.some((t) => t.name === target)) return null;
  const isSite = OF_SITES.has(run.probe) && overview.sites?.sites.some((s) => s.name === target) === true;
  return (
    <>
      {isSite && (
        <a class="button" href={sitePath(target)}>
          Grades and fixes
        </a>
      )}
      <a class="button" href={targetPath(target)}>
        {run.probe === 'mtu' || run.probe === 'route' ? 'Its way over time' : 'Chart and events'}
      </a>
    </>
  );
};

/** What a check found, or why it found nothing out. */
export const CheckResult = ({
  done,
  probes,
  overview,
}: {
  done: Done;
  probes: readonly ProbeInfo[];
  overview: Overview;
}) => {
  const { run, title, label, request, tookMs } = done;
  const verdict = endOf(done);
  const outcome = run?.outcome;
  const path = run?.probe === 'mtu' ? pathsOf([run]).at(-1) : undefined;
  const findings = outcome?.findings ?? [];
  const head = useRef<HTMLElement>(null);
  useLayoutEffect(() => takeLostFocus(head.current), []);
  return (
    <section class="panel check-result" aria-labelledby="check-result" data-check={verdict.kind}>
      <h2 id="check-result" ref={head} tabindex={-1}>
        {title}: {label}
        {request.via !== undefined && ` over ${request.via}`}
      </h2>
      <div role="status">
        {path === undefined ? (
          <p class={`check-verdict event-${verdict.kind}`}>
            <span aria-hidden="true">
              <EventMark kind={verdict.kind} />
            </span>
            {verdict.words}
          </p>
        ) : (
          <PathVerdict seen={path} />
        )}
        {outcome?.status === 'failed' && (
          <p>
            {told(outcome.detail)} <small class="muted">({outcome.reason})</small>
          </p>
        )}
      </div>
      <p class="muted">
        {run !== undefined && (
          <>
            <Time at={run.at} now={overview.now} />,{' '}
          </>
        )}
        took {formatDuration(run?.tookMs ?? tookMs)}
        {run !== undefined && ` · seen from ${run.subject.vantage}`}
      </p>
      {findings.slice(0, MOST_FINDINGS).map((f, i) => (
        <FindingCard key={`${f.code} ${i}`} finding={f} said={path?.summary} now={overview.now} />
      ))}
      {findings.length > MOST_FINDINGS && (
        <p class="muted">{formatCount(findings.length - MOST_FINDINGS)} more findings are in the record.</p>
      )}
      {run !== undefined && <Values run={run} probe={probes.find((p) => p.name === run.probe)} />}
      {outcome?.status === 'measured' && <Report report={outcome.report} />}
      <div class="check-next">
        <button type="button" class="button" onClick={() => void startCheck({ request, title, label })}>
          Again
        </button>
        {run !== undefined && <Links run={run} overview={overview} />}
      </div>
    </section>
  );
};
