import type { Event } from '../../domain/entry.ts';
import type { Evidence } from '../../domain/finding.ts';
import type { IncidentNow } from '../../domain/line-now.ts';
import { NOT_DIAGNOSED } from '../../watch/incidents/state.ts';
import type { Incident, IncidentDetail } from '../line-schema.ts';

/** An incident with what was thought of it on the way, and what came of the wish for a diagnosis. */
export type Told = Incident & Omit<IncidentDetail, keyof Incident | 'runs'>;

const text = (value: Evidence[string] | undefined): string => (typeof value === 'string' ? value : '');
const listOf = (value: Evidence[string] | undefined): readonly string[] =>
  text(value)
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

const thoughtOf = ({ at, severity, evidence: e }: Event) => ({
  at,
  severity,
  cause: text(e['cause']),
  of: text(e['of']),
  summary: text(e['summary']),
  targets: listOf(e['targets']),
});
/** What the last event says that says anything of it. */
const askedOf = ({ at, type, evidence }: Event, before: Told | undefined): Pick<Told, 'asked' | 'notAsked'> => {
  const target = text(evidence['diagnose']);
  if (type !== 'incident-closed' && target !== '') return { asked: { at, target } };
  if (before?.asked !== undefined) return { asked: before.asked };
  const notAsked = NOT_DIAGNOSED.find((why) => why === evidence['notDiagnosed']) ?? before?.notAsked;
  return notAsked === undefined ? {} : { notAsked };
};
const secondsOf = ({ evidence }: Event): number => {
  const { seconds } = evidence;
  return typeof seconds === 'number' && seconds > 0 ? seconds : 0;
};

/**
 * The incidents that events tell of (newest first, as the store tells them), newest first. Of one that began before them
 * the last event says how long it took, or it is among those that are `open` now.
 */
export const incidentsOf = (events: readonly Event[], open: readonly IncidentNow[]): readonly Told[] => {
  const found = new Map<string, Told>();
  for (const { id, since, targets, ...rest } of open)
    found.set(id, { id, from: since, severity: 'fail', targets, thoughts: [], ...rest });
  for (const event of events.toReversed()) {
    const id = text(event.evidence['id']);
    if (!event.type.startsWith('incident-') || id === '') continue;
    const { at, severity, cause, of, summary, targets } = thoughtOf(event);
    const before = found.get(id);
    const closed = event.type === 'incident-closed';
    const since = closed ? at - Math.round(secondsOf(event) * 1e6) : at;
    const thoughts = before?.thoughts ?? [];
    const last = thoughts.at(-1);
    // An event that only asks for a diagnosis thinks nothing else than before.
    const isThought = !closed && (last?.cause !== cause || last.summary !== summary);
    // Over before it was gathered, it may be opened and closed as of the same moment.
    const to = closed ? at : before?.to;
    const told: Told = {
      id,
      from: Math.min(before?.from ?? since, since),
      cause,
      of,
      summary,
      targets,
      severity: closed ? (before?.severity ?? 'warn') : severity,
      thoughts: isThought ? [...thoughts, { at, cause, summary }] : thoughts,
      ...askedOf(event, before),
      ...(to === undefined ? {} : { to }),
    };
    found.set(id, told);
  }
  return [...found.values()].toSorted((a, b) => b.from - a.from);
};
