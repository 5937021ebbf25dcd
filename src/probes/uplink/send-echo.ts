import { familyOf } from '../../domain/address.ts';
import type { Note, Settled } from '../../domain/sample.ts';
import { SECOND, type Millis } from '../../domain/time.ts';
import type { EchoEvent, Net } from '../../net/net.ts';
import { lossOf } from '../tcp.ts';
import type { Context } from '../probe.ts';

export interface Echoed {
  readonly settled: Settled;
  readonly notes: readonly Note[];
}
/** Public resolvers and home routers take DNS over TCP (RFC 7766): a SYN is answered, or refused. */
const STAND_IN_PORT = 53;

export const canEcho = ({ engine }: Pick<Net, 'engine'>, address: string): boolean =>
  engine?.families.some((family) => family === familyOf(address)) ?? false;

/**
 * One echo, sent when it is due by the engine's own clock, or a TCP connect where there is no engine. By itself, so that a
 * change of pace forgets none that is out. Undefined when aborted before it was settled.
 */
export const sendEcho = async (
  { net, clock, signal }: Pick<Context, 'net' | 'clock' | 'signal'>,
  { address, timeout, due }: { readonly address: string; readonly timeout: Millis; readonly due: Millis },
): Promise<Echoed | undefined> => {
  if (!canEcho(net, address)) {
    const at = clock.now();
    const result = await net.connect(address, STAND_IN_PORT, timeout, signal);
    if (signal.aborted) return undefined;
    const settled: Settled = result.ok
      ? { at: result.at, value: result.tookMicros }
      : { at, lost: lossOf(result.reason) };
    return { settled, notes: [] };
  }
  const cadence = { every: SECOND, phase: Math.max(due, clock.elapsed()) };
  const notes: Note[] = [];
  let settled: Settled | undefined;
  for await (const event of net.echoes({ address, timeout, cadence, count: 1 }, signal)) {
    if (isNote(event)) notes.push({ at: event.sentAt, note: event.kind, value: Math.round(event.rttMicros) });
    else settled = settledOf(event);
  }
  return settled === undefined ? undefined : { settled, notes };
};

type Late = Extract<EchoEvent, { readonly rttMicros: number; readonly kind: 'late' | 'duplicate' | 'reply' }>;
const isNote = (event: EchoEvent): event is Late & { readonly kind: 'late' | 'duplicate' } =>
  event.kind === 'late' || event.kind === 'duplicate';

const settledOf = (event: EchoEvent): Settled => {
  const { sentAt: at } = event;
  if (event.kind === 'lost') return { at, lost: 'timeout' };
  if (event.kind === 'not-sent') return { at, lost: 'send-failed' };
  if (event.kind === 'error') return { at, lost: event.reason, saidBy: event.icmp.from };
  return { at, value: Math.round(event.rttMicros) };
};
