import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { EchoStream } from '../../../src/net/echo/echo-stream.ts';
import type { Libc } from '../../../src/net/libc/libc.ts';

const memory: Partial<Libc> = { addressOf: () => 0x1000 };
const open = (cadence: { readonly every: number; readonly phase: number }, from: number): EchoStream =>
  new EchoStream(
    memory as Libc,
    {
      kind: 'open',
      stream: 1,
      address: '192.0.2.1',
      binding: {},
      cadence,
      from,
      timeout: 1_000,
      size: 56,
      ttl: undefined,
      df: undefined,
      count: undefined,
      linger: 0,
    },
    { id: 1, number: 0 },
    new Uint8Array(8),
  );

it('is early or late by a small share of its interval, and never by more than 1.5 or 0.5 ms', () => {
  const streams = [0.1, 4, 12, 100, 1_000, 86_400_000].map((every) => open({ every, phase: 0 }, 0));
  expect(streams.map((s) => s.early)).toEqual([0.0125, 0.5, 1.5, 1.5, 1.5, 1.5]);
  for (const { early, late } of streams) expect(late).toBeCloseTo(early / 3);
});

it('has one slot a batch: after one was sent, the next is due later than what goes out with it', () => {
  const every = fc.oneof(fc.double({ min: 0.1, max: 50, noNaN: true }), fc.constantFrom(1, 20, 1_000));
  const phase = fc.double({ min: 0, max: 1_000, noNaN: true });
  const behind = fc.array(fc.double({ min: 0, max: 5_000, noNaN: true }), { maxLength: 30 });
  fc.assert(
    fc.property(every, phase, behind, (every, phase, behind) => {
      const stream = open({ every, phase }, phase);
      for (const late of behind) {
        const now = stream.due - stream.early + late;
        if (stream.due > now + stream.early) continue; // by rounding: not sent yet
        const before = stream.slot;
        stream.advance(now);
        expect(stream.due).toBeGreaterThan(now + stream.early);
        expect(stream.slot).toBeGreaterThan(before);
        expect(stream.due).toBeLessThanOrEqual(now + stream.early + every * (1 + 1e-9));
      }
    }),
  );
});
