import { randomInt } from 'node:crypto';

import type { Clock } from '../domain/clock.ts';
import type { EpochMicros, Millis } from '../domain/time.ts';
import { DNS_PORT, dnsQuery, readDnsAnswer, type DnsAnswer, type DnsQuestion } from '../wire/dns.ts';
import { writeName } from '../wire/dns-name.ts';
import { askAgain, type Tries } from './datagram/again.ts';
import type { Net, NetFailure, NetResult } from './net.ts';

export interface DnsServer {
  /** A numeric address. */
  readonly address: string;
  /** 53 when left out. */
  readonly port?: number;
}
export interface Heard {
  readonly rcode: number;
  readonly at: EpochMicros;
  /** Of the try that was answered. */
  readonly tookMicros: number;
  /** From which address of this machine. */
  readonly source?: string;
}
/** What is there, one value at least; or why not. A server that answers with a failure has answered. */
export type DnsSeen =
  | ({ readonly ok: true; readonly values: readonly string[]; readonly ttl?: number } & Heard)
  | (NetFailure & { readonly answered?: Heard });

const TRIES: Tries = { at: [0, 1_000], within: 3_000 };

/**
 * Asks one resolver one question by datagram (RFC 1035), twice within three seconds when not told otherwise. Failures:
 * `no-address` (no such name, or no such record), `refused` (by the resolver, or nobody is there), `failed`, `timeout`
 * and what else keeps a datagram from its way.
 */
export const askDns = async (
  { net, clock }: { readonly net: Pick<Net, 'datagram'>; readonly clock: Clock },
  { address, port = DNS_PORT }: DnsServer,
  question: DnsQuestion,
  signal: AbortSignal,
  tries: Tries = TRIES,
): Promise<DnsSeen> => {
  if (writeName(question.name) === undefined)
    return failure('no-address', `${JSON.stringify(question.name.slice(0, 100))} is no name of the DNS`);
  const once = async (timeout: Millis, within: AbortSignal): Promise<NetResult<Heard & { said: DnsAnswer }>> => {
    const id = randomInt(0x1_0000);
    const isAnswer = (bytes: Uint8Array): boolean => readDnsAnswer(bytes, id, question) !== undefined;
    const answered = await net.datagram({ address, port, payload: dnsQuery(id, question), timeout, isAnswer }, within);
    if (!answered.ok) return answered;
    const { payload, at, tookMicros, source } = answered;
    const said = readDnsAnswer(payload, id, question);
    if (said === undefined) throw new Error('an answer was let through that is none');
    return { ok: true, said, rcode: said.rcode, at, tookMicros, source };
  };
  const silent = (): NetFailure => failure('timeout', `the resolver ${address} did not answer for ${question.name}`);
  const heard = await askAgain(clock, tries, silent, signal, once);
  if (!heard.ok) return heard;
  const { said, ok: _, ...answered } = heard;
  return dnsSeen(said, address, question, answered);
};

/** What a server said, as values or as the reason why there are none. */
export const dnsSeen = (said: DnsAnswer, address: string, question: DnsQuestion, answered: Heard): DnsSeen => {
  const { values, ttl } = said;
  if (said.rcode === 0 && values.length > 0)
    return { ok: true, values, ...(ttl === undefined ? {} : { ttl }), ...answered };
  return { ...whyNone(said, address, question), answered };
};

const failure = (reason: NetFailure['reason'], detail: string): NetFailure => ({ ok: false, reason, detail });

/** RFC 1035, 4.1.1: what the response code says. */
const whyNone = ({ rcode, isTruncated }: DnsAnswer, address: string, { name, type }: DnsQuestion): NetFailure => {
  switch (rcode) {
    case 0:
      return isTruncated
        ? failure('failed', `the answer of ${address} for ${name} does not fit a datagram`)
        : failure('no-address', `${name} has no ${type} record`);
    case 3:
      return failure('no-address', `${name} does not exist`);
    case 5:
      return failure('refused', `the resolver ${address} refuses to answer for ${name}`);
    default:
      return failure(
        'failed',
        `the resolver ${address} could not answer for ${name} (${CODES[rcode] ?? `code ${rcode}`})`,
      );
  }
};
const CODES: Readonly<Partial<Record<number, string>>> = { 1: 'FORMERR', 2: 'SERVFAIL', 4: 'NOTIMP' };
