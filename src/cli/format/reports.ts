import type { z } from 'zod';

import type { Values } from '../../domain/outcome.ts';
import { address } from '../../probes/address/address.ts';
import { geoip } from '../../probes/geoip/geoip.ts';
import { egress } from '../../probes/egress/egress.ts';
import { headers } from '../../probes/headers/headers.ts';
import { hstsReport } from '../../probes/hsts/report.ts';
import { mtu } from '../../probes/mtu/mtu.ts';
import { ping } from '../../probes/ping.ts';
import { refusal } from '../../probes/refusal/refusal.ts';
import { route } from '../../probes/route/route.ts';
import { tcp } from '../../probes/tcp.ts';
import { tlsReport } from '../../probes/tls/report.ts';
import { addressLines } from './address.ts';
import { geoipLines } from './geoip.ts';
import { egressLines } from './egress.ts';
import { headersLines } from './headers.ts';
import { hstsLines } from './hsts.ts';
import { mtuLines } from './mtu.ts';
import { pingLines } from './ping.ts';
import { refusalLines } from './refusal.ts';
import { routeLines } from './route.ts';
import type { Style } from './style.ts';
import { tcpLines } from './tcp.ts';
import { tlsLines } from './tls.ts';

type Draw<R> = (report: R, style: Style, values: Values) => readonly string[];
type Read = (report: unknown, style: Style, values: Values) => readonly string[] | undefined;
/** A report of another version is none. */
const drawn = <R>(
  { name, report }: { readonly name: string; readonly report: z.ZodType<R> },
  draw: Draw<R>,
): readonly [string, Read] => [
  name,
  (told, style, values) => {
    const read = report.safeParse(told);
    return read.success ? draw(read.data, style, values) : undefined;
  },
];
const REPORTS: ReadonlyMap<string, Read> = new Map([
  drawn(ping, pingLines),
  drawn(route, routeLines),
  drawn(tcp, tcpLines),
  drawn(mtu, mtuLines),
  drawn(egress, (report, style, values) => egressLines(report, values, style)),
  drawn(address, addressLines),
  drawn(geoip, geoipLines),
  drawn(refusal, refusalLines),
  drawn(headers, headersLines),
  drawn({ name: 'hsts', report: hstsReport }, hstsLines),
  drawn({ name: 'tls', report: tlsReport }, tlsLines),
]);

/** The report of a probe in lines; undefined where its values say all. */
export const reportLines = (
  probe: string,
  { report, values }: { readonly report: unknown; readonly values: Values },
  style: Style,
): readonly string[] | undefined => REPORTS.get(probe)?.(report, style, values);
