import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { EchoTable, TABLE_SIZE, type Asker, type Receipt, type Sink } from '../../../src/net/echo/echo-table.ts';

interface Told {
  readonly kind: string;
  readonly seq: number;
  readonly rtt?: number;
  readonly reordered?: boolean;
}
const stream = (timeout = 100): Asker => ({ timeout, out: 0, answered: -1, closed: false });
const recorder = () => {
  const told: Told[] = [];
  const sink: Sink<Asker> = {
    reply: (_s, seq, _at, trip, _ttl, reordered) => told.push({ kind: 'reply', seq, rtt: trip.rttMicros, reordered }),
    lost: (_s, seq) => told.push({ kind: 'lost', seq }),
    error: (_s, seq, _at, rtt) => told.push({ kind: 'error', seq, rtt }),
    after: (kind, _s, seq, _at, rtt) => told.push({ kind, seq, rtt }),
  };
  return { told, sink };
};
/** Wall and monotonic clock run together; stamps in microseconds, the clock in milliseconds. */
const at = (ms: number, stampMs = ms): Receipt => ({ rxWall: stampMs * 1_000, mono: ms, offset: 0 });
const issue = (table: EchoTable<Asker>, s: Asker, seq: number, ms: number): number => {
  const counter = table.issue(s, seq, ms, ms * 1_000, 0);
  if (counter === undefined) throw new Error('the table is full');
  return counter;
};
const icmp = { from: '10.0.0.1', type: 3, code: 1 };

