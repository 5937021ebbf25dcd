import type { ExchangeSeen, TcpFigures } from '../domain/ask.ts';

/** What became of one exchange, as far as the judgement goes. */
export type Fate =
  | 'fast' // done, or still flowing when its time was over
  | 'slow' // done, after a silence that no healthy connection has
  | 'stuck' // connected, and then nothing more got across
  | 'unheard' // the SYN was not answered
  | 'refused'
  | 'unreachable' // an ICMP error, no route, or a local rule
  | 'cut' // a reset or an early end once something was said
  | 'garbage' // what answers is no TLS, or no HTTP
  | 'untold'; // not asked, or not possible here

export interface Trial {
  readonly fate: Fate;
  readonly seen: ExchangeSeen;
  /** Of one that is stuck: what we send is not acknowledged, or what is to come does not come. */
  readonly side: 'out' | 'in';
  /** A segment of nearly all the size that was asked for came, or several got there. */
  readonly fullIn: boolean;
  readonly fullOut: boolean;
}

/** Bytes that no handshake and no header has: once they are across, full segments were. */
const PLENTY = 8_192;
/** Silences beyond that are told apart: twice the first retransmission timeout and some (RFC 6298, 2.4). */
const SLOW_MS = 900;
export const STALL_MS = 3_000;

export const trialOf = (seen: ExchangeSeen): Trial => {
  const { info, end, stage, stallMs } = seen;
  const rtt = (info?.rttMicros ?? 0) / 1_000;
  const fullOut = (info?.bytesAcked ?? 0) >= PLENTY && stage !== 'connect';
  const bodyBytes = seen.http?.bodyBytes ?? 0;
  const settled = (fate: Fate): Trial => ({
    fate,
    seen,
    side: sideOf(seen),
    // Of what both sides offered: a clamp lowers both.
    fullIn:
      (fate === 'stuck' && bodyBytes >= PLENTY) ||
      (info !== undefined && info.rcvMss >= 0.93 * Math.min(info.advMss, info.sndMss)),
    fullOut,
  });
  const pace = stallMs > Math.max(SLOW_MS, 4 * rtt) ? 'slow' : 'fast';
  switch (end) {
    case 'done':
      return settled(pace);
    case 'timeout':
      if (stage === 'connect') return settled('unheard');
      // It was all taken: what the server then does is its own affair.
      if (stage === 'answer' && fullOut) return settled('fast');
      return settled(stallMs < STALL_MS && Math.max(bodyBytes, fullOut ? PLENTY : 0) >= PLENTY ? pace : 'stuck');
    case 'refused':
      return settled('refused');
    case 'unreachable':
    case 'no-route':
    case 'not-allowed':
      return settled('unreachable');
    case 'reset':
    case 'closed':
      // A server may answer before it has read all, and hang up.
      return settled(fullOut ? pace : 'cut');
    case 'tls-failed':
    case 'garbage':
      return settled('garbage');
    case 'unsupported':
    case 'cancelled':
    default:
      return settled('untold');
  }
};

const sideOf = ({ stage, info }: ExchangeSeen): 'out' | 'in' =>
  stage === 'upload' || (stage === 'tls' && isUnacked(info)) ? 'out' : 'in';

/** Nothing that we said was acknowledged but the SYN, which Linux counts as one byte. */
export const isUnacked = (info: TcpFigures | undefined): boolean => (info?.bytesAcked ?? 0) <= 1;

export const isThrough = ({ fate }: Trial): boolean => fate === 'fast' || fate === 'slow';
