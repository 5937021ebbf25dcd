import { expect, it } from 'vitest';
import { z } from 'zod';

import { setOptions } from '../../src/cli/set-options.ts';
import { fakePing } from '../support/fake-probes.ts';

const probe = {
  ...fakePing,
  options: z.object({ n: z.int().optional(), on: z.boolean().optional(), text: z.string().optional() }),
};

it('reads numbers and switches where the probe takes them, and texts where it does not', () => {
  expect(setOptions(probe, ['n=-3', 'on=true', 'text=a=b'])).toEqual({
    options: { n: -3, on: true, text: 'a=b' },
    problems: [],
  });
  expect(setOptions(probe, ['text=007']).options).toEqual({ text: '007' });
  expect(setOptions(probe, ['text=12']).options).toEqual({ text: '12' });
  expect(setOptions(probe, ['text=']).options).toEqual({ text: '' });
});

it('tells everything that is wrong', () => {
  const { problems } = setOptions(probe, ['n=1', 'n=2', '=x', 'm=1', 'on=maybe']);
  expect(problems.map((p) => p.what)).toEqual(['--set n more than once', '--set =x', '--set m', '--set on']);
});
