import { createSocket } from 'node:dgram';

import type { Clock } from '../../domain/clock.ts';
import { reasonOf } from '../failure.ts';
import type { Datagram, NetResult } from '../net.ts';
import { CANCELLED, failure, MOST_BYTES, MOST_UNRELATED, noAnswer, tooManyUnrelated, type Sending } from './sending.ts';

/** By Node's own sockets, everywhere: bound to a source at most, timed by the process. */
export const plainDatagram = (clock: Clock, { request, to, binding, signal }: Sending): Promise<NetResult<Datagram>> =>
  new Promise((resolve, reject) => {
    const socket = createSocket(to.family === 4 ? 'udp4' : 'udp6');
    let at = clock.now();
    let begun = process.hrtime.bigint();
    let unrelated = 0;
    let isOver = false;
    const end = (): void => {
      isOver = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
      socket
        .removeAllListeners()
        .on('error', () => undefined)
        .close();
    };
    const settle = (result: NetResult<Datagram>): void => {
      if (isOver) return;
      end();
      resolve(result);
    };
    const fail = (error: NodeJS.ErrnoException): void =>
      settle(failure(reasonOf(error.code) ?? 'failed', error.message));
    const cancel = (): void => settle(CANCELLED);
    const timer = setTimeout(() => settle(noAnswer(request)), request.timeout);
    signal.addEventListener('abort', cancel, { once: true });
    const hear = (payload: Buffer): void => {
      const tookMicros = Number((process.hrtime.bigint() - begun) / 1_000n);
      if (payload.length <= MOST_BYTES && request.isAnswer(payload)) {
        const { address: source, port: sourcePort } = socket.address();
        settle({ ok: true, payload, at, tookMicros, source, sourcePort });
        return;
      }
      unrelated += 1;
      if (unrelated === MOST_UNRELATED) settle(tooManyUnrelated(request));
    };
    socket.on('message', (payload) => {
      try {
        hear(payload);
      } catch (error) {
        end();
        reject(error);
      }
    });
    socket.on('error', fail);
    // Node hands an error to the callback alone where there is one.
    const unless = (next: () => void) => (error?: Error | null) => {
      if (error !== undefined && error !== null) fail(error);
      else next();
    };
    const send = (): void => {
      at = clock.now();
      begun = process.hrtime.bigint();
      socket.send(
        request.payload,
        unless(() => undefined),
      );
    };
    const connect = (): void => socket.connect(request.port, request.address, unless(send));
    const { source: address } = binding;
    const { sourcePort: port } = request;
    if (address === undefined && port === undefined) connect();
    else
      socket.bind({ ...(address === undefined ? {} : { address }), ...(port === undefined ? {} : { port }) }, connect);
  });
