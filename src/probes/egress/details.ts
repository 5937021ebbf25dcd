import { setMaxListeners } from 'node:events';

import { familyOf } from '../../domain/address.ts';
import type { Family } from '../../net/net.ts';
import { SECOND } from '../../domain/time.ts';
import type { Context } from '../probe.ts';
import { findFirstHop } from '../route/first-hop.ts';
import { measurePathMtu } from '../uplink/path-mtu.ts';
import type { AsnLookUp } from './asn.ts';

const REACH = { hops: 12, within: 3 * SECOND } as const;

/** As many listen to it as packets are out at a time. */
export const crowded = (signal: AbortSignal): AbortSignal => {
  setMaxListeners(0, signal);
  return signal;
};

type Details = Readonly<Partial<Record<'asn' | 'pathMtu', number> & Record<'asName' | 'firstHop', string>>>;
/** What is found out of an address when it is known. */
export const detailsOf = async (
  address: string,
  family: Family,
  anchors: readonly string[],
  asns: AsnLookUp,
  ctx: Pick<Context, 'net' | 'clock' | 'signal'>,
): Promise<Details> => {
  const anchor = anchors.find((a) => familyOf(a) === family);
  const [asn, firstHop, pathMtu] = await Promise.all([
    asns.find(address, ctx),
    findFirstHop(anchors, family, ctx, REACH),
    anchor === undefined ? undefined : measurePathMtu(ctx.net, anchor, ctx.signal),
  ]);
  const told = { ...(firstHop === undefined ? {} : { firstHop }), ...(pathMtu === undefined ? {} : { pathMtu }) };
  return { ...asn, ...told };
};
