import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';

import type { EchoEngine, EchoEvent, Family } from '../../src/net/net.ts';
import { openLibc, type Libc } from '../../src/net/libc/libc.ts';
import { respond, type Answer } from '../support/echo-responder.ts';
import { FAR_MTU, OWN, setting } from '../support/own-network.ts';
import { monotonicMillis } from '../../src/net/system-clock.ts';

/** What an engine may lack; each with the reason. */
export type Lack =
  | 'after' // late and duplicate replies, once an echo is settled
  | 'cookie' // telling a forged reply
  | 'binding'
  | 'df'
  | 'hop-limit' // TTL of IPv6
  | 'ttl-seen'
  | 'icmpv6-errors'
  | 'code' // the code of an ICMP error
  | 'error-code' // the system's name of a failed send
  | 'own-thread';

export interface Subject {
  readonly name: string;
  readonly open: () => Promise<EchoEngine>;
  /** The reason why there is no network of our own; then only loopback is tried. */
  readonly noNetwork: string | undefined;
  readonly lacks: Readonly<Partial<Record<Lack, string>>>;
}

type Request = Partial<Parameters<EchoEngine['echoes']>[0]> & { readonly address: string };

/** From the next whole slot on, 20 ms apart unless said otherwise. */
const request = (r: Request) => ({
  timeout: 1_000,
  cadence: { every: 20, phase: monotonicMillis() + 5 },
  count: 3,
  ...r,
});
const collect = async (stream: AsyncIterable<EchoEvent>): Promise<EchoEvent[]> => {
  const events: EchoEvent[] = [];
  for await (const event of stream) events.push(event);
  return events;
};
const isSettling = (e: EchoEvent): boolean => e.kind !== 'late' && e.kind !== 'duplicate';
const seqs = (events: readonly EchoEvent[]): readonly number[] =>
  events
    .filter(isSettling)
    .map((e) => e.seq)
    .toSorted((a, b) => a - b);

