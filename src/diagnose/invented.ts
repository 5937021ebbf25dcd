import type {
  Ask,
  Exchange,
  ExchangeSeen,
  Packets,
  PacketSeen,
  Seen,
  TcpFigures,
  Together,
  TogetherSeen,
} from '../domain/ask.ts';
import type { Millis } from '../domain/time.ts';

/** A way that there is not, for a rehearsal: what is left out is as it should be. */
export interface World {
  /** The largest packet that comes through to the target, and back. */
  readonly up?: number;
  readonly down?: number;
  /** Somebody says "too big" to this machine. */
  readonly told?: boolean;
  /** The MSS that somebody on the way lowers it to. */
  readonly clamp?: number;
  /** The server takes the request and says nothing. */
  readonly stalls?: boolean;
  readonly resets?: boolean;
  /** Nothing of TLS is ever acknowledged. */
  readonly dropsHello?: boolean;
  /** Nobody answers at all. */
  readonly silent?: boolean;
  /** Neither echoes nor UDP are answered. */
  readonly filtered?: boolean;
  /** The name has no address. */
  readonly nameless?: boolean;
}
/** What may be wrong, one at a time: enough to lead the plan along all its branches. */
export const WORLDS: readonly World[] = [
  { up: 1_380, down: 1_380, told: true },
  { down: 1_380 },
  { up: 1_380 },
  { up: 1_380, down: 1_380 },
  { up: 1_380, down: 1_380, clamp: 1_300 },
  { up: 1_300, down: 1_300, clamp: 1_340 },
  { clamp: 1_340 },
  { stalls: true },
  { resets: true },
  { dropsHello: true },
  { filtered: true },
  { silent: true },
  { nameless: true },
];

const LINK = 1_500;
const RTT: Millis = 20;
const HOPS = 8;
/** Of blocks set aside for documentation (RFC 5737, RFC 3849): whose they are not matters, nothing is sent. */
export const INVENTED = { 4: '192.0.2.10', 6: '2001:db8::10' } as const;
const OWN = { 4: '192.0.2.1', 6: '2001:db8::1' } as const;

interface Invented<S> {
  readonly seen: S;
  readonly tookMs: Millis;
}

/** What would be seen in that world, and how long it takes. */
export const invent = (ask: Ask, world: World): Invented<Seen> => {
  if (ask.kind !== 'together') return one(ask, world);
  const all = ask.asks.map((a) => one(a, world));
  const seen: TogetherSeen = { kind: 'together', seen: all.map((i) => i.seen) };
  return { seen, tookMs: Math.max(0, ...all.map((i) => i.tookMs)) };
};

const one = (ask: Exclude<Ask, Together>, world: World): Invented<Exclude<Seen, TogetherSeen>> => {
  switch (ask.kind) {
    case 'route': {
      const route = { source: OWN[familyOf(ask.to)], device: 'eth0', pathMtu: LINK, linkMtu: LINK, isSelf: false };
      return { seen: { kind: 'route', route }, tookMs: 0 };
    }
    case 'resolve': {
      const found = world.nameless === true ? ({ addresses: [], failed: 'no-such-name' } as const) : resolved(ask.name);
      const servers = ['192.0.2.53', ...ask.also].map((server) => Object.assign({ server, tookMs: RTT }, found));
      return { seen: { kind: 'resolve', system: found, servers }, tookMs: RTT };
    }
    case 'exchange': {
      const seen = exchange(ask, world);
      return { seen, tookMs: seen.tookMs };
    }
    case 'packets': {
      const packets = ask.sizes.map((bytes) => packet(bytes, ask, world));
      const waits = packets.some((p) => p.outcome === 'lost') ? ask.timeout : RTT;
      return { seen: { kind: 'packets', packets }, tookMs: ask.apart * (ask.sizes.length - 1) + waits };
    }
    case 'walk': {
      const offeredMss = LINK - overhead(ask.to);
      const quotedMss = Math.min(offeredMss, world.clamp ?? offeredMss);
      const count = Math.min(HOPS, ask.mostHops);
      const hops = Array.from({ length: world.silent === true ? 0 : count }, (_, i) => ({
        ttl: i + 1,
        from: i + 1 === HOPS ? ask.to : OWN[familyOf(ask.to)],
        quotedMss: i < 2 ? offeredMss : quotedMss,
        ...(i + 1 === HOPS ? { isTarget: true } : {}),
      }));
      return { seen: { kind: 'walk', hops, offeredMss }, tookMs: ask.timeout };
    }
    case 'server-ttl':
    default:
      return {
        seen: { kind: 'server-ttl', ...(world.silent === true ? {} : { ttl: 64 - HOPS }) },
        tookMs: ask.timeout,
      };
  }
};

