import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Run } from '../../src/api/schema.ts';
import { NOT_DIAGNOSED } from '../../src/watch/incidents/state.ts';
import { diagnosedOf, NOT_ASKED_WORDS, withoutRun } from '../../web/src/model/diagnosis.ts';
import { evidenceRows } from '../../web/src/model/evidence.ts';
import { incidentOf, incidentPath } from '../../web/src/model/route.ts';

const plain = (text: string): string => text.replaceAll('\u00a0', ' ');
const run = (outcome: unknown): Run => ({
  kind: 'run',
  id: 'r',
  at: 5,
  tookMs: 1_200,
  probe: 'mtu',
  subject: { target: 'dsl', vantage: 'v' },
  outcome: outcome as Run['outcome'],
});
const verdict = { code: 'no-route', severity: 'fail', summary: 'It ends there.', evidence: { hop: 3, lost: null } };
const beside = { code: 'icmp-filtered', severity: 'info', evidence: { summary: 'Nobody tells.', pathMtu: 1_400 } };

describe('a diagnosis', () => {
  it('is told with what it rests on, what else was found, and what was looked at', () => {
    const findings = [{ ...verdict, evidence: { ...verdict.evidence, summary: 'x' }, remedy: 'Do it.' }, beside];
    const steps = [{ name: 'names', told: 'two' }, { name: 'way', family: 6, told: '3 hops' }, 7];
    const told = diagnosedOf(run({ status: 'measured', values: {}, findings, report: { verdict, steps } }));
    expect(told).toMatchObject({ at: 5, tookMs: 1_200, target: 'dsl', rows: [['hop', '3']] });
    expect(told.seen).toMatchObject({
      code: 'no-route',
      severity: 'fail',
      summary: 'It ends there.',
      remedy: 'Do it.',
    });
    expect(told.beside.map((f) => [f.code, f.summary, f.rows.map(([name, text]) => [name, plain(text)])])).toEqual([
      ['icmp-filtered', 'Nobody tells.', [['path MTU', '1,400 B']]],
    ]);
    expect(told.steps).toEqual([
      ['names', 'two'],
      ['way IPv6', '3 hops'],
    ]);
  });
  it('that failed says why', () => {
    const told = diagnosedOf(run({ status: 'failed', reason: 'timeout', detail: 'nobody answers', findings: [] }));
    expect([told.seen, told.failure]).toEqual([undefined, 'timeout: nobody answers']);
  });
  it('of any other form is read without harm', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (report, steps) => {
        const outcome = { status: 'measured', values: {}, findings: [] };
        expect(() => diagnosedOf(run({ ...outcome, report }))).not.toThrow();
        expect(() => diagnosedOf(run({ ...outcome, report: { verdict: report, steps } }))).not.toThrow();
        expect(() => diagnosedOf(run({ ...outcome, report: { verdict, steps: [steps] } }))).not.toThrow();
      }),
    );
  });
  it('that is not there is running, came to nothing, or was not asked for', () => {
    const asked = { at: 1_000_000, target: 'dsl' };
    expect(withoutRun({ asked }, 90_000_000).running).toBe(true);
    expect(withoutRun({ asked }, 900_000_000)).toMatchObject({ running: false });
    for (const notAsked of NOT_DIAGNOSED) expect(withoutRun({ notAsked }, 0).words).toBe(NOT_ASKED_WORDS[notAsked]);
    expect(Object.keys(NOT_ASKED_WORDS)).toHaveLength(NOT_DIAGNOSED.length);
    expect(withoutRun({}, 0).words).toMatch(/\w/);
  });
});

describe('evidence', () => {
  it.each([
    [{ downloadBytes: 1_048_576 }, 'downloaded', '1,048,576 B'],
    [{ handshakeMs: 12 }, 'handshake', '12.0 ms'],
    [{ keptSeconds: 70 }, 'known for', '1 min 10 s'],
    [{ lossRatio: 0.125 }, 'loss', '13 %'],
    [{ port: 8_443 }, 'port', '8443'],
    [{ mss: 1_340 }, 'working MSS', '1,340 B'],
    [{ toldByIcmp: true }, 'told by ICMP', 'yes'],
    [{ share: 0.333333 }, 'share', '0.333'],
  ])('%j is told as %s: %s', (evidence, name, told) => {
    expect(evidenceRows(evidence).map(([n, text]) => [n, plain(text)])).toEqual([[name, told]]);
  });
  it('leaves out what is not known, and its sentence', () => {
    expect(evidenceRows({ summary: 'x', hop: null })).toEqual([]);
  });
});

it('has an incident open by the address, whatever its id', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (id) => {
      const { pathname, search } = new URL(incidentPath(id), 'http://plumbline.test');
      expect([pathname, incidentOf(search)]).toEqual(['/lines', id]);
    }),
  );
  expect(incidentOf('')).toBeUndefined();
  expect(incidentPath(undefined)).toBe('/lines');
});
