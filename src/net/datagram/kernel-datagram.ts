import { addressText } from '../../domain/address.ts';
import type { Clock } from '../../domain/clock.ts';
import type { EpochMicros, Millis } from '../../domain/time.ts';
import { icmpReason } from '../../wire/icmp.ts';
import { reasonOf } from '../failure.ts';
import type { SystemError } from '../libc/errno.ts';
import { Inbox, type Message } from '../libc/inbox.ts';
import type { Libc } from '../libc/libc.ts';
import * as linux from '../libc/linux.ts';
import { Memory } from '../libc/memory.ts';
import { Socket } from '../libc/socket.ts';
import { roundTrip, sentStamp, stampNow, wantStamps, type Stamp } from '../libc/stamps.ts';
import type { Datagram, NetFailure, NetResult } from '../net.ts';
import { pollPause } from '../path/parts.ts';
import { CANCELLED, failure, MOST_BYTES, MOST_UNRELATED, noAnswer, tooManyUnrelated, type Sending } from './sending.ts';

const PORT_UNREACHABLE = { 4: [3, 3], 6: [1, 4] } as const;

/** By sockets of libc, looked at again and again (nobody wakes us). */
export const kernelDatagram = async (libc: Libc, clock: Clock, sending: Sending): Promise<NetResult<Datagram>> => {
  const { request, to, binding, signal } = sending;
  const port = request.sourcePort === undefined ? {} : { port: request.sourcePort };
  const kind = { family: to.family, type: linux.SOCK_DGRAM, protocol: linux.IPPROTO_UDP, binding, ...port };
  const socket = Socket.open(libc, kind);
  if ('error' in socket) return failureOf(socket.error);
  try {
    hearErrors(socket);
    wantStamps(socket);
    const error = socket.connect(to, request.port);
    if (error !== undefined) return failureOf(error);
    const exchange = new Exchange(libc, clock, sending, socket);
    for (let seen = exchange.send(); ; seen = exchange.look()) {
      if (seen !== undefined) return seen;
      if (signal.aborted) return CANCELLED;
      const waited = exchange.waited();
      if (waited >= request.timeout) return noAnswer(request);
      await clock.sleep(Math.min(pollPause(waited), request.timeout - waited), signal);
    }
  } finally {
    socket.close();
  }
};

/** ICMP errors are told on the error queue, with who sent them; what is too big for the path goes in fragments. */
const hearErrors = (socket: Socket): void => {
  if (socket.family === 4) {
    socket.set(linux.SOL_IP, linux.IP_MTU_DISCOVER, linux.PMTUDISC_DONT);
    socket.set(linux.SOL_IP, linux.IP_RECVERR, 1);
  } else socket.set(linux.SOL_IPV6, linux.IPV6_RECVERR, 1);
};
export const failureOf = ({ code, detail }: SystemError): NetFailure => failure(reasonOf(code) ?? 'failed', detail);

class Exchange {
  readonly #libc: Libc;
  readonly #clock: Clock;
  readonly #sending: Sending;
  readonly #socket: Socket;
  readonly #inbox: Inbox;
  #begun: Millis = 0;
  #at: EpochMicros = 0;
  #sent: Stamp = [0, 0];
  #unrelated = 0;

  constructor(libc: Libc, clock: Clock, sending: Sending, socket: Socket) {
    this.#libc = libc;
    this.#clock = clock;
    this.#sending = sending;
    this.#socket = socket;
    // One byte more tells what is too long.
    this.#inbox = new Inbox(libc, MOST_BYTES + 1);
  }
  waited(): Millis {
    return this.#clock.elapsed() - this.#begun;
  }
  send(): NetResult<Datagram> | undefined {
    const { payload } = this.#sending.request;
    const memory = new Memory(this.#libc, 16 + payload.length);
    memory.bytes.set(payload, 16);
    this.#at = this.#clock.now();
    this.#begun = this.#clock.elapsed();
    this.#sent = stampNow(this.#libc, memory);
    const error = this.#socket.send(memory.address(16), payload.length);
    return error === undefined ? undefined : failureOf(error);
  }
  /** What has come since the last look; undefined: nothing that settles it. */
  look(): NetResult<Datagram> | undefined {
    let settled: NetResult<Datagram> | undefined;
    let said: NetFailure | undefined;
    // Errors first: they bring the stamp of the sending. Reading them takes the error that waits on the socket too.
    this.#inbox.read(this.#socket, 'errors', (message) => {
      this.#sent = sentStamp(message.about) ?? this.#sent;
      said ??= this.#saidBy(message);
    });
    this.#inbox.read(this.#socket, 'messages', (message) => {
      settled ??= this.#answer(message);
    });
    return settled ?? said;
  }

  #answer({ bytes, about }: Message): NetResult<Datagram> | undefined {
    const { request } = this.#sending;
    // The inbox's bytes are the next message's soon.
    const payload = bytes.slice();
    if (payload.length > MOST_BYTES || !request.isAnswer(payload)) {
      this.#unrelated += 1;
      return this.#unrelated < MOST_UNRELATED ? undefined : tooManyUnrelated(request);
    }
    const tookMicros = Math.round(roundTrip(this.#sent, about, this.waited()) * 1_000);
    const { address: source = '', port: sourcePort = 0 } = this.#socket.local() ?? {};
    return { ok: true, payload, at: this.#at, tookMicros, source, sourcePort };
  }
  /** An ICMP error about it: the kernel found the socket by the addresses and ports that it quotes. */
  #saidBy({ about, offender = '' }: Message): NetFailure | undefined {
    const { request, to } = this.#sending;
    if (about.origin !== (to.family === 4 ? linux.EE_ORIGIN_ICMP : linux.EE_ORIGIN_ICMP6)) return undefined;
    const reason = icmpReason(to.family, about.type, about.code);
    if (reason === undefined) return undefined;
    const { port } = request;
    const address = addressText({ family: to.family, bytes: to.bytes }); // an offender has no zone
    const [type, code] = PORT_UNREACHABLE[to.family];
    if (offender === address && about.type === type && about.code === code)
      return failure('refused', `nobody listens at ${address} port ${port}`);
    const why = reason === 'too-big' ? `is too far for so large a packet (MTU ${about.info})` : 'cannot be reached';
    return failure('unreachable', `${offender} says that ${address} port ${port} ${why}`);
  }
}
