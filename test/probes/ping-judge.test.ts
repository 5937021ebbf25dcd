import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { EchoEvent } from '../../src/net/net.ts';
import { judgeEchoes } from '../../src/probes/ping-judge.ts';

const reply = (seq: number, rttMicros: number, more = {}): EchoEvent => ({
  seq,
  sentAt: seq,
  kind: 'reply',
  rttMicros,
  from: '192.0.2.1',
  stamps: 'kernel-tx-rx',
  reordered: false,
  ...more,
});
const lost = (seq: number): EchoEvent => ({ seq, sentAt: 1_000 + seq, kind: 'lost' });
const notSent = (seq: number, code?: string): EchoEvent => ({
  seq,
  sentAt: seq,
  kind: 'not-sent',
  detail: `${code}: words`,
  ...(code === undefined ? {} : { code }),
});

describe('what echoes say', () => {
  it('is nearest-rank percentiles and the mean change', () => {
    const rtts = [10_400, 20_000, 10_000, 40_000, 30_000];
    const judged = judgeEchoes(
      rtts.map((r, i) => reply(i, r, { ttl: 57 })),
      'kernel-tx-rx',
    );
    expect(judged).toMatchObject({
      status: 'measured',
      values: {
        sent: 5,
        received: 5,
        lossRatio: 0,
        rttMin: 10_000,
        rttP50: 20_000,
        rttP90: 40_000,
        rttMax: 40_000,
        jitter: (9_600 + 10_000 + 30_000 + 10_000) / 4,
      },
      findings: [],
      report: { stamps: 'kernel-tx-rx', ttl: 57, notes: { late: 0, duplicate: 0, reordered: 0 } },
    });
  });
  it('is loss with its reason and who said so', () => {
    const error: EchoEvent = {
      seq: 2,
      sentAt: 2,
      kind: 'error',
      reason: 'unreachable',
      rttMicros: 5,
      icmp: { from: '10.0.0.1', type: 3, code: 1 },
    };
    expect(judgeEchoes([reply(0, 10), reply(3, 10), error, lost(1)], 'kernel-tx-rx')).toMatchObject({
      values: { sent: 4, received: 2, lossRatio: 0.5 },
      findings: [
        {
          code: 'packet-loss',
          severity: 'warn',
          evidence: { sent: 4, lost: 2, lossRatio: 0.5, reason: 'unreachable', saidBy: '10.0.0.1' },
        },
      ],
      report: {
        echoes: [
          { seq: 0, rttMicros: 10 },
          { seq: 1, lost: 'timeout' },
          { seq: 2, lost: 'unreachable', saidBy: '10.0.0.1' },
          { seq: 3, rttMicros: 10 },
        ],
      },
    });
  });
  it('is a target that is down when nothing came back', () => {
    expect(judgeEchoes([lost(0), lost(1)], 'kernel-tx-rx')).toMatchObject({
      status: 'measured',
      values: { sent: 2, received: 0, lossRatio: 1 },
      findings: [
        { code: 'target-down', severity: 'fail', evidence: { sent: 2, lost: 2, reason: 'timeout', since: 1_000 } },
      ],
    });
  });
  it.each([
    ['ENETUNREACH', 'no-route'],
    ['EHOSTUNREACH', 'unreachable'],
    ['EPERM', 'not-allowed'],
    ['EMSGSIZE', 'unsupported'],
    [undefined, 'no-route'],
  ] as const)('is a failure when nothing could be sent: %s is %s', (code, reason) => {
    const judged = judgeEchoes([notSent(0, code), notSent(1, code)], 'kernel-tx-rx');
    expect(judged).toMatchObject({ status: 'failed', reason, detail: `${code}: words` });
  });
  it('counts what came after apart, and tells the worst stamps', () => {
    const late: EchoEvent = { seq: 0, sentAt: 0, kind: 'late', rttMicros: 9, from: '192.0.2.1' };
    const events = [lost(0), late, reply(1, 5, { reordered: true }), reply(2, 5, { stamps: 'monotonic' })];
    expect(judgeEchoes([...events, { ...late, seq: 2, kind: 'duplicate' }], 'kernel-tx-rx')).toMatchObject({
      values: { sent: 3, received: 2 },
      report: { stamps: 'monotonic', notes: { late: 1, duplicate: 1, reordered: 1 } },
    });
  });
  it('keeps its numbers in order for any round trips', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e7, noNaN: true }), { minLength: 1 }), (rtts) => {
        const judged = judgeEchoes(
          rtts.map((r, i) => reply(i, r)),
          'kernel-tx-rx',
        );
        if (judged.status !== 'measured') throw new Error(judged.detail);
        const { rttMin = NaN, rttP50 = NaN, rttP90 = NaN, rttMax = NaN, received } = judged.values;
        expect(received).toBe(rtts.length);
        expect(rttMin).toBeLessThanOrEqual(rttP50);
        expect(rttP50).toBeLessThanOrEqual(rttP90);
        expect(rttP90).toBeLessThanOrEqual(rttMax);
      }),
    );
  });
});
