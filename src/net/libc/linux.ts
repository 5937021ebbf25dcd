/**
 * Numbers of Linux's socket interface, as the asm-generic headers have them: x64, arm64, riscv64 and loong64 agree.
 * (include/uapi/asm-generic/socket.h, linux/in.h, linux/in6.h, linux/errqueue.h, linux/net_tstamp.h)
 */
export const AF_INET = 2;
export const AF_INET6 = 10;
export const AF_NETLINK = 16;
export const SOCK_STREAM = 1;
export const SOCK_DGRAM = 2;
export const SOCK_RAW = 3;
export const SOCK_NONBLOCK = 0x800;
export const SOCK_CLOEXEC = 0x8_0000;
export const IPPROTO_ICMP = 1;
export const IPPROTO_ICMPV6 = 58;
export const IPPROTO_TCP = 6;
export const IPPROTO_UDP = 17;
export const NETLINK_ROUTE = 0;

export const MSG_DONTWAIT = 0x40;
export const MSG_ERRQUEUE = 0x2000;

export const SOL_SOCKET = 1;
export const SO_ERROR = 4;
export const SO_RCVBUF = 8;
export const SO_LINGER = 13;
export const SO_BINDTODEVICE = 25;
export const SO_ATTACH_FILTER = 26;
export const SO_RCVBUFFORCE = 33;
export const SO_MARK = 36;
/** The option and its control message have the same number. */
export const SO_TIMESTAMPING = 37;
export const SO_RXQ_OVFL = 40;

export const SOL_IP = 0;
export const IP_TTL = 2;
export const IP_MTU_DISCOVER = 10;
export const IP_RECVERR = 11;
export const IP_RECVTTL = 12;
export const IP_MTU = 14;
export const IP_MINTTL = 21;
export const IP_RECVFRAGSIZE = 25;
export const IP_MULTICAST_TTL = 33;

export const SOL_IPV6 = 41;
export const IPV6_UNICAST_HOPS = 16;
export const IPV6_MULTICAST_HOPS = 18;
export const IPV6_MTU_DISCOVER = 23;
export const IPV6_MTU = 24;
export const IPV6_RECVERR = 25;
export const IPV6_RECVHOPLIMIT = 51;
export const IPV6_HOPLIMIT = 52;
export const IPV6_DONTFRAG = 62;
export const IPV6_MINHOPCOUNT = 73;
export const IPV6_RECVFRAGSIZE = 77;

/** No DF; DF while it fits the known path MTU; DF whatever the path MTU is believed to be. */
export const PMTUDISC_DONT = 0;
export const PMTUDISC_WANT = 1;
export const PMTUDISC_PROBE = 3;

export const SOL_TCP = 6;
export const TCP_MAXSEG = 2;
export const TCP_INFO = 11;
export const F_DUPFD_CLOEXEC = 1030;

export const SOL_RAW = 255;
export const ICMP_FILTER = 1;
export const SOL_ICMPV6 = 58;
export const ICMPV6_FILTER = 1;

export const SOF_TX_SOFTWARE = 1 << 1;
export const SOF_RX_SOFTWARE = 1 << 3;
export const SOF_SOFTWARE = 1 << 4;
export const SOF_OPT_ID = 1 << 7;
export const SOF_OPT_TSONLY = 1 << 11;

/** Who put a message on the error queue (sock_extended_err.ee_origin). */
export const EE_ORIGIN_ICMP = 2;
export const EE_ORIGIN_ICMP6 = 3;
export const EE_ORIGIN_TIMESTAMPING = 4;

/** open(2) for reading is 0 and takes these. */
export const O_NONBLOCK = 0x800;
export const O_CLOEXEC = 0x8_0000;
export const CLONE_NEWNET = 0x4000_0000;

export const POLLIN = 1;
export const EFD_CLOEXEC = 0x8_0000;
export const EFD_NONBLOCK = 0x800;
export const CLOCK_REALTIME = 0;

export const PR_SET_TIMERSLACK = 29;
export const PRIO_PROCESS = 0;
export const CLOCK_THREAD_CPUTIME_ID = 3;
export const SCHED_OTHER = 0;
export const SCHED_RR = 2;
export const SCHED_FLAG_RESET_ON_FORK = 1;
/** The first version of struct sched_attr. */
export const SCHED_ATTR_BYTES = 48;
/** The number of the system call sched_setattr. */
export const SCHED_SETATTR: Readonly<Partial<Record<string, number>>> = {
  x64: 314,
  arm64: 274,
  riscv64: 274,
  loong64: 274,
};