describe('echo table', () => {
  it('takes the stamps that there are', () => {
    const [table, s, { told, sink }] = [new EchoTable<Asker>(), stream(), recorder()];
    const first = issue(table, s, 0, 10);
    table.stamp(first, 10_200);
    table.reply(first, at(35, 30), 64, sink);
    const second = issue(table, s, 1, 50);
    table.stamp(second, 49_000); // before it was handed over: of another echo
    table.reply(second, at(75, 70), 64, sink);
    expect(told.map((t) => t.rtt)).toEqual([19_800, 20_000]);
  });
  it('stamps with the process’s clock what the kernel stamps by another', () => {
    const [table, s] = [new EchoTable<Asker>(), stream()];
    const sent: number[] = [];
    const { sink } = recorder();
    const seen = { ...sink, reply: (_s: Asker, _seq: number, sentAt: number) => void sent.push(sentAt) };
    for (const [i, ahead] of [200, 499_000, 30e6].entries()) {
      const counter = issue(table, s, i, 10);
      table.stamp(counter, 10_000 + ahead);
      table.reply(counter, at(35, 30), 64, seen);
    }
    expect(sent).toEqual([10_200, 509_000, 10_000]);
  });
  it('calls an echo answered that was answered in time, however late anybody looks', () => {
    const [table, s, { told, sink }] = [new EchoTable<Asker>(), stream(100), recorder()];
    const counter = issue(table, s, 0, 0);
    table.reply(counter, at(60_000, 20), 64, sink);
    table.expire(60_000, sink);
    expect(told).toEqual([{ kind: 'reply', seq: 0, rtt: 20_000, reordered: false }]);
  });
  it('calls it lost and late when the reply came after the timeout, though nobody looked in between', () => {
    const [table, s, { told, sink }] = [new EchoTable<Asker>(), stream(100), recorder()];
    table.reply(issue(table, s, 0, 0), at(60_000, 101), 64, sink);
    table.expire(60_000, sink);
    expect(told).toEqual([
      { kind: 'lost', seq: 0 },
      { kind: 'late', seq: 0, rtt: 101_000 },
    ]);
  });
  it('tells what comes after an echo is settled, and lets no error change it', () => {
    const [table, s, { told, sink }] = [new EchoTable<Asker>(), stream(100), recorder()];
    const counter = issue(table, s, 0, 0);
    table.expire(100, sink);
    table.error(counter, at(110), 'unreachable', icmp, sink);
    table.reply(counter, at(120), 64, sink);
    table.reply(counter, at(130), 64, sink);
    expect(told.map((t) => t.kind)).toEqual(['lost', 'late', 'duplicate']);
  });
  it('tells no more of an echo than sixteen answers too many, and all of the next one', () => {
    const [table, s, { told, sink }] = [new EchoTable<Asker>(), stream(100), recorder()];
    const counter = issue(table, s, 0, 0);
    for (let i = 0; i < 10_000; i += 1) table.reply(counter, at(20), 64, sink);
    expect(told.map((t) => t.kind)).toEqual(['reply', ...Array.from({ length: 16 }, () => 'duplicate')]);
    told.length = 0;
    for (let i = 1; i <= TABLE_SIZE; i += 1) table.reply(issue(table, s, i, 30), at(31), 64, sink);
    table.reply(TABLE_SIZE, at(32), 64, sink);
    expect(told.at(-1)).toMatchObject({ kind: 'duplicate', seq: TABLE_SIZE });
  });
  it('tells nothing of a stream that nobody listens to', () => {
    const [table, s, { told, sink }] = [new EchoTable<Asker>(), stream(100), recorder()];
    const [a, b, c] = [issue(table, s, 0, 0), issue(table, s, 1, 1), issue(table, s, 2, 2)];
    s.closed = true;
    table.reply(a, at(3), 64, sink);
    table.error(b, at(4), 'unreachable', icmp, sink);
    table.expire(500, sink);
    table.reply(c, at(501), 64, sink);
    expect(told).toEqual([]);
    expect(table.out).toBe(0);
  });
  it('is full when the place is still out, and has room again when it is settled', () => {
    const [table, s, { sink }] = [new EchoTable<Asker>(), stream(100), recorder()];
    for (let i = 0; i < TABLE_SIZE; i += 1) issue(table, s, i, 0);
    expect(table.issue(s, 0, 1, 1, 0)).toBeUndefined();
    table.reply(0, at(1), 64, sink);
    expect(table.issue(s, 0, 1, 1, 0)).toBe(TABLE_SIZE);
    expect(table.streamOf(0)).toBeUndefined(); // its place is another's now
    expect(table.bySequence(0)).toBe(TABLE_SIZE);
  });
  it('knows the next deadline of several timeouts', () => {
    const [table, short, long, { told, sink }] = [new EchoTable<Asker>(), stream(50), stream(200), recorder()];
    issue(table, long, 0, 0);
    const first = issue(table, short, 1, 10);
    issue(table, short, 2, 20);
    expect(table.nextDeadline()).toBe(60);
    table.reply(first, at(30), 64, sink);
    expect(table.nextDeadline()).toBe(70);
    table.expire(70, sink);
    expect(told.at(-1)).toEqual({ kind: 'lost', seq: 2 });
    expect(table.nextDeadline()).toBe(200);
    table.expire(200, sink);
    expect(table.nextDeadline()).toBe(Number.POSITIVE_INFINITY);
  });

  it('settles every echo exactly once, whatever happens in whatever order', () => {
    const step = fc.record({
      what: fc.constantFrom('send', 'reply', 'error', 'expire', 'withdraw'),
      which: fc.nat(30),
      wait: fc.nat(60),
      delay: fc.nat(150),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150 }), (steps) => {
        const [table, { told, sink }] = [new EchoTable<Asker>(), recorder()];
        const streams = [stream(50), stream(120)];
        const sent: { counter: number; ms: number; stream: Asker }[] = [];
        const withdrawn = new Set<number>();
        let now = 0;
        for (const { what, which, wait, delay } of steps) {
          now += wait;
          const echo = sent[which % Math.max(1, sent.length)];
          if (what === 'send') {
            const s = streams[which % 2] ?? stream();
            sent.push({ counter: issue(table, s, sent.length, now), ms: now, stream: s });
          } else if (echo === undefined) continue;
          else if (what === 'expire') table.expire(now, sink);
          else if (what === 'withdraw') {
            if (table.withdraw(echo.counter) !== undefined) withdrawn.add(echo.counter);
          } else {
            const receipt = at(now, Math.min(now, echo.ms + delay));
            if (what === 'reply') table.reply(echo.counter, receipt, 64, sink);
            else table.error(echo.counter, receipt, 'unreachable', icmp, sink);
          }
        }
        table.expire(now + 1_000, sink);
        for (const [seq, { counter, stream }] of sent.entries()) {
          const kinds = told.filter((t) => t.seq === seq).map((t) => t.kind);
          const settling = kinds.filter((k) => k === 'reply' || k === 'lost' || k === 'error');
          expect(settling).toHaveLength(withdrawn.has(counter) ? 0 : 1);
          // What comes after comes after; late at most once, and only of a lost one.
          expect(kinds.slice(1).every((k) => k === 'late' || k === 'duplicate')).toBe(true);
          expect(kinds.filter((k) => k === 'late').length).toBeLessThanOrEqual(kinds[0] === 'lost' ? 1 : 0);
          for (const t of told) {
            if (t.seq === seq && t.kind === 'reply') expect(t.rtt).toBeLessThanOrEqual(stream.timeout * 1_000);
          }
        }
        expect(table.out).toBe(0);
        expect(streams.map((s) => s.out)).toEqual([0, 0]);
      }),
    );
  });

  it('calls a reply reordered exactly when a later one was answered before', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7]), (order) => {
        const [table, s, { told, sink }] = [new EchoTable<Asker>(), stream(), recorder()];
        const counters = Array.from({ length: 8 }, (_, i) => issue(table, s, i, 0));
        for (const seq of order) table.reply(counters[seq] ?? 0, at(1), 64, sink);
        expect(told.map((t) => t.reordered)).toEqual(
          order.map((seq, i) => order.slice(0, i).some((before) => before > seq)),
        );
      }),
    );
  });
});
