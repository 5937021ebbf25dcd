import { familyOf } from '../../domain/address.ts';
import { SECOND, type Millis } from '../../domain/time.ts';
import type { Family } from '../../net/net.ts';
import type { Context } from '../probe.ts';
import { firstPublicHop, trace, type Hop } from './trace.ts';

/** How far and how long to look. */
interface Reach {
  readonly hops: number;
  readonly within: Millis;
}

/**
 * The nearest public router on the way to an anchor of that family: where the provider's network begins, behind any
 * CGNAT. Undefined: no engine for the family, no such anchor, no way out, none found in time.
 */
export const findFirstHop = async (
  anchors: readonly string[],
  family: Family,
  ctx: Pick<Context, 'net' | 'clock' | 'signal'>,
  reach: Reach,
): Promise<string | undefined> => {
  const hops = await walkOut(anchors, family, ctx, reach);
  return hops === undefined ? undefined : firstPublicHop(hops)?.address;
};

/** The routers up to that one, as far as they were found in time. Undefined: nothing could be asked. */
export const walkOut = async (
  anchors: readonly string[],
  family: Family,
  { net, clock, signal }: Pick<Context, 'net' | 'clock' | 'signal'>,
  { hops: maxHops, within }: Reach,
): Promise<readonly Hop[] | undefined> => {
  const address = anchors.find((a) => familyOf(a) === family);
  if (address === undefined || !net.engine?.families.includes(family)) return undefined;
  const done = new AbortController();
  const over = AbortSignal.any([signal, done.signal]);
  const enough = (hop: Parameters<typeof firstPublicHop>[0][number]): boolean => firstPublicHop([hop]) !== undefined;
  const limit = clock.sleep(within, over).then(() => done.abort());
  const { hops } = await trace(address, { timeout: SECOND, maxHops, enough }, { clock, net, signal: over });
  done.abort();
  await limit;
  return signal.aborted ? undefined : hops;
};
