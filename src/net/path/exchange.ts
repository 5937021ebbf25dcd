import type { Exchange, ExchangeSeen } from '../../domain/ask.ts';
import type { Clock } from '../../domain/clock.ts';
import type { Binding } from '../net.ts';
import { Conversation } from './conversation.ts';
import { checkHttp } from './http-request.ts';
import type { Connect } from './transport.ts';

/** How often a connection is looked at. */
const LOOK = 20;

/** Connects and says over it what is asked, until it is done, stands still, or ends in another way. */
export const askExchange = async (
  connect: Connect,
  clock: Clock,
  ask: Exchange,
  binding: Binding,
  signal: AbortSignal,
): Promise<ExchangeSeen> => {
  if (ask.http !== undefined) checkHttp(ask.http);
  const begun = clock.elapsed();
  const took = (): number => clock.elapsed() - begun;
  const connecting = await connect(ask, binding, Math.min(ask.timeout, ask.silence ?? ask.timeout), signal);
  if (!connecting.ok) {
    const { end, detail, icmp } = connecting;
    const said = icmp === undefined ? {} : { icmp };
    return { kind: 'exchange', stage: 'connect', end, detail, ...said, tookMs: took(), stallMs: 0 };
  }
  const { transport } = connecting;
  const conversation = new Conversation(ask, transport, took);
  conversation.begin();
  const cancel = (): void => conversation.finish('cancelled');
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) cancel();
  const looking = setInterval(() => conversation.look(), LOOK);
  await conversation.ended;
  clearInterval(looking);
  signal.removeEventListener('abort', cancel);
  return { kind: 'exchange', connectMs: transport.connectMs, ...conversation.seen() };
};
