import { describe, expect, it } from 'vitest';

import { parseMetrics } from './prometheus.ts';

const HEAD = '# HELP x X.\n# TYPE x gauge\n';
const HISTOGRAM = '# HELP h H.\n# TYPE h histogram\n';

describe('the strict reader of metrics', () => {
  it('reads escapes, exponents and the special values', () => {
    const text = `${HEAD}x{a="q\\"b\\\\n\\n",b=""} 1e-07\nx +Inf\nx{a="2"} NaN\nx{a="3"} -1.5\n`;
    expect(parseMetrics(text)[0]?.samples.map((s) => [s.labels, s.value])).toEqual([
      [{ a: 'q"b\\n\n', b: '' }, 1e-7],
      [{}, Infinity],
      [{ a: '2' }, NaN],
      [{ a: '3' }, -1.5],
    ]);
  });
  it.each([
    ['no line feed at the end', `${HEAD}x 1`],
    ['a sample before its TYPE', 'x 1\n'],
    ['no sample of x', `${HEAD}y 1\n`],
    ['TYPE without its HELP', '# TYPE x gauge\nx 1\n'],
    ['a family twice', `${HEAD}x 1\n${HEAD}x 2\n`],
    ['an empty family', HEAD],
    ['a series twice', `${HEAD}x{a="1",b="2"} 1\nx{b="2",a="1"} 1\n`],
    ['label a twice', `${HEAD}x{a="1",a="2"} 1\n`],
    ['labels', `${HEAD}x{a="\\t"} 1\n`],
    ['labels', `${HEAD}x{a="1"b="2"} 1\n`],
    ['a comma too many', `${HEAD}x{a="1",} 1\n`],
    ['a reserved label', `${HEAD}x{__a="1"} 1\n`],
    ['value', `${HEAD}x 0x10\n`],
    ['no sample', `${HEAD}x 1 2 3\n`],
    ['an unknown type', '# HELP x X.\n# TYPE x enum\nx 1\n'],
    ['_total', '# HELP x X.\n# TYPE x counter\nx 1\n'],
    ['a counter below 0', '# HELP x_total X.\n# TYPE x_total counter\nx_total -1\n'],
    ['no +Inf', `${HISTOGRAM}h_bucket{le="1"} 1\nh_sum 1\nh_count 1\n`],
    ['out of order', `${HISTOGRAM}h_bucket{le="2"} 1\nh_bucket{le="1"} 1\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1\n`],
    ['not cumulative', `${HISTOGRAM}h_bucket{le="1"} 2\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1\n`],
    ['count is not', `${HISTOGRAM}h_bucket{le="1"} 2\nh_bucket{le="+Inf"} 2\nh_sum 1\nh_count 3\n`],
    ['no sum', `${HISTOGRAM}h_bucket{le="+Inf"} 2\nh_count 2\n`],
  ])('refuses %s', (why, text) => expect(() => parseMetrics(text)).toThrow(why));
  it('wants an end of OpenMetrics', () => {
    expect(() => parseMetrics(`${HEAD}x 1\n`, true)).toThrow('no EOF');
    expect(parseMetrics(`${HEAD}x 1\n# EOF\n`, true)).toHaveLength(1);
  });
});
