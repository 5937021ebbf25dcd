import { expect, it } from 'vitest';

import type { TcpFigures } from '../../src/domain/ask.ts';
import { offersOf } from '../../src/diagnose/clamp.ts';

const route = { source: '192.0.2.1', pathMtu: 1_500, linkMtu: 1_500, isSelf: false };
/** As `readTcpInfo` tells them: the bytes of timestamps are in each MSS already. */
const figures = (more: Partial<TcpFigures>): TcpFigures => ({
  sndMss: 1_460,
  advMss: 1_460,
  rcvMss: 1_460,
  pathMtu: 1_500,
  rttMicros: 20_000,
  minRttMicros: 20_000,
  retransmits: 0,
  outOfOrder: 0,
  bytesAcked: 500,
  bytesReceived: 500_000,
  segmentsIn: 400,
  segmentsOut: 200,
  ...more,
});

it('what both sides offered is told as it is', () => {
  expect(offersOf(figures({}), route, 4)).toEqual({ ours: 1_460, theirs: 1_460, isLow: false });
  expect(offersOf(figures({ sndMss: 1_340 }), route, 4)).toEqual({ ours: 1_460, theirs: 1_340, isLow: true });
});
it('an own offer that is 12 bytes less than the link takes (advmss of a route) adds nothing to the peer’s', () => {
  expect(offersOf(figures({ advMss: 1_448, sndMss: 1_448 }), route, 4)).toMatchObject({ theirs: 1_448, isLow: true });
});