const familyOf = (address: string): 4 | 6 => (address.includes(':') ? 6 : 4);
/** IP and TCP headers without options. */
const overhead = (to: string): number => (familyOf(to) === 6 ? 60 : 40);
const resolved = (name: string): { readonly addresses: readonly string[] } => ({
  addresses: name.includes(':') || /^[\d.]+$/.test(name) ? [name] : [INVENTED[6], INVENTED[4]],
});

const packet = (bytes: number, { protocol, to, df }: Packets, world: World): PacketSeen => {
  const { up = LINK, down = LINK } = world;
  if (bytes > LINK && df === 'set') return { bytes, outcome: 'too-big-here' };
  if (world.silent === true) return { bytes, outcome: 'lost' };
  const from = OWN[familyOf(to)];
  const piece = df === 'set' ? bytes : Math.min(bytes, up);
  if (piece > up)
    return world.told === true
      ? { bytes, outcome: 'too-big', rttMs: RTT, icmp: { from, type: 3, code: 4, mtu: up } }
      : { bytes, outcome: 'lost' };
  // A "port unreachable" is small, an echo comes back as large as it went.
  if (world.filtered === true || (protocol === 'echo' && piece > down && world.told !== true))
    return { bytes, outcome: 'lost' };
  return { bytes, outcome: 'arrived', rttMs: RTT, ttl: 64 - HOPS };
};

const exchange = (ask: Exchange, world: World): ExchangeSeen => {
  const { up = LINK, down = LINK, clamp = LINK } = world;
  const head = overhead(ask.to);
  const advMss = ask.mss ?? LINK - head;
  const agreed = Math.min(advMss, clamp, LINK - head);
  const isUpload = ask.http?.method === 'POST';
  const lostDown = agreed + head > down && world.told !== true;
  const lostUp = agreed + head > up && world.told !== true;
  const ended = (stage: ExchangeSeen['stage'], end: ExchangeSeen['end'], isLong: boolean): ExchangeSeen => {
    const tookMs = isLong ? Math.min(ask.timeout, ask.silence ?? ask.timeout) : 10 * RTT;
    return {
      kind: 'exchange',
      stage,
      end,
      tookMs,
      stallMs: isLong ? tookMs : RTT,
      ...(stage === 'connect' ? {} : { connectMs: RTT, info: figures(ask, stage, advMss, agreed) }),
      ...(stage === 'done' ? done(ask) : {}),
    };
  };
  if (world.silent === true) return ended('connect', 'timeout', true);
  const speaks = ask.tls !== undefined || ask.http !== undefined;
  const first = ask.tls === undefined ? 'answer' : 'tls';
  if (world.resets === true && speaks) return ended(first, 'reset', false);
  if (world.dropsHello === true && ask.tls !== undefined) return ended('tls', 'timeout', true);
  if (world.stalls === true && speaks) return ended(first, 'timeout', true);
  if (lostDown && speaks) return ended(first, 'timeout', true);
  if (lostUp && isUpload) return ended('upload', 'timeout', true);
  return ended('done', 'done', false);
};

const figures = (ask: Exchange, stage: ExchangeSeen['stage'], advMss: number, sndMss: number): TcpFigures => {
  const isDone = stage === 'done';
  return {
    sndMss,
    advMss,
    rcvMss: isDone ? sndMss : 536,
    pathMtu: LINK,
    rttMicros: RTT * 1_000,
    minRttMicros: RTT * 1_000,
    retransmits: stage === 'upload' ? 5 : 0,
    outOfOrder: isDone || stage === 'upload' ? 0 : 1,
    bytesAcked: isDone ? 500 + (ask.http?.bodyBytes ?? 0) : 500,
    bytesReceived: isDone ? ask.mostBytes : 0,
    segmentsIn: isDone ? Math.ceil(ask.mostBytes / sndMss) + 2 : 2,
    segmentsOut: 10,
  };
};

const done = (ask: Exchange): Partial<ExchangeSeen> => ({
  ...(ask.tls === undefined
    ? {}
    : { tlsMs: 2 * RTT, tls: { protocol: 'TLSv1.3', fingerprint: '', subject: '', issuer: '' } }),
  ...(ask.http === undefined
    ? {}
    : {
        firstByteMs: 4 * RTT,
        http: { status: 200, bodyBytes: ask.http.method === 'POST' ? 0 : ask.mostBytes, bodyHash: '' },
      }),
});
