import { CODES, isCode } from '../../domain/codes.ts';
import type { Event } from '../../domain/entry.ts';
import type { Evidence, Finding, Severity } from '../../domain/finding.ts';
import type { AddressFinding, AddressHistory } from './schema.ts';
import type { Runs } from './runs.ts';

const MOST = 1_000;
const text = (value: Evidence[string] | undefined): string => (typeof value === 'string' ? value.slice(0, MOST) : '');
/** What says nothing to a person. */
const ASIDE: ReadonlySet<string> = new Set(['code', 'on', 'family', 'certain']);
/** Facts as words. */
const told = (evidence: Evidence): string =>
  Object.entries(evidence)
    .filter(([key]) => !ASIDE.has(key))
    .map(([key, value]) => `${key.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()} ${String(value)}`)
    .join(', ')
    .slice(0, MOST);
/** The finding's own sentence; where it has none, what its code means, and the facts. */
export const summaryOf = (code: string, evidence: Evidence): string => {
  const own = text(evidence['summary']);
  if (own !== '') return own;
  const facts = told(evidence);
  if (!isCode(code)) return facts;
  return facts === '' ? CODES[code].meaning : `${CODES[code].meaning} (${facts})`;
};

const findingOf = (
  code: string,
  evidence: Evidence,
  more: { readonly since: number; readonly longer: boolean; readonly severity?: Severity; readonly remedy?: string },
): AddressFinding => {
  const known = isCode(code) ? CODES[code] : undefined;
  const { since, longer, severity = known?.severity ?? 'warn', remedy = known?.remedy } = more;
  const { summary: _, code: __, on: ___, ...rest } = evidence;
  const summary = summaryOf(code, evidence);
  return { code, severity, since, longer, summary, evidence: rest, ...(remedy === undefined ? {} : { remedy }) };
};

/** Two runs of the same thing: by code, and by what it is about. */
const sameThing = (a: Finding, b: Finding): boolean =>
  a.code === b.code && ['address', 'list', 'source'].every((key) => a.evidence[key] === b.evidence[key]);

/** What the last run found, and since when every run has. */
export const standingOf = ({ told: runs, more }: Runs<unknown>): readonly AddressFinding[] => {
  const [last] = runs;
  return (last?.findings ?? []).map((finding) => {
    const until = runs.findIndex((run) => !run.findings.some((f) => sameThing(f, finding)));
    const since = runs[until === -1 ? runs.length - 1 : until - 1]?.at ?? last?.at ?? 0;
    const { code, severity, evidence, remedy } = finding;
    return findingOf(code, evidence, {
      since,
      longer: until === -1 && more,
      severity,
      ...(remedy === undefined ? {} : { remedy }),
    });
  });
};

type Happened = AddressHistory['happened'][number];
const isOf = (event: Event, vantage: string): boolean => event.subject?.vantage === vantage;

/** What lasts, by whom it is about: the last word of each counts. Events newest first. */
export const lasting = (events: readonly Event[], vantage: string) => {
  const seen = new Set<string>();
  return events.flatMap((event) => {
    const { subject, evidence, at, severity } = event;
    if (!isOf(event, vantage) || typeof evidence['on'] !== 'boolean') return [];
    const code = text(evidence['code']);
    const key = JSON.stringify([code, subject?.target, subject?.via]);
    if (seen.has(key)) return [];
    seen.add(key);
    if (!evidence['on']) return [];
    const { since } = evidence;
    const begun = typeof since === 'number' && since <= at ? since : at;
    const finding = findingOf(code, evidence, { since: begun, longer: false, severity });
    return [{ target: subject?.target ?? '', via: subject?.via, finding }];
  });
};

/** Events newest first, as a history tells them. */
export const happenedOf = (events: readonly Event[], vantage: string): readonly Happened[] =>
  events.flatMap((event) => {
    const { at, severity, subject, evidence } = event;
    if (!isOf(event, vantage)) return [];
    const { on } = evidence;
    const code = text(evidence['code']);
    const via = subject?.via === subject?.target ? undefined : subject?.via;
    return {
      at,
      severity,
      code,
      name: subject?.target ?? '',
      summary: text(evidence['summary']) || told(evidence),
      ...(via === undefined ? {} : { via }),
      ...(typeof on === 'boolean' ? { on } : {}),
    };
  });
