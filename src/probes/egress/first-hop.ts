import { familyOf } from '../../domain/address.ts';
import { SECOND, type Millis } from '../../domain/time.ts';
import type { Family } from '../../net/net.ts';
import type { Context } from '../probe.ts';
import { firstPublicHop, trace } from '../route/trace.ts';

const HOPS = 12;
const LOOKING: Millis = 3 * SECOND;

/** The nearest public router on the way to an anchor of that family, within three seconds; undefined: none was found. */
export const findFirstHop = async (
  anchors: readonly string[],
  family: Family,
  { net, clock, signal }: Pick<Context, 'net' | 'clock' | 'signal'>,
): Promise<string | undefined> => {
  const address = anchors.find((a) => familyOf(a) === family);
  if (address === undefined || !net.engine?.families.includes(family)) return undefined;
  const done = new AbortController();
  const over = AbortSignal.any([signal, done.signal]);
  const enough = (hop: Parameters<typeof firstPublicHop>[0][number]): boolean => firstPublicHop([hop]) !== undefined;
  const limit = clock.sleep(LOOKING, over).then(() => done.abort());
  const { hops } = await trace(address, { timeout: SECOND, maxHops: HOPS, enough }, { clock, net, signal: over });
  done.abort();
  await limit;
  return signal.aborted ? undefined : firstPublicHop(hops)?.address;
};
