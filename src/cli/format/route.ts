import type { z } from 'zod';

import type { route } from '../../probes/route/route.ts';
import { counted, duration } from './number.ts';
import type { Style } from './style.ts';
import { table, type Column } from './table.ts';
import { printable } from './text.ts';

type Report = z.infer<typeof route.report>;

const COLUMNS: readonly Column[] = [
  { title: 'HOP', side: 'right' },
  { title: 'ADDRESS', least: 15 },
  { title: 'BEST', side: 'right' },
  { title: 'WORST', side: 'right' },
  { title: 'LOST', side: 'right' },
  { title: 'REMARK', least: 12, drop: 0 },
];

const rowsOf = (report: Report): readonly (readonly string[])[] =>
  report.hops.flatMap(({ ttl, addresses, lost, unreachable }) => {
    const gone = lost === 0 ? '' : String(lost);
    if (addresses.length === 0) return [[String(ttl), '*', '', '', gone, 'silent']];
    return addresses.map(({ address, rttMicros }, i) => {
      const remarks = [
        ...(report.firstPublicHop?.ttl === ttl && report.firstPublicHop.address === address ? ['first public'] : []),
        ...(unreachable === undefined ? [] : [`unreachable (type ${unreachable.type}, code ${unreachable.code})`]),
        ...(i === 0 || rttMicros.length === 0 ? [] : ['another way']),
      ];
      const best = rttMicros.length === 0 ? '' : duration(Math.min(...rttMicros));
      const worst = rttMicros.length === 0 ? '' : duration(Math.max(...rttMicros));
      return [i === 0 ? String(ttl) : '', printable(address), best, worst, i === 0 ? gone : '', remarks.join(', ')];
    });
  });

export const routeLines = (report: Report, style: Style): readonly string[] => {
  const [head = '', ...rows] = table(COLUMNS, rowsOf(report), style.width - 2);
  const { length } = report.hops;
  const address = printable(report.address);
  const end = report.reached
    ? `${address} reached, ${counted(length, 'hop')} away`
    : `${address} not reached; ${counted(length, 'hop')} seen`;
  return [style.strong(head), ...rows, end];
};
