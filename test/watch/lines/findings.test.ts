import { expect, it } from 'vitest';

import type { SeriesState } from '../../../src/watch/series-state.ts';
import { findingsNow } from '../../../src/watch/lines/findings.ts';
import { lineNamed, simulate, VANTAGE } from './house.ts';

const dsl = lineNamed('dsl');
/** Dark for a while; nothing of it has been told yet. */
const dark = () => ({
  ...simulate(
    { lines: [dsl], echo: (_, t) => (t < 20 ? 12 : undefined), carries: () => 'dsl', address: () => '192.0.2.1' },
    40,
  ).state,
  findings: {},
});
const told = (state: ReturnType<typeof dark>) => findingsNow([dsl], state, VANTAGE).find((f) => f.where === 'dsl');
const causedBy = (
  state: ReturnType<typeof dark>,
  cause: NonNullable<SeriesState['cause']>,
): ReturnType<typeof dark> => ({
  ...state,
  fare: {
    ...state.fare,
    series: Object.fromEntries(
      Object.entries(state.fare.series).map(([id, of]) => [id, { ...of, state: { ...of.state, cause } }]),
    ),
  },
});

it('a line that nothing could be sent over is not said to be silent: this machine is at fault', () => {
  const state = dark();
  expect(told(state)?.summary).toMatch(/^Dark: nothing has come back over DSL for \d s or more\.$/);
  expect(told(causedBy(state, 'send-failed'))?.summary).toMatch(
    /^Dark: nothing could be sent over DSL for \d s or more\.$/,
  );
});
it('evidence has no word of a gateway that the line has not', () => {
  expect(Object.keys(told(dark())?.evidence ?? {})).toEqual(['silentSince', 'reason']);
});
