import { describe, expect, it } from 'vitest';

import { waitingFor } from '../../web/src/model/wall-waiting.ts';
import { overview, T0, target } from './support.ts';

const machine = target('loopback', { role: 'control' });

describe('the first minute', () => {
  it('waits for the first answer of what has a row', () => {
    const rows = [{ name: 'a' }, { name: 'b' }];
    const o = overview([machine, target('a'), target('b')]);
    expect(waitingFor(o, rows)?.title).toBe('Waiting for the first answers');
    const heard = overview([machine, target('a', { latest: { at: T0, value: 1 } }), target('b')]);
    expect(waitingFor(heard, rows)).toBeUndefined();
  });
  it('says so where nothing has a row; a line stands without echoes of its own', () => {
    expect(waitingFor(overview([machine]), [])?.title).toBe('Nothing outside is watched yet');
    expect(waitingFor(overview([machine], { lines: { lines: [] } }), [{ name: 'dsl' }])).toBeUndefined();
  });
});
