import assert from 'node:assert/strict';

import * as fc from 'fast-check';

import { csvFileName, csvLine, isoMicros } from '../../../src/api/csv.ts';
import { formatDuration, parseDuration } from '../../../src/probes/duration.ts';
import { LOSS_REASONS, NOTE_KINDS, type Sample } from '../../../src/domain/sample.ts';
import { anyText, textLike } from '../arbitraries.ts';
import { target, type Target } from '../target.ts';

/** Until 2200, which is as far as anything can be asked for. */
export const moment = fc.oneof(
  fc.integer({ min: 0, max: Date.UTC(2200, 0) * 1_000 }),
  fc.integer({ min: 1_780_000_000_000_000, max: 1_780_000_600_000_000 }),
);
const value = fc.oneof(fc.nat(), fc.double({ noNaN: true, noDefaultInfinity: true }));
export const sample: fc.Arbitrary<Sample> = fc.oneof(
  fc.record({ at: moment, value }),
  fc.record({ at: moment, lost: fc.constantFrom(...LOSS_REASONS) }),
  fc.record({ at: moment, lost: fc.constantFrom(...LOSS_REASONS), saidBy: fc.oneof(fc.ipV4(), fc.ipV6()) }),
  fc.record({ at: moment, note: fc.constantFrom(...NOTE_KINDS), value }),
);

export const values: readonly Target[] = [
  target('duration', [textLike(['250ms', '1.5s', '5m', '1 h', '14d'], ['m', 's', '.', ' ', '0', '9'])], (text) => {
    const ms = parseDuration(text);
    if (ms === undefined) return;
    assert(Number.isFinite(ms) && ms >= 0, String(ms));
    // What is told is read back, of three hundred years at most.
    if (Number.isInteger(ms) && ms < 1e13) assert.equal(parseDuration(formatDuration(ms)), ms);
  }),
  target('csv-line', [sample], (s) => {
    const line = csvLine(s);
    assert(line.endsWith('\n') && line.indexOf('\n') === line.length - 1);
    const [time = '', ...cells] = line.trimEnd().split(',');
    assert.equal(cells.length, 4);
    assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    assert.equal(time, isoMicros(s.at));
    if (!('lost' in s)) assert.equal(Number(cells[0]), s.value + 0);
  }),
  target('csv-file-name', [fc.array(anyText, { maxLength: 4 }), moment], (parts, at) => {
    assert.match(csvFileName(parts, at), /^[a-zA-Z0-9._-]+\.csv$/);
  }),
];
