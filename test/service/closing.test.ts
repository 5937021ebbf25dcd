import { describe, expect, it } from 'vitest';

import { withClosing } from '../../src/service/closing.ts';

describe('closing', () => {
  it('closes what was opened, the last first, also after a throw', async () => {
    const closed: string[] = [];
    const run = withClosing(async (later) => {
      later(() => closed.push('first'));
      later(async () => {
        await Promise.resolve();
        closed.push('second');
      });
      throw new Error('between');
    });
    await expect(run).rejects.toThrow('between');
    expect(closed).toEqual(['second', 'first']);
  });

  it('closes the rest where one does not close', async () => {
    const closed: string[] = [];
    const run = withClosing(async (later) => {
      later(() => closed.push('first'));
      later(() => Promise.reject(new Error('stuck')));
      return Promise.resolve(0);
    });
    await expect(run).rejects.toThrow('stuck');
    expect(closed).toEqual(['first']);
  });
});
