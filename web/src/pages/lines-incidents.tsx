import type { Incident, IncidentList } from '../../../src/api/line-schema.ts';
import { formatDuration } from '../model/format.ts';
import { CAUSE_WORDS } from '../model/lines.ts';
import { targetPath } from '../model/route.ts';
import { codeWords } from '../model/words.ts';
import { Time } from '../ui/figures.tsx';
import { EventMark } from '../ui/marks.tsx';

const MOST = 30;

const Row = ({ incident: i, label, now }: { incident: Incident; label: (name: string) => string; now: number }) => (
  <li data-incident={i.id}>
    <EventMark kind={i.severity} />
    <Time at={i.from} now={now} />
    <div>
      <p>
        <strong>{i.summary}</strong>{' '}
        <span class="muted">
          {i.to === undefined
            ? `for ${formatDuration((now - i.from) / 1_000)}, and still`
            : `for ${formatDuration((i.to - i.from) / 1_000)}`}
        </span>
      </p>
      <p class="muted">
        Whose fault: {CAUSE_WORDS[i.cause] ?? codeWords(i.cause)}
        {i.of !== '' && (
          <>
            {', '}
            <a href={targetPath(i.of)}>{label(i.of)}</a>
          </>
        )}
        {i.targets.length > 0 && <>. It explains {i.targets.map(label).join(', ')}</>}.
      </p>
      {i.verdict !== undefined && (
        <p class={`incident-verdict incident-verdict-${i.verdict.severity}`}>
          Diagnosis: {codeWords(i.verdict.code)}. {i.verdict.summary}
        </p>
      )}
    </div>
  </li>
);

/** One cause, one incident: what was wrong, whose fault it was, and what the diagnosis said. */
export const Incidents = ({
  list,
  label,
  now,
}: {
  list: IncidentList;
  label: (name: string) => string;
  now: number;
}) => (
  <section class="panel incidents" aria-labelledby="incidents-title">
    <h2 id="incidents-title">Incidents</h2>
    {list.incidents.length === 0 ? (
      <p class="muted">None in the last 90 days.</p>
    ) : (
      <ol>
        {list.incidents.slice(0, MOST).map((i) => (
          <Row key={i.id} incident={i} label={label} now={now} />
        ))}
      </ol>
    )}
    {(list.truncated || list.incidents.length > MOST) && (
      <p class="muted">The newest {Math.min(MOST, list.incidents.length)}; older ones are under Events.</p>
    )}
  </section>
);
