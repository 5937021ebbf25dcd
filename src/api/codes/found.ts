import { groupOf, type Code, type CodeGroup } from '../../domain/codes.ts';
import { CODE_EVENTS, codeOfEvent } from '../../domain/event-info.ts';
import type { Query, Range } from '../../store/journal.ts';
import type { FoundList } from './schema.ts';

/** So many are listed, of so many events and so many runs of each probe that are looked at. */
const MOST_LISTED = 100;
const MOST_EVENTS = 5_000;
const MOST_RUNS = 60;

/** Whose runs may have it: reports are large, so no others are read. */
const PROBES: Readonly<Record<CodeGroup, readonly string[]>> = {
  paths: ['mtu'],
  lines: [],
  addresses: ['address', 'geoip', 'refusal'],
  sites: ['headers', 'hsts'],
  tls: ['tls'],
  service: [],
  peers: ['headers', 'hsts'],
};

/** When a code was found in the range, newest first. */
export const foundOf = async (code: Code, range: Range, query: Pick<Query, 'events' | 'runs'>): Promise<FoundList> => {
  const [events, ...ran] = await Promise.all([
    query.events({ ...range, types: CODE_EVENTS, limit: MOST_EVENTS }),
    ...PROBES[groupOf(code)].map((probe) => query.runs({ ...range, probe, limit: MOST_RUNS })),
  ]);
  const told = events.flatMap(({ at, severity, subject, type, evidence }): FoundList['found'] =>
    codeOfEvent({ type, evidence }) !== code
      ? []
      : [
          {
            at,
            severity,
            ...(subject === undefined ? {} : { subject }),
            type,
            ...(typeof evidence['on'] === 'boolean' ? { on: evidence['on'] } : {}),
            evidence,
          },
        ],
  );
  const seen = ran
    .flat()
    .flatMap(({ id, at, probe, subject, outcome }) =>
      outcome.findings
        .filter((f) => f.code === code)
        .map(({ severity, evidence }) => ({ at, severity, subject, run: { id, probe }, evidence })),
    );
  const found: FoundList['found'] = [...told, ...seen].toSorted((a, b) => b.at - a.at);
  return {
    code,
    ...range,
    times: found.filter((f) => f.on !== false).length,
    found: found.slice(0, MOST_LISTED),
    truncated: found.length > MOST_LISTED || events.length >= MOST_EVENTS || ran.some((r) => r.length >= MOST_RUNS),
  };
};
