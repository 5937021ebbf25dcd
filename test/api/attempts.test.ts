import { describe, expect, it } from 'vitest';

import { Attempts } from '../../src/api/attempts.ts';
import { HandClock } from '../support/clock.ts';

const fail = (attempts: Attempts, address: string, times: number): void => {
  for (let i = 0; i < times; i += 1) attempts.failed(address);
};

describe('Attempts', () => {
  it('lets five fail, then makes the client wait, and forgives one a minute', async () => {
    const clock = new HandClock();
    const attempts = new Attempts(clock);
    fail(attempts, '192.0.2.1', 4);
    expect(attempts.wait('192.0.2.1')).toBe(0);
    fail(attempts, '192.0.2.1', 1);
    expect(attempts.wait('192.0.2.1')).toBe(60);
    expect(attempts.wait('192.0.2.2')).toBe(0);
    await clock.advance(45_000);
    expect(attempts.wait('192.0.2.1')).toBeCloseTo(15);
    await clock.advance(15_000);
    expect(attempts.wait('192.0.2.1')).toBe(0);
  });
  it('counts a /64 as one client, and a mapped IPv4 address as that one', () => {
    const attempts = new Attempts(new HandClock());
    fail(attempts, '2001:db8::1', 3);
    fail(attempts, '2001:db8:0:0:ffff::2', 2);
    expect(attempts.wait('2001:db8::77')).toBeGreaterThan(0);
    expect(attempts.wait('2001:db8:0:1::1')).toBe(0);
    fail(attempts, '::ffff:192.0.2.9', 5);
    expect(attempts.wait('192.0.2.9')).toBeGreaterThan(0);
  });
  it('slows everybody down when many clients fail together, and remembers a bounded number', async () => {
    const clock = new HandClock();
    const attempts = new Attempts(clock, {
      each: { burst: 5, forgive: 60_000 },
      all: { burst: 20, forgive: 1_000 },
      addresses: 8,
    });
    for (let i = 0; i < 20; i += 1) attempts.failed(`192.0.2.${i}`);
    expect(attempts.remembered).toBe(8);
    expect(attempts.wait('198.51.100.1')).toBe(1);
    await clock.advance(1_000);
    expect(attempts.wait('198.51.100.1')).toBe(0);
  });
  it('forgets failures on success', () => {
    const attempts = new Attempts(new HandClock());
    fail(attempts, '192.0.2.1', 4);
    attempts.succeeded('192.0.2.1');
    fail(attempts, '192.0.2.1', 4);
    expect(attempts.wait('192.0.2.1')).toBe(0);
  });
});
