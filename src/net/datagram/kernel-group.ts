import type { Clock } from '../../domain/clock.ts';
import { Inbox } from '../libc/inbox.ts';
import type { Libc } from '../libc/libc.ts';
import * as linux from '../libc/linux.ts';
import { Memory } from '../libc/memory.ts';
import { Socket } from '../libc/socket.ts';
import type { GroupRequest, NetResult } from '../net.ts';
import { pollPause } from '../path/parts.ts';
import type { GroupAnswers } from './group.ts';
import { GROUP_TTL, Heard } from './heard.ts';
import { failureOf } from './kernel-datagram.ts';
import { CANCELLED, MOST_BYTES, type Sending } from './sending.ts';

/** By sockets of libc, bound to anything. */
export const kernelGroup = async (
  libc: Libc,
  clock: Clock,
  { request, to, binding, signal }: Sending<GroupRequest>,
): Promise<NetResult<GroupAnswers>> => {
  const kind = { family: to.family, type: linux.SOCK_DGRAM, protocol: linux.IPPROTO_UDP, binding };
  const socket = Socket.open(libc, kind);
  if ('error' in socket) return failureOf(socket.error);
  try {
    if (to.family === 4) socket.set(linux.SOL_IP, linux.IP_MULTICAST_TTL, GROUP_TTL);
    else socket.set(linux.SOL_IPV6, linux.IPV6_MULTICAST_HOPS, GROUP_TTL);
    const memory = new Memory(libc, Math.max(1, request.payload.length));
    memory.bytes.set(request.payload);
    const begun = clock.elapsed();
    const error = socket.sendTo(to, request.port, memory.address(), request.payload.length);
    if (error !== undefined) return failureOf(error);
    // One byte more tells what is too long.
    const inbox = new Inbox(libc, MOST_BYTES + 1);
    const heard = new Heard(request.most);
    for (;;) {
      inbox.read(socket, 'messages', ({ name, bytes }) => {
        // The inbox's bytes are the next message's soon.
        if (name !== undefined) heard.hear(scoped(name, to.zone ?? binding.device), bytes.slice());
      });
      if (signal.aborted) return CANCELLED;
      const waited = clock.elapsed() - begun;
      if (heard.isFull || waited >= request.timeout) return { ok: true, answers: heard.answers };
      await clock.sleep(Math.min(pollPause(waited), request.timeout - waited), signal);
    }
  } finally {
    socket.close();
  }
};
const scoped = (address: string, zone: string | undefined): string =>
  zone !== undefined && address.startsWith('fe80:') ? `${address}%${zone}` : address;
