import type { z } from 'zod';

import type { Stamps } from '../../net/net.ts';
import type { ping } from '../../probes/ping.ts';
import { percent } from './number.ts';
import { spreadLines } from './spread.ts';
import type { Style } from './style.ts';
import { printable, wrap } from './text.ts';

const STAMPS: Readonly<Record<Stamps, string>> = {
  'kernel-tx-rx': 'the kernel stamped sending and receiving',
  'kernel-rx': 'the kernel stamped receiving, the process sending',
  monotonic: 'the process stamped both by its monotonic clock',
};

export const pingLines = (report: z.infer<typeof ping.report>, style: Style): readonly string[] => {
  const { address, engine, how, stamps, echoes, ttl, notes } = report;
  const rtts = echoes.flatMap((e) => ('rttMicros' in e ? [e.rttMicros] : []));
  const lost = echoes.length - rtts.length;
  const beside = Object.entries(notes).filter(([, n]) => n > 0);
  const from = ttl === undefined ? '' : `, hop limit ${ttl} on arrival`;
  return [
    `${printable(address)}${from}`,
    `sent ${echoes.length}  received ${rtts.length}  lost ${lost} (${percent(lost / Math.max(1, echoes.length))})`,
    ...(rtts.length === 0 ? [] : spreadLines(rtts, style.width - 2)),
    ...(beside.length === 0 ? [] : [`beside: ${beside.map(([note, n]) => `${n} ${note}`).join(', ')}`]),
    ...wrap(`engine ${printable(engine)} (${printable(how)}): ${STAMPS[stamps]}`, style.width - 2),
  ];
};
