import { z } from 'zod';

import type { Finding } from '../domain/finding.ts';
import type { FailureReason, Outcome, Values } from '../domain/outcome.ts';
import { nearestRank } from '../domain/quantile.ts';
import { LOSS_REASONS, type LossReason } from '../domain/sample.ts';
import type { EchoEvent, Stamps } from '../net/net.ts';

const STAMPS = ['kernel-tx-rx', 'kernel-rx', 'monotonic'] as const satisfies readonly Stamps[];

/** What some echoes to one address brought. Times in microseconds. */
export const echoReport = z.object({
  /** The worst that any reply was timed with. */
  stamps: z.enum(STAMPS),
  /** In the order that they were sent. */
  echoes: z.array(
    z.union([
      z.object({ seq: z.int(), rttMicros: z.number() }),
      z.object({ seq: z.int(), lost: z.enum(LOSS_REASONS), saidBy: z.string().optional() }),
    ]),
  ),
  /** Of the last reply. */
  ttl: z.int().optional(),
  notes: z.object({ late: z.int(), duplicate: z.int(), reordered: z.int() }),
});
export type EchoReport = z.infer<typeof echoReport>;
type Echo = EchoReport['echoes'][number];

/** System errors of a send, as reasons. What is not here speaks of this machine too: the route or the queue. */
const SEND_REASONS: Readonly<Record<string, FailureReason>> = {
  EACCES: 'not-allowed',
  EPERM: 'not-allowed',
  EHOSTUNREACH: 'unreachable',
  EAFNOSUPPORT: 'unsupported',
  EMSGSIZE: 'unsupported',
};

/** The last event of each echo that settles it, in the order of sending. */
const settledOf = (events: readonly EchoEvent[]): readonly EchoEvent[] =>
  events.filter((e) => e.kind !== 'late' && e.kind !== 'duplicate').toSorted((a, b) => a.seq - b.seq);

const echoOf = (event: EchoEvent): Echo => {
  const { seq } = event;
  if (event.kind === 'reply') return { seq, rttMicros: event.rttMicros };
  if (event.kind === 'error') return { seq, lost: event.reason, saidBy: event.icmp.from };
  const lost: LossReason = event.kind === 'not-sent' ? 'send-failed' : 'timeout';
  return { seq, lost };
};

/** Whole microseconds; nearest-rank; jitter is the mean change from one answer to the next (RFC 3550, unsmoothed). */
const valuesOf = (rtts: readonly number[], sent: number): Values => {
  const counts = { sent, received: rtts.length, lossRatio: (sent - rtts.length) / sent };
  const sorted = rtts.map((r) => Math.round(r)).toSorted((a, b) => a - b);
  const [p50, p90] = [nearestRank(sorted, 50), nearestRank(sorted, 90)];
  const [min, max] = [sorted[0], sorted.at(-1)];
  if (min === undefined || max === undefined || p50 === undefined || p90 === undefined) return counts;
  const changes = rtts.slice(1).map((r, i) => Math.abs(r - (rtts[i] ?? r)));
  const jitter = changes.length === 0 ? {} : { jitter: Math.round(changes.reduce((a, b) => a + b) / changes.length) };
  return { ...counts, rttMin: min, rttP50: p50, rttP90: p90, rttMax: max, ...jitter };
};

const findingsOf = (settled: readonly EchoEvent[], received: number): readonly Finding[] => {
  const sent = settled.length;
  if (received === sent) return [];
  const lost = sent - received;
  const last = settled.map(echoOf).findLast((e) => 'lost' in e);
  const why = last === undefined || !('lost' in last) ? {} : { reason: last.lost };
  const saidBy = last === undefined || !('saidBy' in last) || last.saidBy === undefined ? {} : { saidBy: last.saidBy };
  const evidence = { sent, lost, ...why, ...saidBy };
  return received === 0
    ? [{ code: 'target-down', severity: 'fail', evidence: { ...evidence, since: settled[0]?.sentAt ?? 0 } }]
    : [{ code: 'packet-loss', severity: 'warn', evidence: { ...evidence, lossRatio: lost / sent } }];
};

/** What some echoes say. Failed only when not one of them could be sent. */
export const judgeEchoes = (events: readonly EchoEvent[], stamps: Stamps): Outcome<EchoReport> => {
  const settled = settledOf(events);
  const [first] = settled;
  if (first === undefined)
    return { status: 'failed', reason: 'protocol-error', detail: 'the echo engine sent nothing', findings: [] };
  if (first.kind === 'not-sent' && settled.every((e) => e.kind === 'not-sent')) {
    const reason = SEND_REASONS[first.code ?? ''] ?? 'no-route';
    return { status: 'failed', reason, detail: first.detail, findings: [] };
  }
  const replies = settled.flatMap((e) => (e.kind === 'reply' ? [e] : []));
  const ttl = replies.at(-1)?.ttl;
  const count = (kind: 'late' | 'duplicate'): number => events.filter((e) => e.kind === kind).length;
  return {
    status: 'measured',
    values: valuesOf(
      replies.map((r) => r.rttMicros),
      settled.length,
    ),
    findings: findingsOf(settled, replies.length),
    report: {
      stamps: STAMPS.findLast((s) => replies.some((r) => r.stamps === s)) ?? stamps,
      echoes: settled.map(echoOf),
      ...(ttl === undefined ? {} : { ttl }),
      notes: {
        late: count('late'),
        duplicate: count('duplicate'),
        reordered: replies.filter((r) => r.reordered).length,
      },
    },
  };
};
