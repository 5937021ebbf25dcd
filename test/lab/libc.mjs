// @ts-check
import { closeSync, openSync, readFileSync } from 'node:fs';

import koffi from 'koffi';

// The few calls of libc that a relay needs and Node lacks. Constants are Linux's, the same on x86-64 and arm64.
const libc = koffi.load('libc.so.6');
const ioctl = libc.func('int ioctl(int fd, unsigned long request, void *argument)');
const setns = libc.func('int setns(int fd, int kind)');
const ppoll = libc.func('int ppoll(void *fds, unsigned long count, void *timeout, void *mask)');
const prctl = libc.func('int prctl(int option, unsigned long value)');
const schedule = libc.func('int sched_setscheduler(int pid, int policy, void *parameters)');
const socket = libc.func('int socket(int family, int type, int protocol)');
const bind = libc.func('int bind(int fd, void *address, unsigned int length)');
const sendto = libc.func(
  'long sendto(int fd, void *bytes, unsigned long length, int flags, void *address, unsigned int addressLength)',
);
export const read = libc.func('long read(int fd, void *buffer, unsigned long length)');
export const write = libc.func('long write(int fd, void *buffer, unsigned long length)');

const CLONE_NEWNET = 0x40000000;
const TUNSETIFF = 0x400454ca;
const IFF_TAP = 0x0002;
const IFF_NO_PI = 0x1000;
const IFREQ_BYTES = 40;
const IFNAMSIZ = 16;
const O_RDWR_NONBLOCK = 0o2 | 0o4000;
const POLLIN = 1;
const POLLERR = 8;
const PR_SET_TIMERSLACK = 29;
const SCHED_FIFO = 1;
const AF = { inet: 2, inet6: 10, packet: 17 };
const SOCK = { raw: 3, datagram: 2, nonblock: 0o4000 };
const IPPROTO = { icmp: 1, icmpv6: 58 };

/**
 * @param {string} call
 * @param {number} result
 */
const must = (call, result) => {
  if (result < 0) throw new Error(`${call} failed with errno ${koffi.errno()}`);
};

/** Wakes on time: no timer slack, and ahead of what else runs, where the system allows. */
export const beOnTime = () => {
  prctl(PR_SET_TIMERSLACK, 1);
  const priority = Buffer.alloc(4);
  priority.writeInt32LE(10);
  schedule(0, SCHED_FIFO, priority);
};

/**
 * Creates a TAP device inside a named network namespace. It lives as long as its descriptor.
 * @param {string} namespace As `ip netns` names it.
 * @param {string} device
 * @returns {number} A non-blocking descriptor: one read or write is one Ethernet frame.
 */
export const openTap = (namespace, device) => {
  const home = openSync('/proc/self/ns/net', 'r');
  const there = openSync(`/run/netns/${namespace}`, 'r');
  try {
    must(`setns ${namespace}`, setns(there, CLONE_NEWNET));
    const fd = openSync('/dev/net/tun', O_RDWR_NONBLOCK);
    const request = Buffer.alloc(IFREQ_BYTES);
    request.write(device.slice(0, IFNAMSIZ - 1), 'latin1');
    request.writeUInt16LE(IFF_TAP | IFF_NO_PI, IFNAMSIZ);
    must(`TUNSETIFF ${device}`, ioctl(fd, TUNSETIFF, request));
    return fd;
  } finally {
    setns(home, CLONE_NEWNET);
    closeSync(home);
    closeSync(there);
  }
};

/**
 * Waits until one of the descriptors can be read, or a time has passed.
 * @param {readonly number[]} fds
 */
export const poller = (fds) => {
  const set = Buffer.alloc(fds.length * 8);
  for (const [i, fd] of fds.entries()) {
    set.writeInt32LE(fd, i * 8);
    set.writeInt16LE(POLLIN, i * 8 + 4);
  }
  const timeout = Buffer.alloc(16);
  /** @param {number} place */
  const events = (place) => set.readInt16LE(place * 8 + 6);
  return {
    /** @param {number} ms Infinity waits for ever. */
    wait(ms) {
      const nanos = Math.max(0, Math.round(ms * 1e6));
      if (ms !== Infinity) {
        timeout.writeBigInt64LE(BigInt(Math.floor(nanos / 1e9)), 0);
        timeout.writeBigInt64LE(BigInt(nanos % 1e9), 8);
      }
      // An interrupted call leaves the last answers behind.
      if (ppoll(set, fds.length, ms === Infinity ? null : timeout, null) >= 0) return;
      for (const place of fds.keys()) set.writeInt16LE(0, place * 8 + 6);
    },
    /**
     * Whether the descriptor at this place can be read, or has ended.
     * @param {number} place
     */
    ready: (place) => events(place) !== 0,
    /**
     * Whether the device behind the descriptor is gone.
     * @param {number} place
     */
    gone: (place) => (events(place) & POLLERR) !== 0,
  };
};

/**
 * A packet socket (packet(7)) that reads the IP packets that come and go by a device, without their Ethernet header.
 * @param {string} device
 * @param {number} etherType
 */
export const openPackets = (device, etherType) => {
  const network = ((etherType & 0xff) << 8) | (etherType >>> 8);
  const fd = socket(AF.packet, SOCK.datagram | SOCK.nonblock, network);
  must('socket', fd);
  const address = Buffer.alloc(20); // struct sockaddr_ll
  address.writeUInt16LE(AF.packet, 0);
  address.writeUInt16BE(etherType, 2);
  address.writeInt32LE(Number(readFileSync(`/sys/class/net/${device}/ifindex`, 'latin1')), 4);
  must(`bind ${device}`, bind(fd, address, address.length));
  return fd;
};

/**
 * A raw socket that sends ICMP, or ICMPv6, whose header the caller writes.
 * @param {boolean} six
 */
export const openRaw = (six) => {
  const fd = socket(six ? AF.inet6 : AF.inet, SOCK.raw, six ? IPPROTO.icmpv6 : IPPROTO.icmp);
  must('socket', fd);
  return fd;
};

/**
 * @param {number} fd
 * @param {Uint8Array} bytes
 * @param {Buffer} to An address of 4 or 16 bytes.
 */
export const sendTo = (fd, bytes, to) => {
  const six = to.length === 16;
  const address = Buffer.alloc(six ? 28 : 16); // struct sockaddr_in6, sockaddr_in
  address.writeUInt16LE(six ? AF.inet6 : AF.inet, 0);
  to.copy(address, six ? 8 : 4);
  must('sendto', Number(sendto(fd, bytes, bytes.length, 0, address, address.length)));
};
