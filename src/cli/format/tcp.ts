import type { z } from 'zod';

import type { tcp } from '../../probes/tcp.ts';
import { spreadLines } from './spread.ts';
import type { Style } from './style.ts';
import { printable } from './text.ts';

export const tcpLines = (report: z.infer<typeof tcp.report>, style: Style): readonly string[] => {
  const { address, port, connects } = report;
  const answered = connects.flatMap((c) => ('tookMicros' in c ? [c] : []));
  const refused = answered.filter((c) => c.outcome === 'refused').length;
  const failures = [...new Set(connects.flatMap((c) => ('failed' in c ? [c.detail] : [])))];
  return [
    `${printable(address)} port ${port}`,
    `connects ${connects.length}  accepted ${answered.length - refused}  refused ${refused}  failed ${connects.length - answered.length}`,
    ...(answered.length === 0
      ? []
      : spreadLines(
          answered.map((c) => c.tookMicros),
          style.width - 2,
        )),
    ...failures.map((f) => `failed: ${printable(f)}`),
  ];
};
