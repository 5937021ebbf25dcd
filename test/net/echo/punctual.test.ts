import { arch } from 'node:os';

import { describe, expect, it } from 'vitest';

import { Punctual } from '../../../src/net/echo/punctual.ts';
import type { Libc } from '../../../src/net/libc/libc.ts';
import { SCHED_OTHER, SCHED_RR, SCHED_SETATTR } from '../../../src/net/libc/linux.ts';

const AT = 0x1000;
/** A system that lets the thread ahead, or not; and the CPU time that the thread has used, in ms. */
const system = ({ allowed }: { readonly allowed: boolean }) => {
  let bytes: Uint8Array = new Uint8Array();
  const asked: { readonly policy: number; readonly nice: number; readonly priority: number }[] = [];
  const used = { ms: 0 };
  const view = (): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const libc: Partial<Libc> = {
    addressOf: (memory) => {
      bytes = memory;
      return AT;
    },
    prctl: () => 0,
    getpriority: () => 5,
    clockGettime: () => {
      view().setUint32(0, Math.floor(used.ms / 1_000), true);
      view().setUint32(8, (used.ms % 1_000) * 1e6, true);
      return 0;
    },
    schedSetattr: (_call, _thread, address) => {
      expect(address).toBe(AT);
      const policy = view().getUint32(4, true);
      asked.push({ policy, nice: view().getInt32(16, true), priority: view().getUint32(20, true) });
      return policy === SCHED_RR && !allowed ? -1 : 0;
    },
  };
  return { libc: libc as Libc, asked, used };
};

describe.skipIf(SCHED_SETATTR[arch()] === undefined)('a punctual thread', () => {
  it('starts among the others, with the niceness that it was given', () => {
    const { libc, asked } = system({ allowed: true });
    expect(new Punctual(libc).ahead).toBe(false);
    expect(asked).toEqual([{ policy: SCHED_OTHER, nice: 5, priority: 0 }]);
  });

  it('goes ahead when it has done little for a second, and back when it does much', () => {
    const { libc, used } = system({ allowed: true });
    const punctual = new Punctual(libc);
    const ahead = [900, 100, 100, 400, 600, 400, 100].map((ms, second) => {
      used.ms += ms;
      punctual.look(second * 1_000);
      return punctual.ahead;
    });
    expect(ahead).toEqual([false, true, true, true, false, false, true]);
  });

  it('looks once a second', () => {
    const { libc, asked, used } = system({ allowed: true });
    const punctual = new Punctual(libc);
    for (let now = 0; now <= 2_000; now += 100) {
      used.ms += now < 1_000 ? 100 : 10;
      punctual.look(now);
    }
    expect(asked.map((a) => a.policy)).toEqual([SCHED_OTHER, SCHED_RR]);
  });

  it('asks no more where it may not', () => {
    const { libc, asked } = system({ allowed: false });
    const punctual = new Punctual(libc);
    for (let now = 0; now < 10_000; now += 1_000) punctual.look(now);
    expect(punctual.ahead).toBe(false);
    expect(asked).toHaveLength(2);
  });
});
