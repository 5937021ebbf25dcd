import { expect, it } from 'vitest';

import type { SeriesState } from '../../../src/watch/series-state.ts';
import { findingsNow } from '../../../src/watch/lines/findings.ts';
import { UNSEEN } from '../../../src/watch/lines/state.ts';
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
    /^Dark: nothing could be sent over DSL for \d s or more: this machine has no way out there\.$/,
  );
});
it('a device that is not there is not blamed on the router behind it', () => {
  const silent = {
    lastGood: null,
    losses: [1, 2, 3, 4, 5, 6, 7, 8],
    heard: null,
    newest: 8,
    usual: 0,
    slow: 0,
    well: 0,
    gap: null,
  };
  const line = { ...dsl, recognised: { gateway: '192.0.2.254', device: 'ppp0' } };
  const at = causedBy(dark(), 'send-failed');
  const seen = { ...at.seen, dsl: { ...UNSEEN, gateway: silent } };
  const codes = (state: typeof at) => findingsNow([line], { ...state, seen }, VANTAGE).filter((f) => f.where === 'dsl');
  expect(codes(dark()).map((f) => f.code)).toEqual(['gateway-silent']);
  const [found] = codes(at);
  expect(found?.code).toBe('line-dark');
  expect(found?.summary).toMatch(/: this machine has no device ppp0, or no way out by it\.$/);
  expect(found?.evidence['unsent']).toBe(true);
});
it('evidence has no word of a gateway that the line has not', () => {
  expect(Object.keys(told(dark())?.evidence ?? {})).toEqual(['silentSince', 'reason']);
});
