import { describe, expect, it } from 'vitest';

import { checkAll } from '../../src/cli/check-all.ts';
import { LiveLine } from '../../src/cli/progress.ts';
import { fakeOnce, measured } from '../support/probes.ts';
import { cliForTest } from './support.ts';

describe('many targets', () => {
  const targets = Array.from({ length: 2_000 }, (_, i) => ({ name: `n${i}.example`, address: `n${i}.example` }));
  const all = (first: Promise<void>) => {
    const { deps, net } = cliForTest();
    let begun = 0;
    const probe = fakeOnce(async (target) => {
      begun += 1;
      if (target === 'n0.example') await first;
      return measured;
    });
    const taken: string[] = [];
    const line = new LiveLine(deps.stderr, deps.clock);
    const asked = { probe, options: {}, targets, via: undefined };
    const told = checkAll(asked, net, deps, line, ({ subject: { target = '' } }) => {
      taken.push(target);
      return target;
    });
    return { told, taken, begun: () => begun };
  };

  it('are handed on in their order, what is kept of each made as soon as it is done', async () => {
    let open = (): void => undefined;
    const { told, taken, begun } = all(new Promise((resolve) => (open = resolve)));
    const names = (async () => {
      const found: string[] = [];
      for await (const name of told) found.push(name);
      return found;
    })();
    // All that can happen while the first is waited for has happened.
    await new Promise((resolve) => void setImmediate(resolve));
    // 256 wait at most: what else is there is not begun.
    expect(begun()).toBe(257);
    expect(taken).toHaveLength(256);
    open();
    expect(await names).toEqual(targets.map(({ name }) => name));
    expect(begun()).toBe(2_000);
  });
});
