import { familyOf } from '../../domain/address.ts';
import type { Note, Settled } from '../../domain/sample.ts';
import { SECOND, type Millis } from '../../domain/time.ts';
import type { EchoEvent, Net } from '../../net/net.ts';
import { lossOf } from '../tcp.ts';
import type { Context } from '../probe.ts';

/** Told what became of an echo, and then what came after that. */
export interface Told {
  readonly settled: (sample: Settled) => void;
  readonly noted: (note: Note) => void;
}
/** So long a reply that comes late is still heard: of a mobile line it is a sign of life. */
const LINGER: Millis = 10 * SECOND;
/** Public resolvers and home routers take DNS over TCP (RFC 7766): a SYN is answered, or refused. */
const STAND_IN_PORT = 53;

export const canEcho = ({ engine }: Pick<Net, 'engine'>, address: string): boolean =>
  engine?.families.some((family) => family === familyOf(address)) ?? false;

/**
 * One echo, sent when it is due by the engine's own clock, or a TCP connect where there is no engine. By itself, so that a
 * change of pace forgets none that is out. Nothing is told of it once aborted.
 */
export const sendEcho = async (
  { net, clock, signal }: Pick<Context, 'net' | 'clock' | 'signal'>,
  { address, timeout, due, lingers = true }: Echo,
  told: Told,
): Promise<void> => {
  if (!canEcho(net, address)) {
    const at = clock.now();
    const result = await net.connect(address, STAND_IN_PORT, timeout, signal);
    if (!signal.aborted)
      told.settled(result.ok ? { at: result.at, value: result.tookMicros } : { at, lost: lossOf(result.reason) });
    return;
  }
  const cadence = { every: SECOND, phase: Math.max(due, clock.elapsed()) };
  const request = { address, timeout, cadence, count: 1, ...(lingers ? { linger: LINGER } : {}) };
  for await (const event of net.echoes(request, signal)) {
    if (isNote(event)) told.noted({ at: event.sentAt, note: event.kind, value: Math.round(event.rttMicros) });
    else told.settled(settledOf(event));
  }
};
export interface Echo {
  readonly address: string;
  readonly timeout: Millis;
  readonly due: Millis;
  /** Whether late replies are waited for. */
  readonly lingers?: boolean;
}

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
