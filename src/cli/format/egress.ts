import type { z } from 'zod';

import type { egress } from '../../probes/egress/egress.ts';
import { duration } from './number.ts';
import type { Style } from './style.ts';
import { pairs, printable } from './text.ts';

type Report = z.infer<typeof egress.report>;

/** Who the world says we are, by both families, and what else is known of the address. */
export const egressLines = (
  { egress: known, missing }: Report,
  { rtt }: Readonly<Record<string, number>>,
  style: Style,
): readonly string[] => {
  const rows = [
    ...known.flatMap(({ family, address, how, asn, asName, firstHop, pathMtu }): readonly Row[] => [
      [`IPv${family}`, `${printable(address)}, by ${how === 'stun' ? 'STUN' : 'a page'}`],
      ...row('  Provider', asn === undefined ? undefined : `AS${asn}${asName === undefined ? '' : `, ${asName}`}`),
      ...row('  First public router', firstHop),
      ...row('  Path MTU', pathMtu === undefined ? undefined : `${pathMtu.toLocaleString('en-US')} B`),
    ]),
    ...missing.map(({ family, why }): Row => [`IPv${family}`, `none: ${printable(why)}`]),
    ...row('STUN exchange', rtt === undefined ? undefined : duration(rtt)),
  ];
  return pairs(rows, style.width - 2);
};
type Row = readonly [string, string];
const row = (name: string, text: string | undefined): readonly Row[] =>
  text === undefined ? [] : [[name, printable(text)]];
