import { describe, expect, it } from 'vitest';

import { renewOnce, type Renewing } from '../../web/src/data/renew.ts';

const MINUTE = 60_000;

/** A tab whose storage outlives a reload. */
const tab = (storage: boolean) => {
  let [wall, opened] = [1_763_733_600_000, 1_763_733_600_000];
  let kept: number | undefined;
  let reloads = 0;
  const there = { value: true };
  const browser: Renewing = {
    now: () => ({ wall, open: wall - opened }),
    last: () => (storage ? kept : null),
    keep: (at) => (kept = at),
    isThere: () => Promise.resolve(there.value),
    reload: () => {
      reloads += 1;
      opened = wall;
    },
  };
  const wait = (ms: number): void => {
    wall += ms;
  };
  return { browser, wait, there, reloads: () => reloads };
};

describe('loading the page anew by itself', () => {
  it('is done at once for the first time', async () => {
    const { browser, reloads } = tab(true);
    expect(await renewOnce(browser)).toBe(true);
    expect(reloads()).toBe(1);
  });
  it.each([true, false])('is never done in a loop, with storage (%s) or without', async (storage) => {
    const { browser, wait, reloads } = tab(storage);
    for (let minute = 0; minute < 60; minute += 1) {
      await renewOnce(browser);
      wait(MINUTE);
    }
    expect(reloads()).toBeGreaterThanOrEqual(5);
    expect(reloads()).toBeLessThanOrEqual(6);
  });
  it('waits until the service has the page to give', async () => {
    const { browser, there, reloads } = tab(true);
    there.value = false;
    expect(await renewOnce(browser)).toBe(false);
    there.value = true;
    expect(await renewOnce(browser)).toBe(true);
    expect(reloads()).toBe(1);
  });
});
