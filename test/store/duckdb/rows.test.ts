import { describe, expect, it } from 'vitest';

import { bookmarkOfRow, eventOfRow, runOfRow, sampleOfRow } from '../../../src/store/duckdb/rows.ts';

const subject = { target: 'a', via: null, vantage: 'here' };

describe('a row that another program changed', () => {
  it.each(['', '{', 'null', '5', 'undefined', '{"status":"measured"', '\u0000'])(
    '%j is a run and an event that say nothing',
    (text) => {
      const run = runOfRow({ ...subject, at: 1, id: 'r', took_ms: 2, probe: 'ping', outcome: text });
      expect(run).toMatchObject({ id: 'r', outcome: { status: 'failed', findings: [] } });
      const event = eventOfRow({ ...subject, at: 1, type: 'x', severity: 'info', probe: null, evidence: text });
      expect(event).toMatchObject({ subject: { target: 'a' }, evidence: {} });
    },
  );
  it('has a loss of a kind that is not known for lost, and no value for 0', () => {
    expect(sampleOfRow({ at: 1, code: 63, value: null, said_by: null })).toEqual({ at: 1, lost: 'timeout' });
    expect(sampleOfRow({ at: 1, code: 0, value: null, said_by: null })).toEqual({ at: 1, value: 0 });
    expect(sampleOfRow({ at: 1, code: 65, value: null, said_by: null })).toEqual({
      at: 1,
      note: 'duplicate',
      value: 0,
    });
  });
  it('is no bookmark when its state is no JSON: its reader begins as the first time', () => {
    const row = { name: 'watch', cursor: 7 };
    for (const state of ['', '{', 'undefined', '[1', '\u0000'])
      expect(bookmarkOfRow({ ...row, state })).toBeUndefined();
    for (const state of [null, 'x', { down: [] }])
      expect(bookmarkOfRow({ ...row, state: JSON.stringify(state) })).toEqual({ ...row, state });
  });
});
