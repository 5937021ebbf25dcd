import type { Exchange, ExchangeSeen } from '../../domain/ask.ts';
import type { Binding } from '../net.ts';
import { askExchange } from './exchange.ts';
import { kernelConnect } from './kernel-transport.ts';
import type { KernelParts } from './parts.ts';

const HIGHEST_TTL = 255;

/**
 * `onlyResetsOfTtl` where the system lets this process attach no filter, by the least TTL that is let in (which anybody
 * may set). What is smaller stays out of a first connection. Where that is reset all the same, a second one tells
 * whether by a larger TTL: once it stands, it lets in nothing else.
 */
export const askResets = async (
  parts: KernelParts,
  { onlyResetsOfTtl: ttl = 0, ...ask }: Exchange,
  binding: Binding,
  signal: AbortSignal,
): Promise<ExchangeSeen> => {
  const first = await askExchange(kernelConnect(parts, { atFirst: ttl }), parts.clock, ask, binding, signal);
  const isReset = first.end === 'reset' || first.end === 'refused';
  if (!isReset || ttl >= HIGHEST_TTL || signal.aborted) return first;
  const least = { atFirst: first.end === 'refused' ? ttl + 1 : ttl, once: ttl + 1 };
  const timeout = Math.min(ask.timeout, 1_000 + 3 * first.tookMs);
  const again = { ...ask, timeout, silence: timeout };
  const second = await askExchange(kernelConnect(parts, least), parts.clock, again, binding, signal);
  if (second.end !== first.end) return first;
  return { ...second, end: 'timeout', detail: `an RST came with a TTL above ${ttl}` };
};
