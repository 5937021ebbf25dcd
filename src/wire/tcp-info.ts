import type { TcpFigures } from '../domain/ask.ts';

/** What the kernel says of a TCP connection. */
export interface TcpInfo {
  /** RFC 9293's states, numbered as in linux/tcp_states.h. */
  readonly state: number;
  readonly figures: TcpFigures;
  /** Nothing that was given to it to send is unacknowledged. */
  readonly isAllAcked: boolean;
}
export const TCP_SYN_SENT = 2;
export const TCP_CLOSE = 7;

const OPTIONS_AT = 5;
const TCPI_OPT_TIMESTAMPS = 1;
const TIMESTAMP_BYTES = 12;
/** As far as `rcv_ooopack`: what Linux has had since 5.4. */
export const TCP_INFO_BYTES = 228;

/**
 * struct tcp_info (linux/tcp.h), as 64-bit little-endian Linux lays it out; undefined where the kernel tells less.
 * `bytes_acked` counts the SYN, which is taken off here.
 */
export const readTcpInfo = (view: DataView): TcpInfo | undefined => {
  if (view.byteLength < TCP_INFO_BYTES) return undefined;
  const u32 = (at: number): number => view.getUint32(at, true);
  const u64 = (at: number): number => u32(at) + u32(at + 4) * 0x1_0000_0000;
  // TCP_INFO tells what of a segment is data; an MSS counts the options too (RFC 6691, 2).
  const options = (view.getUint8(OPTIONS_AT) & TCPI_OPT_TIMESTAMPS) === 0 ? 0 : TIMESTAMP_BYTES;
  const [state, acked, unsent] = [view.getUint8(0), Math.max(0, u64(120) - 1), u32(144)];
  // A closed one has forgotten what was under way. (Of one that stands the bytes sent may be more than there were: what
  // a local firewall or queue drops is counted each time.)
  const isAllAcked = state === TCP_CLOSE ? acked >= u64(200) - u64(208) + unsent : u32(24) === 0 && unsent === 0;
  return {
    state,
    figures: {
      sndMss: u32(16) + options,
      advMss: u32(84) + options,
      rcvMss: u32(20) + options,
      pathMtu: u32(60),
      rttMicros: u32(68),
      // All ones until there is one.
      minRttMicros: u32(148) === 0xffff_ffff ? u32(68) : u32(148),
      retransmits: u32(100),
      outOfOrder: u32(224),
      bytesAcked: acked,
      bytesReceived: u64(128),
      segmentsIn: u32(140),
      segmentsOut: u32(136),
    },
    isAllAcked,
  };
};
