import type { IncidentDetail } from '../../../src/api/line-schema.ts';
import { useIncident } from '../data/lines.ts';
import { diagnosedOf, withoutRun, type Diagnosed } from '../model/diagnosis.ts';
import { formatDuration } from '../model/format.ts';
import { CAUSE_WORDS } from '../model/lines.ts';
import { codeWords } from '../model/words.ts';
import { Time } from '../ui/figures.tsx';
import { PathRemedy, PathVerdict } from '../ui/path-verdict.tsx';

type Label = (name: string) => string;
const Rows = ({ rows }: { rows: Diagnosed['rows'] }) =>
  rows.length === 0 ? null : (
    <dl class="line-details">
      {rows.map(([name, text], i) => (
        <div key={`${i} ${name}`}>
          <dt>{name}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );

const Ran = ({ run, label, now }: { run: Diagnosed; label: Label; now: number }) => (
  <article class="diagnosis" data-diagnosis={run.seen?.code ?? 'failed'}>
    {run.seen === undefined ? <p class="problem">It failed: {run.failure}</p> : <PathVerdict seen={run.seen} />}
    <p class="muted">
      Of {label(run.target)}, <Time at={run.at} now={now} />, in {formatDuration(run.tookMs)}
    </p>
    <Rows rows={run.rows} />
    {run.seen?.remedy !== undefined && <PathRemedy remedy={run.seen.remedy} open />}
    {run.beside.map((f) => (
      <section class="diagnosis-beside" key={f.code}>
        <PathVerdict seen={f} />
        <Rows rows={f.rows} />
        {f.remedy !== undefined && <PathRemedy remedy={f.remedy} />}
      </section>
    ))}
    {run.steps.length > 0 && (
      <details>
        <summary>Looked at</summary>
        <Rows rows={run.steps} />
      </details>
    )}
  </article>
);

const Diagnoses = ({ incident, label, now }: { incident: IncidentDetail; label: Label; now: number }) => {
  // Safari 15 has no toReversed.
  const runs = incident.runs.map(diagnosedOf).reverse(); // oxlint-disable-line unicorn/no-array-reverse
  const none = withoutRun(incident, now);
  return (
    <section aria-busy={runs.length === 0 && none.running ? 'true' : undefined}>
      <h3>Diagnosis</h3>
      {runs.length === 0 && <p class="muted">{none.words}</p>}
      {runs.map((run) => (
        <Ran key={String(run.at)} run={run} label={label} now={now} />
      ))}
    </section>
  );
};

const Thoughts = ({ incident, now }: { incident: IncidentDetail; now: number }) => (
  <section>
    <h3>What was thought of it</h3>
    <ol class="thoughts">
      {incident.thoughts.map((t) => (
        <li key={String(t.at)}>
          <Time at={t.at} now={now} /> {CAUSE_WORDS[t.cause] ?? codeWords(t.cause)}: {t.summary}
        </li>
      ))}
    </ol>
  </section>
);

/** All that is known of one incident: asked for when it is opened. */
export const IncidentEvidence = ({ id, label, now }: { id: string; label: Label; now: number }) => {
  const { value: incident, problem } = useIncident(id);
  if (incident === undefined)
    return (
      <p class={problem === undefined ? 'muted' : 'problem'} aria-busy={problem === undefined ? 'true' : undefined}>
        {problem ?? 'Reading…'}
      </p>
    );
  return (
    <>
      <dl class="line-details">
        <div>
          <dt>Began</dt>
          <dd>
            <Time at={incident.from} now={now} />
          </dd>
        </div>
        <div>
          <dt>Ended</dt>
          <dd>{incident.to === undefined ? 'not yet' : <Time at={incident.to} now={now} />}</dd>
        </div>
      </dl>
      <Diagnoses incident={incident} label={label} now={now} />
      {incident.thoughts.length > 1 && <Thoughts incident={incident} now={now} />}
      {problem !== undefined && <p class="problem">{problem}</p>}
    </>
  );
};
