import { address } from '../../probes/address/address.ts';
import { geoip } from '../../probes/geoip/geoip.ts';
import { egress } from '../../probes/egress/egress.ts';
import { mtu } from '../../probes/mtu/mtu.ts';
import { ping } from '../../probes/ping.ts';
import { refusal } from '../../probes/refusal/refusal.ts';
import { route } from '../../probes/route/route.ts';
import { tcp } from '../../probes/tcp.ts';
import { addressLines } from './address.ts';
import { geoipLines } from './geoip.ts';
import { egressLines } from './egress.ts';
import { mtuLines } from './mtu.ts';
import { pingLines } from './ping.ts';
import { refusalLines } from './refusal.ts';
import { routeLines } from './route.ts';
import type { Style } from './style.ts';
import { tcpLines } from './tcp.ts';

/** The report of a probe in lines; undefined where its values say all. */
export const reportLines = (
  probe: string,
  { report, values }: { readonly report: unknown; readonly values: Readonly<Record<string, number>> },
  style: Style,
): readonly string[] | undefined => {
  switch (probe) {
    case ping.name: {
      const read = ping.report.safeParse(report);
      return read.success ? pingLines(read.data, style) : undefined;
    }
    case route.name: {
      const read = route.report.safeParse(report);
      return read.success ? routeLines(read.data, style) : undefined;
    }
    case tcp.name: {
      const read = tcp.report.safeParse(report);
      return read.success ? tcpLines(read.data, style) : undefined;
    }
    case mtu.name: {
      const read = mtu.report.safeParse(report);
      return read.success ? mtuLines(read.data, style) : undefined;
    }
    case refusal.name: {
      const read = refusal.report.safeParse(report);
      return read.success ? refusalLines(read.data) : undefined;
    }
    case geoip.name: {
      const read = geoip.report.safeParse(report);
      return read.success ? geoipLines(read.data, style) : undefined;
    }
    case address.name: {
      const read = address.report.safeParse(report);
      return read.success ? addressLines(read.data, style) : undefined;
    }
    case egress.name: {
      const read = egress.report.safeParse(report);
      return read.success ? egressLines(read.data, values, style) : undefined;
    }
    default:
      return undefined;
  }
};
