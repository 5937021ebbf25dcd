import type { z } from 'zod';

import type { tcp } from '../../probes/tcp.ts';
import { spread } from './spread.ts';
import { printable } from './text.ts';

export const tcpLines = ({ address, port, connects }: z.infer<typeof tcp.report>): readonly string[] => {
  const answered = connects.flatMap((c) => ('tookMicros' in c ? [c] : []));
  const refused = answered.filter((c) => c.outcome === 'refused').length;
  const failures = [...new Set(connects.flatMap((c) => ('failed' in c ? [c.detail] : [])))];
  return [
    `${printable(address)} port ${port}`,
    `connects ${connects.length}  accepted ${answered.length - refused}  refused ${refused}  failed ${connects.length - answered.length}`,
    ...(answered.length === 0 ? [] : [spread(answered.map((c) => c.tookMicros))]),
    ...failures.map((f) => `failed: ${printable(f)}`),
  ];
};
