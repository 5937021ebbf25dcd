import { describe, expect, it } from 'vitest';

import { Progress } from '../../../src/net/path/progress.ts';

describe('how far a connection has come', () => {
  it('tells how long nothing got across: by now, and at the longest', () => {
    const progress = new Progress(100);
    progress.look(110, 0);
    expect(progress.longest(110)).toBe(10);
    progress.look(150, 0);
    expect(progress.silence(150)).toBe(40);
    progress.look(200, 500);
    expect([progress.silence(230), progress.longest(230)]).toEqual([30, 90]);
    progress.look(290, 501);
    expect([progress.silence(300), progress.longest(300)]).toEqual([10, 90]);
  });
});
