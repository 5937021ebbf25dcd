import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { Exposition, formatFor, labelText, type Format } from '../../../src/api/metrics/exposition.ts';
import { parseMetrics, valueIn } from '../../support/prometheus.ts';

const told = (format: Format, tell: (to: Exposition) => void): string => {
  const to = new Exposition(format);
  tell(to);
  return new TextDecoder('utf-8', { fatal: true }).decode(to.end());
};

describe('an exposition', () => {
  it('is read back as it was told, whatever the labels and values are', () => {
    const series = fc.record({
      labels: fc.dictionary(fc.constantFrom('a', 'b_2', 'le'), fc.string({ unit: 'binary' }), { maxKeys: 4 }),
      value: fc.oneof(fc.double(), fc.integer({ min: 0 })),
    });
    fc.assert(
      fc.property(
        fc.array(series, { minLength: 1, maxLength: 20 }),
        fc.constantFrom('text', 'openmetrics'),
        (all, format) => {
          const unlike = new Map(all.map((s) => [labelText({ a: '', b_2: '', le: '', ...s.labels }), s]));
          const text = told(format, (to) => {
            to.family('a_gauge', 'gauge', 'Any.', (put) => {
              for (const [labels, { value }] of unlike) put(value, labels);
            });
          });
          const samples = parseMetrics(text, format === 'openmetrics').flatMap((f) => f.samples);
          const expected = [...unlike.values()].map(({ labels, value }) => ({
            name: 'a_gauge',
            labels: Object.fromEntries(Object.entries(labels).filter(([, v]) => v !== '')),
            value: value + 0, // -0 is 0
          }));
          expect(samples).toEqual(expected);
        },
      ),
    );
  });
  it('of more than its first buffer holds loses nothing', () => {
    const text = told('text', (to) => {
      to.family('many', 'gauge', 'Many.', (put) => {
        for (let i = 0; i < 5_000; i += 1) put(i, labelText({ i: `№ ${i}` }));
      });
    });
    const families = parseMetrics(text);
    expect(families[0]?.samples).toHaveLength(5_000);
    expect(valueIn(families, 'many', { i: '№ 4999' })).toBe(4_999);
  });
  it('names a counter as each format does', () => {
    const tell = (to: Exposition): void => to.family('x_total', 'counter', 'X.', (put) => put(3));
    expect(told('text', tell)).toBe('# HELP x_total X.\n# TYPE x_total counter\nx_total 3\n');
    expect(told('openmetrics', tell)).toBe('# HELP x X.\n# TYPE x counter\nx_total 3\n# EOF\n');
  });
  it('leaves out a family of nothing', () => {
    expect(told('text', (to) => to.family('x', 'gauge', 'X.', () => undefined))).toBe('');
  });
});

describe('the format', () => {
  it.each([
    [undefined, 'text'],
    ['*/*', 'text'],
    ['text/html,*/*;q=0.8', 'text'],
    ['text/plain;version=0.0.4;q=0.5,*/*;q=0.1', 'text'],
    ['application/openmetrics-text;version=1.0.0;q=0.5,text/plain;q=0.9', 'text'],
    ['application/openmetrics-text;q=0', 'text'],
    ['application/openmetrics-text;q=x', 'text'],
    ['Application/OpenMetrics-Text; version=1.0.0', 'openmetrics'],
    // Prometheus 2.42 and 3.
    [
      'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
      'openmetrics',
    ],
    [
      'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,text/plain;version=0.0.4;q=0.2,*/*;q=0.1',
      'openmetrics',
    ],
  ])('for Accept %s is %s', (accept, format) => expect(formatFor(accept)).toBe(format));
});
