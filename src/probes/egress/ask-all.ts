import type { Family, NetFailure, NetResult } from '../../net/net.ts';
import type { Context } from '../probe.ts';
import { askByPage, askByStun, type Names, type Seen } from './ask-who.ts';

/** One STUN server after the other, then, where it may, one page after the other. The failure told is STUN's. */
export const askWho = async (
  family: Family,
  { stun, http }: { readonly [K in 'stun' | 'http']: readonly string[] },
  names: Names,
  ctx: Pick<Context, 'net' | 'clock' | 'signal'>,
  mayAskPages: boolean,
): Promise<NetResult<{ readonly seen: Seen }>> => {
  let failed: NetFailure | undefined;
  for (const server of stun) {
    const who = await askByStun(server, family, names, ctx);
    if (who.ok || ctx.signal.aborted) return who;
    failed = worse(failed, who);
  }
  for (const page of mayAskPages ? http : []) {
    const who = await askByPage(page, family, names, ctx);
    if (who.ok || ctx.signal.aborted) return who;
  }
  return failed ?? { ok: false, reason: 'failed', detail: 'nobody was asked' };
};
/** That there is no way out says more than that a server has no such address, or is silent. */
const worse = (a: NetFailure | undefined, b: NetFailure): NetFailure => (a === undefined || isNoWay(b) ? b : a);
export const isNoWay = ({ reason }: NetFailure): boolean =>
  reason === 'no-route' || reason === 'unsupported' || reason === 'not-allowed';