/** What every echo engine must do: run over each of them. */
export const echoEngineContract = ({ name, open, noNetwork, lacks }: Subject): void => {
  describe(name, () => {
    let engine: EchoEngine;
    let libc: Libc;
    beforeAll(async () => {
      engine = await open();
      const opened = await openLibc();
      if (opened.ok) libc = opened.libc;
    });
    afterAll(() => engine.close());
    const needs = (ctx: TestContext, ...wanted: readonly (Lack | 'network')[]): void => {
      for (const want of wanted) {
        if (want === 'network') ctx.skip(noNetwork !== undefined, noNetwork ?? '');
        else ctx.skip(lacks[want] !== undefined, lacks[want] ?? '');
      }
    };
    const run = (r: Request, binding = {}): Promise<EchoEvent[]> =>
      collect(engine.echoes(request(r), binding, new AbortController().signal));
    const withAnswers = async <T>(
      answers: (to: string, i: number) => readonly Answer[],
      test: () => Promise<T>,
    ): Promise<T> => {
      setting('ipv4/icmp_echo_ignore_all', '1');
      const responder = respond(libc, answers);
      try {
        return await test();
      } finally {
        responder.stop();
        setting('ipv4/icmp_echo_ignore_all', '0');
      }
    };

    describe.each([4, 6] as const)('IPv%i', (family: Family) => {
      const loopback = family === 4 ? '127.0.0.1' : '::1';
      const own = OWN[family];

      it('tells one reply per slot and ends when all that were asked for are settled', async () => {
        const before = Date.now() * 1_000;
        const events = await run({ address: loopback });
        expect(seqs(events)).toEqual([0, 1, 2]);
        for (const e of events) {
          expect(e).toMatchObject({ kind: 'reply', from: loopback, reordered: false });
          if (e.kind !== 'reply') continue;
          expect(e.rttMicros).toBeGreaterThan(0);
          expect(e.rttMicros).toBeLessThan(900_000);
          expect(e.sentAt).toBeGreaterThan(before - 2_000);
          expect(e.sentAt).toBeLessThan(Date.now() * 1_000 + 2_000);
        }
      });

      it('tells the time to live of a reply', async (ctx) => {
        needs(ctx, 'ttl-seen');
        expect((await run({ address: loopback })).map((e) => (e.kind === 'reply' ? e.ttl : e.kind))).toEqual([
          64, 64, 64,
        ]);
      });

      it('loses each unanswered echo once, at its timeout', async (ctx) => {
        needs(ctx, 'network');
        const started = monotonicMillis();
        const events = await run({ address: own.silent, timeout: 150 });
        expect(events.map((e) => [e.kind, e.seq])).toEqual([
          ['lost', 0],
          ['lost', 1],
          ['lost', 2],
        ]);
        expect(monotonicMillis() - started).toBeGreaterThanOrEqual(40 + 150);
      });

      it('tells who said that there is no way', async (ctx) => {
        needs(ctx, 'network', ...(family === 6 ? (['icmpv6-errors'] as const) : []));
        // Two: Linux as the router tells a host that there is no way five times at most, and then once a second.
        const events = await run({ address: own.unreachable, count: 2 });
        expect(seqs(events)).toEqual([0, 1]);
        for (const e of events) {
          expect(e).toMatchObject({ kind: 'error', reason: 'unreachable', icmp: { from: own.router } });
          if (lacks.code !== undefined) continue;
          expect(e).toMatchObject({ icmp: family === 4 ? { type: 3, code: 1 } : { type: 1, code: 0 } });
        }
      });

      it('tells where the time to live ran out, and arrives with a longer one', async (ctx) => {
        needs(ctx, 'network', ...(family === 6 ? (['hop-limit'] as const) : []));
        for (const e of await run({ address: own.far, ttl: 1 })) {
          expect(e).toMatchObject({ kind: 'error', reason: 'time-exceeded', icmp: { from: own.router } });
        }
        for (const e of await run({ address: own.far, ttl: 2 })) expect(e.kind).toBe('reply');
      });

      it('tells every time that a packet is too big for the path, with the MTU', async (ctx) => {
        needs(ctx, 'network', 'df');
        const size = 1_500 - (family === 4 ? 28 : 48);
        const events = await run({ address: own.far, df: true, size });
        expect(seqs(events)).toEqual([0, 1, 2]);
        for (const e of events) {
          expect(e).toMatchObject({ kind: 'error', reason: 'too-big', icmp: { from: own.router, mtu: FAR_MTU } });
        }
        const fits = await run({ address: own.far, df: true, size: FAR_MTU - (family === 4 ? 28 : 48) });
        expect(fits.map((e) => e.kind)).toEqual(['reply', 'reply', 'reply']);
      });

      it('fragments what is too big where that is not forbidden', async (ctx) => {
        needs(ctx, 'network', 'df');
        const events = await run({ address: own.far, df: false, size: 3_000 });
        expect(events.at(-1)).toMatchObject({ kind: 'reply' });
      });

      it('counts an echo that cannot be sent, for every slot', async (ctx) => {
        needs(ctx, 'network');
        const events = await run({ address: own.noRoute });
        expect(events.map((e) => [e.kind, e.seq])).toEqual([
          ['not-sent', 0],
          ['not-sent', 1],
          ['not-sent', 2],
        ]);
        if (lacks['error-code'] === undefined) expect(events[0]).toMatchObject({ code: 'ENETUNREACH' });
      });

      it('keeps streams of different shapes apart', async (ctx) => {
        needs(ctx, 'network', ...(family === 6 ? (['hop-limit'] as const) : []));
        const [near, far, dead, silent] = await Promise.all([
          run({ address: own.router, count: 20, cadence: { every: 5, phase: monotonicMillis() } }),
          run({ address: own.far, count: 20, size: 500, cadence: { every: 5, phase: monotonicMillis() } }),
          run({ address: own.far, count: 20, ttl: 1, cadence: { every: 5, phase: monotonicMillis() } }),
          run({ address: own.silent, count: 20, timeout: 60, cadence: { every: 5, phase: monotonicMillis() } }),
        ]);
        const expected = Array.from({ length: 20 }, (_, i) => i);
        for (const [events, kind] of [
          [near, 'reply'],
          [far, 'reply'],
          [dead, 'error'],
          [silent, 'lost'],
        ] as const) {
          expect(seqs(events)).toEqual(expected);
          expect(new Set(events.map((e) => e.kind))).toEqual(new Set([kind]));
        }
      });

      it('sends from the source address that it is bound to', async (ctx) => {
        needs(ctx, 'network', 'binding');
        const [event] = await run({ address: own.router, count: 1 }, { source: own.local });
        expect(event).toMatchObject({ kind: 'reply' });
        const foreign = family === 4 ? '10.77.2.99' : 'fd77:2::99';
        const [refused] = await run({ address: own.router, count: 1 }, { source: foreign });
        expect(refused).toMatchObject({ kind: 'not-sent', code: 'EADDRNOTAVAIL' });
      });

      it('sends through the device that it is bound to', async (ctx) => {
        needs(ctx, 'network', 'binding');
        const [event] = await run({ address: own.router, count: 1 }, { device: 'v0' });
        expect(event).toMatchObject({ kind: 'reply' });
        const [missing] = await run({ address: own.router, count: 1 }, { device: 'nosuch0' });
        expect(missing).toMatchObject({ kind: 'not-sent', code: 'ENODEV' });
      });

      it('marks its packets', async (ctx) => {
        needs(ctx, 'network', 'binding');
        const [event] = await run({ address: own.router, count: 1 }, { mark: 7 });
        expect(event).toMatchObject({ kind: 'reply' });
      });
    });

    it.each(['224.0.0.1', '255.255.255.255', '0.0.0.0', 'ff02::1', '::', 'localhost'])(
      'sends nothing to %s and says so at every slot',
      async (address) => {
        const events = await run({ address, count: 2 });
        expect(events.map((e) => [e.kind, e.seq])).toEqual([
          ['not-sent', 0],
          ['not-sent', 1],
        ]);
      },
    );

    it.each([{ size: 15 }, { size: 65_508 }, { ttl: 0 }, { ttl: 256 }, { timeout: 0 }, { count: 0 }])(
      'throws at %j, which no config lets through',
      (wrong) => {
        const asked = request({ address: '127.0.0.1', ...wrong });
        expect(() => engine.echoes(asked, {}, new AbortController().signal)).toThrow(RangeError);
      },
    );

    it('counts a reply after the timeout as late and one more as duplicate', async (ctx) => {
      needs(ctx, 'network', 'after');
      const answers = (_: string, i: number): Answer[] =>
        i === 0 ? [{ after: 120 }, { after: 140 }] : [{ after: 5 }, { after: 20 }];
      const events = await withAnswers(answers, () => run({ address: '127.0.0.9', timeout: 80, count: 10 }));
      const of = (seq: number) => events.filter((e) => e.seq === seq).map((e) => e.kind);
      expect(of(0)).toEqual(['lost', 'late', 'duplicate']);
      expect(of(1)).toEqual(['reply', 'duplicate']);
      expect(seqs(events)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      const late = events.find((e) => e.seq === 0 && e.kind === 'late');
      expect(late?.kind === 'late' ? late.rttMicros : 0).toBeGreaterThan(115_000);
    });

    it('listens for what comes late after the last echo was settled, where told to, and ends', async (ctx) => {
      needs(ctx, 'network', 'after');
      const asked = { address: '127.0.0.9', timeout: 40, count: 1, linger: 400 };
      const events = await withAnswers(
        () => [{ after: 120 }],
        () => run(asked),
      );
      expect(events.map((e) => e.kind)).toEqual(['lost', 'late']);
    });

    it('tells that a reply to a later echo came first', async (ctx) => {
      needs(ctx, 'network');
      const answers = (_: string, i: number): Answer[] => [{ after: i === 0 ? 90 : 0 }];
      const events = await withAnswers(answers, () => run({ address: '127.0.0.9' }));
      expect(events.map((e) => (e.kind === 'reply' ? [e.seq, e.reordered] : e.kind))).toEqual([
        [1, false],
        [2, false],
        [0, true],
      ]);
    });

    it('takes no reply that is not ours by cookie, sequence and address', async (ctx) => {
      needs(ctx, 'network', 'cookie');
      const forged: readonly Answer[] = [
        { spoil: (b) => b.set([(b[9] ?? 0) ^ 1], 9) }, // the secret
        { spoil: (b) => b.set([(b[23] ?? 0) ^ 1], 23) }, // the counter
        { spoil: (b) => b.set([(b[7] ?? 0) ^ 1], 7) }, // the sequence
        { spoil: (b) => b.set([(b[5] ?? 0) ^ 1], 5) }, // the identifier
        { from: '127.0.0.8' },
      ];
      const events = await withAnswers(
        () => forged,
        () => run({ address: '127.0.0.9', timeout: 200 }),
      );
      expect(events.map((e) => e.kind)).toEqual(['lost', 'lost', 'lost']);
    });

    it('keeps its schedule while the main thread is busy', async (ctx) => {
      needs(ctx, 'own-thread');
      const every = 10;
      const asked = request({ address: '127.0.0.1', count: 60, cadence: { every, phase: monotonicMillis() + 50 } });
      const stream = collect(engine.echoes(asked, {}, new AbortController().signal));
      const until = monotonicMillis() + 500;
      while (monotonicMillis() < until);
      const events = await stream;
      const sent = events.map((e) => e.sentAt).toSorted((a, b) => a - b);
      const gaps = sent.slice(1).map((at, i) => at - (sent[i] ?? at));
      expect(events).toHaveLength(60);
      expect(gaps.toSorted((a, b) => a - b)[30]).toBeLessThan(every * 1_000 + 5_000);
      expect((sent.at(-1) ?? 0) - (sent[0] ?? 0)).toBeLessThan(59 * every * 1_000 + 400_000);
    });

    it('ends at an abort, also with echoes out', async (ctx) => {
      needs(ctx, 'network');
      const stop = new AbortController();
      const stream = collect(engine.echoes(request({ address: OWN[4].silent, count: 1_000 }), {}, stop.signal));
      setTimeout(() => stop.abort(), 50);
      expect(await stream).toEqual([]);
    });

    it('is over before it starts when aborted before', async () => {
      expect(await collect(engine.echoes(request({ address: '127.0.0.1' }), {}, AbortSignal.abort()))).toEqual([]);
    });

    it('stops sending when its reader leaves', async () => {
      const asked = request({ address: '127.0.0.1', cadence: { every: 10, phase: monotonicMillis() } });
      for await (const event of engine.echoes({ ...asked, count: 1_000 }, {}, new AbortController().signal)) {
        expect(event.kind).toBe('reply');
        break;
      }
    });

    it('ends its streams when it is closed', async () => {
      const other = await open();
      const asked = request({ address: '127.0.0.1', count: 1_000 });
      const stream = collect(other.echoes(asked, {}, new AbortController().signal));
      setTimeout(() => void other.close(), 60);
      expect((await stream).every((e) => e.kind === 'reply')).toBe(true);
      await other.close();
    });
  });
};
