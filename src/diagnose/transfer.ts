import type { Exchange, Packets, PacketsSeen } from '../domain/ask.ts';
import { bisect, type Bisected } from './bisect.ts';
import { contest, type Contest, type Make } from './contest.ts';
import { ask, type Plan } from './plan.ts';
import { floorOf, getOf, headerOf, postOf, SMALL_MSS, type Target } from './target.ts';
import { trialOf, isThrough, type Trial } from './trial.ts';

/** A transfer, and the largest MSS with which it works, where size decides. */
export interface Transfer extends Contest {
  readonly direction: 'down' | 'up';
  readonly limit?: Bisected;
}

/** Where most of the full ones are stuck: on their way there, or on the way back. */
export const sideOf = ({ bigs }: Contest): 'in' | 'out' =>
  bigs.filter((b) => b.side === 'out').length * 2 > bigs.length ? 'out' : 'in';

/** Body bytes: enough that most are full segments, little enough to be repeated. */
const AGAIN_BYTES = 16_384;
const BISECT_BYTES = 8_192;

/** What follows a first download that was not fine. */
export const moreDownloads = (target: Target, first: Trial, beside: Packets) =>
  more(
    { target, direction: 'down', first },
    (mss, timeout, bytes = AGAIN_BYTES) => getOf(target, { mss, timeout, bytes }),
    beside,
  );

interface Begun {
  readonly target: Target;
  readonly direction: 'down' | 'up';
  readonly first: Trial;
  readonly isLossy?: boolean;
  /** The limit that was found the other way. */
  readonly guess?: number | undefined;
}

/**
 * What follows a first upload that was not fine. `plain`: without TLS, since its handshake would need full packets to
 * come; what the server thinks of that does not matter, only what its kernel acknowledges.
 */
export const moreUploads = (begun: Omit<Begun, 'direction'>, plain: boolean, beside?: Packets) =>
  more(
    { ...begun, direction: 'up' },
    (mss, timeout) => postOf(begun.target, { mss, timeout, bytes: AGAIN_BYTES, plain }),
    beside,
  );

/** Of a hello (with post-quantum keys), the end of its handshake and the head of a request: at most. */
const TLS_HEAD = 3_000;
const HTTP_HEAD = 1_000;

/** A segment of that size got across, whatever became of the rest. */
const isCarried = ({ direction, target }: Begun, size: number, { seen: { info } }: Trial): boolean =>
  direction === 'down'
    ? (info?.rcvMss ?? 0) >= size
    : (info?.bytesAcked ?? 0) > TLS_HEAD + HTTP_HEAD + target.goal.path.length + size;

function* more(
  begun: Begun,
  make: Make,
  packets?: Packets,
): Plan<{ readonly transfer: Transfer; readonly beside?: PacketsSeen }> {
  const { target, direction, first, isLossy, guess } = begun;
  const small = floorOf(target.family);
  const { contest: contested, beside } = yield* contest(first, make, SMALL_MSS, packets);
  const told = beside === undefined ? {} : { beside };
  const isOfSize = contested.kind === 'size' || contested.kind === 'slow';
  const full = fullMss(target, contested, direction);
  if (!isOfSize || full <= small) return { transfer: { ...contested, direction }, ...told };
  const lossy = isLossy ?? (beside?.packets.filter((p) => p.outcome === 'lost').length ?? 0) > 1;
  const wanted: Wanted =
    contested.kind === 'slow' ? (t) => t.fate === 'fast' : (t, size) => isThrough(t) || isCarried(begun, size, t);
  const { width, doubts } = target.effort;
  // Under loss each is tried three times anyway.
  const bounds = lossy
    ? { low: small, high: full, width: Math.ceil(width / 2), guess, doubts: Math.ceil(doubts / 3) }
    : { low: small, high: full, width, guess, doubts };
  const limit = yield* bisect(bounds, (sizes) => trySizes(sizes, lossy, make, wanted));
  return { transfer: { ...contested, direction, limit }, ...told };
}

type Wanted = (trial: Trial, size: number) => boolean;

/** Under loss each size is tried three times at once, and given more time: it passes where one of them does. */
function* trySizes(sizes: readonly number[], isLossy: boolean, make: Make, wanted: Wanted): Plan<readonly boolean[]> {
  const tries = isLossy ? 3 : 1;
  const asks = sizes.flatMap((mss) => Array.from({ length: tries }, () => brief(make(mss, 10_000), isLossy)));
  const { seen } = yield* ask({ kind: 'together', asks });
  const trials = seen.flatMap((s) => (s.kind === 'exchange' ? [trialOf(s)] : []));
  return sizes.map((size, i) => trials.slice(i * tries, (i + 1) * tries).some((t) => wanted(t, size)));
}

/** The same exchange with less to carry, and given up after some seconds of silence: that it fails for good was seen. */
const brief = (exchange: Exchange, isLossy: boolean): Exchange => ({
  ...exchange,
  silence: isLossy ? 5_000 : 2_500,
  mostBytes: Math.min(exchange.mostBytes, BISECT_BYTES),
});

/** The MSS that failed: what this machine offered, and of what it sends no more than the peer did. */
const fullMss = ({ family }: Target, { bigs }: Contest, direction: 'down' | 'up'): number => {
  const info = bigs.find(({ seen }) => seen.info !== undefined)?.seen.info;
  if (info === undefined) return 0;
  const ours = info.pathMtu - headerOf(family);
  return direction === 'up' ? Math.min(ours, info.sndMss) : ours;
};
