import type { AddressNow, AddressPlace } from '../../../src/api/addresses/schema.ts';
import type { Event, Run } from '../../../src/domain/entry.ts';
import type { Finding } from '../../../src/domain/finding.ts';
import type { AddressReport } from '../../../src/probes/address/report.ts';
import type { GeoAnswer, GeoReport } from '../../../src/probes/geoip/report.ts';

export const HOUR = 3_600_000_000;
export const DAY = 24 * HOUR;
const vantage = 'here';
const subjectOf = (target: string, via: string | undefined) => ({
  target,
  vantage,
  ...(via === undefined ? {} : { via }),
});

let runs = 0;
export const ran = (
  probe: string,
  at: number,
  report: unknown,
  more: { readonly target?: string; readonly via?: string; readonly findings?: readonly Finding[] } = {},
): Run => {
  runs += 1;
  const { target = 'dsl', via = more.target === 'internet' ? undefined : target, findings = [] } = more;
  const outcome: Run['outcome'] = { status: 'measured', values: {}, findings, report };
  return { kind: 'run', id: `r${runs}`, at, tookMs: 5, probe, subject: subjectOf(target, via), outcome };
};
export const failedRun = (probe: string, at: number, detail: string, target = 'dsl', via = target): Run => ({
  ...ran(probe, at, undefined, { target, via }),
  outcome: { status: 'failed', reason: 'timeout', detail, findings: [] },
});
export const addressOf = (more: Partial<AddressReport['addresses'][number]> = {}): AddressReport => ({
  addresses: [{ family: 4, address: '198.51.100.7', how: 'stun', names: ['a.example'], lists: [], ...more }],
  missing: [{ family: 6, why: 'no route' }],
  router: { gateway: '192.168.1.1', views: [] },
});
export const says = (source: string, country?: string, more: Partial<GeoAnswer> = {}): GeoAnswer => ({
  source,
  kind: 'mmdb',
  says: 'location',
  ...(country === undefined ? { why: 'it did not answer' } : { country }),
  ...more,
});
export const geoOf = (
  answers: readonly GeoAnswer[],
  vote?: { readonly country: string; readonly says: number; readonly of: number },
  address = '198.51.100.7',
): GeoReport => ({
  addresses: [{ family: 4, address, answers: [...answers], ...(vote === undefined ? {} : { vote }) }],
  missing: [],
});
export const event = (
  type: Event['type'],
  at: number,
  evidence: Event['evidence'],
  target = 'dsl',
  via: string | undefined = target === 'internet' ? undefined : target,
): Event => ({ kind: 'event', at, type, severity: 'info', subject: subjectOf(target, via), evidence });
export const moved = (at: number, from: string, to: string, more: Event['evidence'] = {}, target = 'dsl'): Event =>
  event('egress-changed', at, { family: to.includes(':') || from.includes(':') ? 6 : 4, from, to, ...more }, target);

export const placeNow = (name: string, kind: AddressPlace['kind'], addresses: readonly AddressNow[]): AddressPlace => ({
  name,
  label: name.toUpperCase(),
  ...(kind === undefined ? {} : { kind }),
  live: false,
  addresses,
  missing: [],
  findings: [],
  troubles: [],
});
export const addressNow = (
  address: string,
  vote?: { readonly country: string; readonly says: number; readonly of: number },
  registered?: string,
  answers: readonly GeoAnswer[] = [],
): AddressNow => ({
  family: 4,
  address,
  geo: { at: 0, answers: [...answers], ...(vote === undefined ? {} : { vote }) },
  ...(registered === undefined
    ? {}
    : { registered: { handle: 'NET-1', from: address, to: address, country: registered, by: 'rdap.example' } }),
});
