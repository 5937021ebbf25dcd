import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import type { Write } from '../../../src/store/influx/answers.ts';
import { startExport } from '../../../src/store/influx/export.ts';
import { BASE, samples, SECOND_US } from '../../contracts/store-entries.ts';
import { HandClock } from '../../support/clock.ts';
import { FakeInflux } from '../../support/fake-influx.ts';
import { memoryStore } from '../../support/memory-store.ts';

const HANG = new Promise<never>(() => undefined);
const FAILURES: readonly Write[] = [
  { did: 'failed', why: 'network', reason: 'x' },
  { did: 'failed', why: 'timeout', reason: 'x' },
  { did: 'failed', why: 'server', reason: 'x' },
  { did: 'busy', reason: 'x', retryAfterSeconds: 3 },
  { did: 'denied', reason: 'x' },
  { did: 'too-big', reason: 'x' },
];
const stepArb = fc.oneof(
  fc.record({ append: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ wait: fc.integer({ min: 1, max: 90_000 }) }),
  fc.record({ fail: fc.constantFrom(...FAILURES), times: fc.integer({ min: 1, max: 6 }) }),
  fc.constant({ crash: true } as const),
  fc.record({ restart: fc.constant(true) }),
  fc.constant({ backUp: true } as const),
  fc.constant({ restore: true } as const),
);

it('everything is there, once, whatever fails, crashes or is restored in between', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(stepArb, { maxLength: 25 }), async (steps) => {
      const clock = new HandClock(BASE + 1_000_000 * SECOND_US);
      const { journal } = memoryStore();
      const server = new FakeInflux();
      let [failing, left, appended, identities] = [FAILURES[0], 0, 0, 0];
      server.meet = (lines) => {
        if (failing?.did === 'too-big' && lines.length < 3) return undefined;
        left -= 1;
        return left >= 0 ? failing : undefined;
      };
      let backup = new Map(server.points);
      const start = () => {
        // One that crashed is never heard of again: nothing that it began is answered.
        let alive = true;
        const running = startExport({
          journal: {
            ...journal,
            append: (entries, bookmark) => (alive ? journal.append(entries, bookmark) : HANG),
            head: () => journal.head(),
          },
          clock,
          settings: { rate: 1_000, flush: 10_000 },
          server: {
            write: (lines) => (alive ? server.write(lines) : HANG),
            highestMark: (of) => (alive ? server.highestMark(of) : HANG),
            lastOther: (of) => (alive ? server.lastOther(of) : HANG),
            close: () => undefined,
          },
          setAside: { path: 'aside', add: () => Promise.reject(new Error('nothing is to be set aside')) },
          vantage: 'home',
          targets: () => [],
          random: () => 0.5,
          newIdentity: () => `journal-${(identities += 1)}`,
          notice: () => undefined,
        });
        return { running, kill: () => (alive = false) };
      };
      let now = start();
      const append = async (count: number): Promise<void> => {
        const entries = Array.from({ length: count }, (_, i) => samples(BASE + (appended + i) * SECOND_US, 1));
        appended += count;
        await journal.append(entries);
      };
      for (const step of steps) {
        if ('append' in step) await append(step.append);
        else if ('wait' in step) await clock.advance(step.wait);
        else if ('fail' in step) [failing, left] = [step.fail, step.times];
        else if ('backUp' in step) backup = new Map(server.points);
        else if ('restore' in step) server.points = new Map(backup);
        else {
          if ('crash' in step) now.kill();
          else await Promise.race([now.running.stop(), clock.advance(6_000)]);
          now.kill();
          now = start();
        }
      }
      // What was lost last is noticed before the next mark, half a minute of writing later.
      left = 0;
      for (let i = 0; i < 6; i += 1) {
        await append(1);
        await clock.advance(45_000);
      }
      expect(server.data).toHaveLength(appended);
      expect(now.running.status()).toMatchObject({ backlog: 0, state: 'up to date' });
      now.kill();
    }),
    { numRuns: 60 },
  );
});
