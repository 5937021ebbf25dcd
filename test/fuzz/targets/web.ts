import assert from 'node:assert/strict';

import * as fc from 'fast-check';

import { takesGzip } from '../../../src/api/encoding.ts';
import { CONTENT_TYPES, Exposition, formatFor, labelText } from '../../../src/api/metrics/exposition.ts';
import { hostName } from '../../../src/api/origin.ts';
import { isProblem, parseRange, parseTime, wholeBuckets, widthFor } from '../../../src/api/range.ts';
import { nearest } from '../../../src/domain/nearest.ts';
import { parseMetrics } from '../../support/prometheus.ts';
import { anyText, textLike, wellFormed } from '../arbitraries.ts';
import { target, type Target } from '../target.ts';

const NOW = 1_780_000_000_000_000;
const TIMES = [
  'now',
  '-90s',
  '-14d',
  '1780000000123',
  '2026-05-28T22:26:40.000007+02:00',
  '2026-05-28',
  '2026-02-30T24:00Z',
];
export const time = textLike(TIMES, ['-', ':', '.', 'T', 'Z', '+', '9', '0', 'd', 'w']);
const ACCEPT = [
  'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.2,*/*;q=0.1',
  'text/html',
  'gzip, br;q=0',
];
const accept = textLike(ACCEPT, [',', ';', 'q=', '0.', '*/*', 'gzip', '=']);
const longest = 'a;'.repeat(8_000);

export const web: readonly Target[] = [
  target(
    'range',
    [fc.option(time, { nil: undefined }), fc.option(time, { nil: undefined }), fc.integer({ min: 1, max: 5_000 })],
    (from, to, points) => {
      for (const text of [from, to]) {
        const at = text === undefined ? 0 : parseTime(text, NOW);
        assert(at === undefined || Number.isInteger(at), `${text}: ${at}`);
      }
      const range = parseRange({ from, to }, NOW);
      if (isProblem(range)) {
        assert.equal(range.status, 400);
        return;
      }
      assert(range.from >= 0 && range.to > range.from && Number.isSafeInteger(range.to));
      const width = widthFor(range, points);
      const whole = wholeBuckets(range, width);
      assert(whole.from <= range.from && whole.to >= range.to && Number.isSafeInteger(whole.to));
      assert((whole.to - whole.from) / width <= Math.max(2, points));
    },
  ),
  target(
    'accept',
    [fc.oneof({ weight: 50, arbitrary: accept }, { weight: 1, arbitrary: fc.constant(longest) })],
    (header) => {
      assert(formatFor(header) in CONTENT_TYPES);
      takesGzip(header);
    },
  ),
  target(
    'host',
    [textLike(['localhost:8137', '[::1]:8080', 'a.example.'], ['[', ']', ':', '.', '@', '/'])],
    (header) => {
      const name = hostName(header);
      assert(name === undefined || /^[[\]a-z0-9:._-]+$/.test(name), name);
    },
  ),
  target('nearest', [anyText, fc.array(anyText, { maxLength: 20 })], (asked, names) => {
    const found = nearest(asked, names);
    assert(found === undefined || names.includes(found));
  }),
  target(
    'exposition',
    [
      fc.array(
        fc.tuple(
          fc.dictionary(fc.constantFrom('a', 'b_2', 'instance'), anyText, { maxKeys: 3 }),
          fc.double(),
          fc.array(fc.nat(), { maxLength: 3 }),
        ),
        { minLength: 1, maxLength: 10 },
      ),
      fc.constantFrom('text', 'openmetrics'),
      fc.nat(300),
    ],
    (all, format, room) => {
      const unlike = new Map(
        all.map(([labels, value, buckets]) => [
          wellFormed(labelText({ a: '', b_2: '', instance: '', ...labels })),
          [value, buckets] as const,
        ]),
      );
      const to = new Exposition(format, room);
      to.family('g', 'gauge', 'Any.', (put) => unlike.forEach(([value], labels) => put(value, labels)));
      to.family('c_total', 'counter', 'Any.', (put) =>
        unlike.forEach(([value], labels) => put(Math.abs(value) || 0, labels)),
      );
      const named = [...unlike].filter(([labels]) => labels !== '');
      to.histograms('h', 'Any.', ['1', '2'], (put) =>
        named.forEach(([labels, [, buckets]]) => put(buckets, 0.5, labels)),
      );
      const text = new TextDecoder('utf-8', { fatal: true }).decode(to.end());
      const families = parseMetrics(text, format === 'openmetrics');
      assert.equal(families.length, named.length === 0 ? 2 : 3);
      assert.equal(families[0]?.samples.length, unlike.size);
    },
  ),
];
