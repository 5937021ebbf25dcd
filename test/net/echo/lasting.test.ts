import { describe, expect, it } from 'vitest';

import { lasting, type Breakable } from '../../../src/net/echo/lasting.ts';
import type { EchoEvent } from '../../../src/net/net.ts';

interface Fake extends Breakable {
  readonly number: number;
  readonly breakDown: () => void;
  isClosed: boolean;
}

const signal = new AbortController().signal;
const request = { address: '127.0.0.1', timeout: 100, cadence: { every: 10, phase: 0 } };
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Engines that answer every request with one loss, whose number is the engine's. */
const factory = () => {
  const made: Fake[] = [];
  const make = (): Fake => {
    let breakDown = (): void => undefined;
    let isBroken = false;
    const broken = new Promise<Error>((resolve) => {
      breakDown = () => {
        isBroken = true;
        resolve(new Error('broken'));
      };
    });
    const number = made.length;
    const engine: Fake = {
      number,
      name: 'kernel',
      stamps: 'kernel-tx-rx',
      how: 'a fake',
      families: [4],
      broken,
      breakDown: () => breakDown(),
      isClosed: false,
      async *echoes(): AsyncGenerator<EchoEvent> {
        await Promise.resolve();
        if (isBroken) throw new Error('broken');
        yield { seq: number, sentAt: 0, kind: 'lost' };
      },
      close: () => {
        engine.isClosed = true;
        return Promise.resolve();
      },
    };
    made.push(engine);
    return engine;
  };
  return { made, make };
};
const askOf = async (engine: { echoes: Breakable['echoes'] }): Promise<number | string> => {
  try {
    for await (const event of engine.echoes(request, {}, signal)) return event.seq;
    return 'nothing';
  } catch (error) {
    return error instanceof Error ? error.message : 'unknown';
  }
};

describe('a lasting engine', () => {
  it('is replaced at once when it breaks, and the broken one is closed', async () => {
    const { made, make } = factory();
    const engine = lasting(make(), () => Promise.resolve(make()));
    expect(await askOf(engine)).toBe(0);
    made[0]?.breakDown();
    await settle();
    expect(await askOf(engine)).toBe(1);
    expect(made.map((e) => e.isClosed)).toEqual([true, false]);
    made[1]?.breakDown();
    await settle();
    expect(await askOf(engine)).toBe(2);
  });

  it('is tried again with the next stream where none can be opened', async () => {
    const { made, make } = factory();
    let tries = 0;
    const engine = lasting(make(), () => {
      tries += 1;
      if (tries === 1) return Promise.reject(new Error('no memory'));
      return Promise.resolve(tries === 2 ? { why: 'no sockets', remedy: 'none' } : make());
    });
    made[0]?.breakDown();
    await settle();
    expect(await askOf(engine)).toBe('broken');
    await settle();
    expect(await askOf(engine)).toBe('broken');
    await settle();
    expect(await askOf(engine)).toBe(1);
    expect(tries).toBe(3);
  });

  it('opens no more once it is closed', async () => {
    const { made, make } = factory();
    let give: (engine: Fake) => void = () => undefined;
    const engine = lasting(make(), () => new Promise((resolve) => (give = resolve)));
    made[0]?.breakDown();
    await settle();
    const closing = engine.close();
    give(make());
    await closing;
    expect(made.map((e) => e.isClosed)).toEqual([true, true]);
    expect(await askOf(engine)).toBe(1);
    made[1]?.breakDown();
    await settle();
    expect(made).toHaveLength(2);
  });
});
