import { systemError, type SystemError } from '../libc/errno.ts';
import type { Libc } from '../libc/libc.ts';
import { AF_NETLINK, MSG_DONTWAIT, NETLINK_ROUTE, SOCK_CLOEXEC, SOCK_RAW } from '../libc/linux.ts';
import { Memory } from '../libc/memory.ts';
import { ReceiveVector } from '../libc/message-vector.ts';

/** One link's answer is about 2 KiB. */
const ANSWER_BYTES = 16_384;

/** Asks the kernel one question of rtnetlink(7), which answers at once. The answer's bytes are the caller's. */
export const askNetlink = (libc: Libc, question: Uint8Array): Uint8Array | { readonly error: SystemError } => {
  const fd = libc.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
  if (fd < 0) return { error: systemError(libc.errno()) };
  const asked = new Memory(libc, question.length);
  asked.bytes.set(question);
  const answer = new ReceiveVector(libc, 1, ANSWER_BYTES);
  const done =
    libc.send(fd, asked.address(), question.length, 0) >= 0 &&
    libc.recvmmsg(fd, answer.memory.address(), 1, MSG_DONTWAIT, 0) === 1;
  const error = done ? undefined : systemError(libc.errno());
  libc.close(fd);
  if (error !== undefined) return { error };
  return answer.memory.bytes.slice(answer.dataAt(0), answer.dataAt(0) + answer.dataLength(0));
};
