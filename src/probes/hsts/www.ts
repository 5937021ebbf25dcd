import { SECOND, type Millis } from '../../domain/time.ts';
import type { Context } from '../probe.ts';
import { lastAnswer, type SiteSeen } from '../site/seen.ts';
import { inTurn } from '../web/in-turn.ts';
import { mayBeAsked } from '../web/where.ts';
import { publicSuffixOf, registeredNameOf } from './rules/domain.ts';
import type { Asked } from './rules/judge.ts';

const TIMEOUT: Millis = 10 * SECOND;
/** Whose owners cannot have a certificate for `www.`, and need none (chromium/hstspreload, domain.go). */
const WITHOUT = new Set(['appspot.com']);

/**
 * The name with `www.` in front, as hstspreload.org asks: only of a name that is registered as it is, and only where the https port
 * is open there. Undefined where that is not asked, or cannot be.
 */
export const askWww = async (
  { aim: { host, https, servername, family }, secure }: SiteSeen,
  { net, signal }: Pick<Context, 'net' | 'signal'>,
): Promise<Asked['www']> => {
  if (registeredNameOf(host) !== host || WITHOUT.has(publicSuffixOf(host) ?? '')) return undefined;
  if (lastAnswer(secure) === undefined) return undefined;
  const name = `www.${host}`;
  const resolved = await net.resolve(name, family, signal);
  if (!resolved.ok) return undefined;
  const port = Number(new URL(https).port || 443);
  const addresses = mayBeAsked(resolved.addresses, secure.steps[0]?.address);
  const open = await inTurn(addresses, async (address) => net.connect(address, port, TIMEOUT, signal));
  if (open?.result.ok !== true || open.result.outcome === 'refused') return undefined;
  const sni = servername === '' ? { servername } : {};
  const shaken = await net.handshake({ address: open.address, port, name, ...sni, timeout: TIMEOUT }, signal);
  if (!shaken.ok) return shaken.reason === 'unsupported' ? undefined : { answers: false, why: shaken.detail };
  const { distrust } = shaken.tls;
  return distrust === undefined ? { answers: true } : { answers: false, why: distrust.text };
};
