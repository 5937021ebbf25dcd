import { useLayoutEffect, useRef } from 'hono/jsx/dom';

import type { Incident, IncidentList } from '../../../src/api/line-schema.ts';
import { useIncident } from '../data/lines.ts';
import { navigate, router } from '../data/router.ts';
import { useStore } from '../data/store.ts';
import { formatDuration } from '../model/format.ts';
import { CAUSE_WORDS } from '../model/lines.ts';
import { incidentOf, incidentPath, targetPath } from '../model/route.ts';
import { moment } from '../model/time.ts';
import { codeWords } from '../model/words.ts';
import { CodeLink } from '../ui/code-link.tsx';
import { Time } from '../ui/figures.tsx';
import { EventMark } from '../ui/marks.tsx';
import { IncidentEvidence } from './lines-incident.tsx';

const MOST = 30;

interface RowProps {
  readonly incident: Incident;
  readonly label: (name: string) => string;
  readonly now: number;
  readonly open: boolean;
}
const Row = ({ incident: i, label, now, open }: RowProps) => (
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
      {i.verdict !== undefined && !open && (
        <p class={`incident-verdict incident-verdict-${i.verdict.severity}`}>
          Diagnosis: <CodeLink code={i.verdict.code} />. {i.verdict.summary}
        </p>
      )}
    </div>
    <button
      type="button"
      class="button button-small"
      aria-expanded={open ? 'true' : 'false'}
      aria-label={`${open ? 'Hide' : 'Show'} the diagnosis of ${moment(i.from, now)}`}
      onClick={() => navigate(incidentPath(open ? undefined : i.id), { keepScroll: true })}
    >
      {open ? 'Hide' : 'Show'}
    </button>
    {open && (
      <div class="incident-evidence">
        <IncidentEvidence key={i.id} id={i.id} label={label} now={now} />
      </div>
    )}
  </li>
);

/** One that the address names, and the list does not: of more than 90 days ago, or one of very many. */
const Old = ({ id, ...rest }: { id: string } & Pick<RowProps, 'label' | 'now'>) => {
  const { value, problem } = useIncident(id);
  if (value !== undefined) return <Row incident={value} open {...rest} />;
  return problem === undefined ? null : <li class="problem">{problem}</li>;
};

interface Props {
  readonly list: IncidentList;
  readonly label: (name: string) => string;
  readonly now: number;
}
/** One cause, one incident: what was wrong, whose fault it was, and what the diagnosis said. */
export const Incidents = ({ list, label, now }: Props) => {
  const open = useStore(router, (l) => incidentOf(l.search));
  const shown = list.incidents.filter((i, at) => at < MOST || i.id === open);
  const isOld = open !== undefined && !shown.some((i) => i.id === open);
  const box = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    // A link leads there; who opened it by hand is there already.
    if (open !== undefined) box.current?.querySelector('[aria-expanded=true]')?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <section class="panel incidents" aria-labelledby="incidents-title" ref={box}>
      <h2 id="incidents-title">Incidents</h2>
      {shown.length === 0 && !isOld ? (
        <p class="muted">None in the last 90 days.</p>
      ) : (
        <ol>
          {shown.map((i) => (
            <Row key={i.id} incident={i} label={label} now={now} open={i.id === open} />
          ))}
          {isOld && <Old key={open} id={open} label={label} now={now} />}
        </ol>
      )}
      {(list.truncated || list.incidents.length > MOST) && (
        <p class="muted">The newest {Math.min(MOST, list.incidents.length)}; older ones are under Events.</p>
      )}
    </section>
  );
};
