import { createSocket } from 'node:dgram';

import { reasonOf } from '../failure.ts';
import type { GroupRequest, NetResult } from '../net.ts';
import type { GroupAnswers } from './group.ts';
import { GROUP_TTL, Heard } from './heard.ts';
import { CANCELLED, failure, type Sending } from './sending.ts';

/** By Node's own sockets, everywhere: bound to a source at most. */
export const plainGroup = ({ request, to, binding, signal }: Sending<GroupRequest>): Promise<NetResult<GroupAnswers>> =>
  new Promise((resolve) => {
    const socket = createSocket(to.family === 4 ? 'udp4' : 'udp6');
    const heard = new Heard(request.most);
    let isOver = false;
    const settle = (result: NetResult<GroupAnswers>): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
      socket
        .removeAllListeners()
        .on('error', () => undefined)
        .close();
      resolve(result);
    };
    const fail = (error: NodeJS.ErrnoException): void =>
      settle(failure(reasonOf(error.code) ?? 'failed', error.message));
    const cancel = (): void => settle(CANCELLED);
    const timer = setTimeout(() => settle({ ok: true, answers: heard.answers }), request.timeout);
    signal.addEventListener('abort', cancel, { once: true });
    socket.on('error', fail);
    socket.on('message', (payload, { address }) => {
      heard.hear(address, Uint8Array.from(payload));
      if (heard.isFull) settle({ ok: true, answers: heard.answers });
    });
    const { source } = binding;
    socket.bind(source === undefined ? {} : { address: source }, () => {
      socket.setMulticastTTL(GROUP_TTL);
      socket.send(request.payload, request.port, request.address, (error) => {
        if (error !== null) fail(error);
      });
    });
  });
