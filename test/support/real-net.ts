import { systemClock } from '../../src/net/system-clock.ts';
import { openNet } from '../../src/net/open.ts';
import type { Context } from '../../src/probes/probe.ts';

/** The network as it is, for probes that ask servers of this process; nothing but loopback is to be asked. */
export const realContext = (signal: AbortSignal): Context => {
  const clock = systemClock();
  return { clock, signal, net: openNet({ clock, echo: { why: 'not wanted', remedy: '' } }) };
};
