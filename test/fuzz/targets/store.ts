import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import * as fc from 'fast-check';

import { Sketch } from '../../../src/domain/sketch.ts';
import { SketchError } from '../../../src/domain/sketch-bytes.ts';
import { cover, grainFor, type Grain } from '../../../src/store/duckdb/cover.ts';
import { holderOf, lockPathIn, takeLock } from '../../../src/store/duckdb/lock.ts';
import type { PlaceName } from '../../../src/store/duckdb/places.ts';
import { LEAD_BYTES, walFault } from '../../../src/store/duckdb/wal.ts';
import { anyBytes, bytesLike, textLike } from '../arbitraries.ts';
import { target, waiting, type Target } from '../target.ts';
import { moment } from './values.ts';

const numbers = fc.array(fc.oneof(fc.integer({ min: -5, max: 2_000_000 }), fc.double({ noNaN: true })), {
  maxLength: 200,
});
const packed = numbers.map((all) => Sketch.of(all).encode());
const HEADER = [0x64, 0x00, 0x62, 0x65, 0x00, 0x02, 0xff, 0xff];
const log = fc.array(anyBytes(40), { maxLength: 5 }).map((entries) => {
  const lead = (size: number): number[] => Array.from({ length: LEAD_BYTES }, (_, i) => (i === 0 ? size : 0));
  return Uint8Array.from([...HEADER, ...entries.flatMap((e) => [...lead(e.length), ...e])]);
});
const LOCK = JSON.stringify({ pid: process.pid, since: 1, boot: 'b', startTicks: '1', address: 'http://127.0.0.1:1/' });
const TOKENS = ['null', '{', '}', '[]', '"', ',', '1e999', '-1', String(process.pid), '"pid":', '"boot":'];

const instant = fc.oneof(
  moment,
  fc.integer({ min: 0, max: 40 * 60 }).map((minutes) => minutes * 60_000_000),
);
const NAMES: readonly PlaceName[] = ['minutes', 'hours', 'raw kept', 'minutes kept'];
/** Any at all: also places that no chore would leave so. */
const kept = fc
  .array(fc.option(instant, { nil: undefined }), { minLength: NAMES.length, maxLength: NAMES.length })
  .map(
    (all) =>
      new Map(NAMES.flatMap((name, i) => (all[i] === undefined ? [] : [[name, { horizon: all[i], cursor: 0 }]]))),
  );

let folder: string | undefined;
const close = (): Promise<void> => {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  folder = undefined;
  return Promise.resolve();
};

export const store: readonly Target[] = [
  target('sketch-bytes', [fc.oneof(anyBytes(60), bytesLike(packed))], (bytes) => {
    let sketch: Sketch;
    try {
      sketch = Sketch.decode(bytes);
    } catch (error) {
      assert(error instanceof SketchError, String(error));
      return;
    }
    assert(sketch.n >= 0);
    const again = Sketch.decode(sketch.encode());
    assert.deepEqual(again.values(), sketch.values());
  }),
  target('sketch', [numbers, numbers], (a, b) => {
    const whole = Sketch.of([...a, ...b]);
    const merged = Sketch.of(a);
    merged.addEncoded(Sketch.of(b).encode());
    assert.equal(merged.n, a.length + b.length);
    assert.deepEqual(merged.encode(), whole.encode());
    if (merged.n === 0) return;
    const [min, max] = [Math.min(...a, ...b), Math.max(...a, ...b)];
    const found = whole.quantiles([1, 50, 99, 100], min, max);
    assert.equal(found.length, 4);
    for (const [i, v] of found.entries()) assert(v >= (found[i - 1] ?? min) && v <= max, `${v}`);
  }),
  target('write-ahead-log', [fc.oneof(anyBytes(80), bytesLike(log))], (bytes) => {
    const wal = Buffer.from(bytes);
    const fault = walFault(wal);
    if (typeof fault !== 'number') return;
    assert(fault >= HEADER.length && fault < wal.length);
    // What comes before the fault is a log without one.
    assert.equal(walFault(wal.subarray(0, fault)), undefined);
  }),
  target(
    'cover',
    [instant, instant, kept, fc.constantFrom<Grain[]>('raw', 'minutes', 'hours', 'days')],
    (a, b, had, coarsest) => {
      const range = { from: Math.min(a, b), to: Math.max(a, b) };
      let end = range.from;
      for (const piece of cover(range, had, coarsest)) {
        assert.equal(piece.from, end);
        assert(piece.to > piece.from);
        end = piece.to;
      }
      assert.equal(end, range.to);
      grainFor(range, undefined, 0);
    },
  ),
  waiting(
    'lock-file',
    [textLike([LOCK], TOKENS)],
    async (text) => {
      folder ??= mkdtempSync(join(tmpdir(), 'plumbline-fuzz-'));
      writeFileSync(lockPathIn(folder), text);
      const holder = holderOf(folder);
      const taken = takeLock(folder, 1);
      // No text that was not written by a process that lives keeps anybody out.
      assert(holder === undefined && taken.ok, JSON.stringify(holder));
      taken.lock.announce('http://127.0.0.1:8080/');
      assert.equal(holderOf(folder)?.pid, process.pid);
      taken.lock.release();
      await Promise.resolve();
    },
    { quick: 40, close },
  ),
];
