import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { readResult, ResultWriter, STRIDE } from '../../../src/net/echo/results.ts';
import type { EchoEvent } from '../../../src/net/net.ts';

const BASE = 1_780_000_000;
const seq = fc.nat(2 ** 31);
const sentAt = fc.integer({ min: BASE * 1e6, max: BASE * 1e6 + 1e12 });
const rttMicros = fc.nat(60_000_000).map((n) => n / 8);
const from = '192.0.2.7';
const event: fc.Arbitrary<EchoEvent> = fc.oneof(
  fc.record(
    {
      seq,
      sentAt,
      kind: fc.constant('reply' as const),
      rttMicros,
      from: fc.constant(from),
      ttl: fc.nat(255),
      stamps: fc.constantFrom('kernel-tx-rx' as const, 'kernel-rx' as const, 'monotonic' as const),
      reordered: fc.boolean(),
    },
    { requiredKeys: ['seq', 'sentAt', 'kind', 'rttMicros', 'from', 'stamps', 'reordered'] },
  ),
  fc.record({ seq, sentAt, kind: fc.constant('lost' as const) }),
  fc.record({
    seq,
    sentAt,
    kind: fc.constant('error' as const),
    reason: fc.constantFrom('unreachable' as const, 'time-exceeded' as const, 'too-big' as const),
    rttMicros,
    icmp: fc.record(
      { from: fc.constantFrom('10.0.0.1', '2001:db8::1'), type: fc.nat(255), code: fc.nat(255), mtu: fc.nat(65_535) },
      { requiredKeys: ['from', 'type', 'code'] },
    ),
  }),
  fc.record(
    { seq, sentAt, kind: fc.constant('not-sent' as const), detail: fc.string(), code: fc.constant('ENETUNREACH') },
    { requiredKeys: ['seq', 'sentAt', 'kind', 'detail'] },
  ),
  fc.record({
    seq,
    sentAt,
    kind: fc.constantFrom('late' as const, 'duplicate' as const),
    rttMicros,
    from: fc.constant(from),
  }),
);
const write = (w: ResultWriter, e: EchoEvent): void => {
  const wall = e.sentAt - BASE * 1e6;
  if (e.kind === 'reply') w.reply(7, e.seq, wall, e, e.ttl ?? -1, e.reordered);
  else if (e.kind === 'lost') w.lost(7, e.seq, wall);
  else if (e.kind === 'error') w.error(7, e.seq, wall, e.rttMicros, e.reason, e.icmp);
  else if (e.kind === 'not-sent') w.notSent(7, e.seq, wall, e);
  else w.after(e.kind, 7, e.seq, wall, e.rttMicros);
};

it('reads every event as it was written, many at a time', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 600 }), (events) => {
      const writer = new ResultWriter(BASE);
      for (const e of events) write(writer, e);
      writer.end(7);
      const { records, extras } = writer.take();
      expect(records).toHaveLength((events.length + 1) * STRIDE);
      expect(records[0]).toBe(7);
      expect(events.map((_, i) => readResult(records, extras, i, from))).toEqual(events);
      expect(readResult(records, extras, events.length, from)).toBe('end');
      expect(writer.count).toBe(0);
    }),
    { numRuns: 50 },
  );
});
