import type { Entry, Event, Run } from '../../../src/domain/entry.ts';
import type { Outcome } from '../../../src/domain/outcome.ts';
import type { Subject } from '../../../src/domain/subject.ts';
import { addressesState } from '../../../src/watch/addresses/addresses-state.ts';
import type { AddressesState } from '../../../src/watch/addresses/state.ts';
import { at } from '../support.ts';

const VANTAGE = 'home';
export const watcher = addressesState(
  {
    lines: [
      { name: 'dsl', label: 'DSL' },
      { name: 'mobile', label: '5G' },
    ],
    sites: [
      { name: 'wiki', label: 'Wiki', lines: ['dsl', 'mobile'] },
      { name: 'films', label: 'Films', lines: ['dsl', 'mobile'] },
    ],
  },
  VANTAGE,
);
export const houseAlone = addressesState({ lines: [], sites: [{ name: 'wiki', label: 'Wiki', lines: [] }] }, VANTAGE);

export const line = (name: string): Subject =>
  name === 'internet' ? { target: name, vantage: VANTAGE } : { target: name, via: name, vantage: VANTAGE };
export const over = (site: string, name?: string): Subject => ({
  target: site,
  ...(name === undefined ? {} : { via: name }),
  vantage: VANTAGE,
});
export const event = (
  type: Event['type'],
  t: number,
  subject: Subject | undefined,
  evidence: Event['evidence'],
  probe?: string,
): Event => ({
  kind: 'event',
  at: at(t),
  type,
  severity: 'info',
  ...(subject === undefined ? {} : { subject }),
  ...(probe === undefined ? {} : { probe }),
  evidence,
});
/** The world sees another address of the line. */
export const egress = (t: number, name: string, to: string, family = to.includes(':') ? 6 : 4): Event =>
  event('egress-changed', t, line(name), { family, from: '', to });
export const noEgress = (t: number, name: string, family: 4 | 6): Event => egress(t, name, '', family);
/** Looks at the address every minute, each answered or lost. */
export const looks = (from: number, to: number, name: string, answered = true): readonly Entry[] =>
  Array.from({ length: Math.ceil((to - from) / 60) }, (_, i): Entry => {
    const stamp = at(from + 60 * i);
    const sample = answered ? { at: stamp, value: 12_000 } : ({ at: stamp, lost: 'timeout' } as const);
    return { kind: 'samples', probe: 'egress', field: 'rtt', subject: line(name), samples: [sample] };
  });
/** Time goes on, whatever else does. */
export const tick = (t: number): Entry => ({
  kind: 'samples',
  probe: 'uplink',
  field: 'rtt',
  subject: line('internet'),
  samples: [{ at: at(t), value: 9_000 }],
});
export const run = (t: number, probe: string, subject: Subject, outcome: Outcome<unknown>): Run => ({
  kind: 'run',
  id: `${probe}-${t}-${subject.target}-${subject.via ?? ''}`,
  at: at(t),
  tookMs: 500,
  probe,
  subject,
  outcome,
});
export const measured = (report: unknown): Outcome<unknown> => ({
  status: 'measured',
  values: {},
  findings: [],
  report,
});
export const page = (t: number, subject: Subject, report: object = {}): Run =>
  run(
    t,
    'refusal',
    subject,
    measured({
      url: `https://${subject.target}.example/`,
      address: '192.0.2.80',
      status: 200,
      refuses: false,
      title: 'A page',
      bytes: 5,
      hash: 'aa',
      ...report,
    }),
  );
export const fails = (
  t: number,
  subject: Subject,
  reason: Extract<Outcome<never>, { readonly status: 'failed' }>['reason'] = 'refused',
): Run => run(t, 'refusal', subject, { status: 'failed', reason, detail: 'reset', findings: [] });
export const diagnosis = (t: number, subject: Subject, code: string, summary = 'The name is filtered.'): Run =>
  run(t, 'mtu', subject, measured({ verdict: { code, severity: 'fail', summary, evidence: {} } }));

export const play = (
  entries: readonly Entry[],
  from: AddressesState = watcher.init,
  by = watcher,
): { readonly state: AddressesState; readonly events: readonly Event[] } => {
  const [state, events] = by.step(from, entries);
  return { state, events };
};
/** `filtered on wiki/dsl`, `address-changed dsl` */
export const told = (events: readonly Event[]): readonly string[] =>
  events.map(({ subject, evidence: { code, on } }) => {
    const { target, via } = subject ?? {};
    const where = via === undefined || via === target ? target : `${target}/${via}`;
    return `${String(code)}${typeof on === 'boolean' ? (on ? ' on' : ' off') : ''} ${where ?? ''}`;
  });
