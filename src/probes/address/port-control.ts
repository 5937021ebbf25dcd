import { askAgain, type Tries } from '../../net/datagram/again.ts';
import type { Datagram, NetFailure, NetResult } from '../../net/net.ts';
import { externalAddressRequest, NAT_PMP_PORT, readNatPmpAnswer } from '../../wire/nat-pmp.ts';
import { announceRequest, readPcpAnswer } from '../../wire/pcp.ts';
import type { Context } from '../probe.ts';
import { type View, viewOf, whyNot } from './outer.ts';

type Asking = Pick<Context, 'net' | 'clock' | 'signal'>;

/** Twice as long each time, from a quarter of a second on (RFC 6886, 3.1); it is in the LAN, so not for a minute. */
const TRIES: Tries = { at: [0, 250, 750], within: 1_750 };

const ask = (
  { net, clock, signal }: Asking,
  address: string,
  payload: Uint8Array,
  isAnswer: (bytes: Uint8Array) => boolean,
): Promise<NetResult<Datagram>> => {
  const silent = (): NetFailure => ({ ok: false, reason: 'timeout', detail: 'no answer' });
  const once = (timeout: number, within: AbortSignal): Promise<NetResult<Datagram>> =>
    net.datagram({ address, port: NAT_PMP_PORT, payload, timeout, isAnswer }, within);
  return askAgain(clock, TRIES, silent, signal, once);
};

/** The outer address by NAT-PMP (RFC 6886, 3.2). Nothing is mapped. */
export const askNatPmp = async (gateway: string, asking: Asking): Promise<View> => {
  const by = 'nat-pmp';
  const answered = await ask(
    asking,
    gateway,
    externalAddressRequest(),
    (bytes) => readNatPmpAnswer(bytes) !== undefined,
  );
  if (!answered.ok) return { by, why: whyNot(answered) };
  const said = readNatPmpAnswer(answered.payload);
  if (said === undefined) throw new Error('an answer was let through that is none');
  return said.kind === 'address' ? viewOf(by, said.address) : { by, why: said.reason };
};

/** Whether a PCP server is there. Its address it would tell only with a mapping made (RFC 6887, 11.1), which is not asked for. */
export const askPcp = async (gateway: string, source: string, asking: Asking): Promise<View> => {
  const by = 'pcp';
  const answered = await ask(asking, gateway, announceRequest(source), (bytes) => readPcpAnswer(bytes) !== undefined);
  if (!answered.ok) return { by, why: whyNot(answered) };
  const said = readPcpAnswer(answered.payload);
  if (said === undefined) throw new Error('an answer was let through that is none');
  const { version, code, reason, epochSeconds } = said;
  if (code !== 0) return { by, why: version === 0 ? 'it speaks NAT-PMP alone' : reason };
  const since = `its server (version ${version}) has run for ${epochSeconds} s`;
  return { by, why: `${since}; it tells its address only to whoever makes a mapping` };
};
