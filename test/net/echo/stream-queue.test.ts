import { describe, expect, it } from 'vitest';

import { StreamQueue } from '../../../src/net/echo/stream-queue.ts';
import type { EchoEvent } from '../../../src/net/net.ts';

const lost = (seq: number): EchoEvent => ({ seq, sentAt: 0, kind: 'lost' });
const queue = () => {
  const calls: string[] = [];
  const q = new StreamQueue({
    stopped: () => calls.push('stopped'),
    paused: (on) => calls.push(on ? 'paused' : 'resumed'),
  });
  return { q, calls };
};

describe('stream queue', () => {
  it('gives what was pushed in order, waiting for what is not there yet', async () => {
    const { q } = queue();
    q.push(lost(0));
    expect((await q.next()).value).toEqual(lost(0));
    const waiting = q.next();
    q.push(lost(1));
    expect((await waiting).value).toEqual(lost(1));
  });
  it('gives the rest after its end, then nothing more', async () => {
    const { q } = queue();
    q.push(lost(0));
    q.end();
    q.push(lost(1));
    expect(await q.next()).toEqual({ done: false, value: lost(0) });
    expect((await q.next()).done).toBe(true);
    expect((await q.next()).done).toBe(true);
  });
  it('wakes its reader at the end and at a failure', async () => {
    const ended = queue().q;
    const waiting = ended.next();
    ended.end();
    expect((await waiting).done).toBe(true);
    const failed = queue().q;
    const hanging = failed.next();
    failed.fail(new Error('broken'));
    await expect(hanging).rejects.toThrow('broken');
  });
  it('gives what came before a failure, then throws once, then is over', async () => {
    const { q } = queue();
    q.push(lost(0));
    q.fail(new Error('broken'));
    expect((await q.next()).value).toEqual(lost(0));
    await expect(q.next()).rejects.toThrow('broken');
    expect((await q.next()).done).toBe(true);
  });
  it('pauses its source at the high-water mark and resumes it far below', async () => {
    const { q, calls } = queue();
    for (let i = 0; i <= 4_096; i += 1) q.push(lost(i));
    expect(calls).toEqual(['paused']);
    for (let i = 0; i < 3_000; i += 1) await q.next();
    expect(calls).toEqual(['paused']);
    for (let i = 0; i < 100; i += 1) await q.next();
    expect(calls).toEqual(['paused', 'resumed']);
  });
  it('tells its source when its reader leaves', async () => {
    const { q, calls } = queue();
    q.push(lost(0));
    q.push(lost(1));
    for await (const event of q) {
      expect(event).toEqual(lost(0));
      break;
    }
    expect(calls).toEqual(['stopped']);
    expect((await q.next()).done).toBe(true);
  });
});
