import type { ExchangeSeen } from '../domain/ask.ts';
import type { Contest } from './contest.ts';
import { ask, type Plan } from './plan.ts';
import { getOf, nameOf, type Target } from './target.ts';
import { isUnacked } from './trial.ts';

/** Why a connection ends or stops once something is said over it, whatever the size of packets. */
export interface Refusal {
  readonly kind: 'name-filtered' | 'hello-dropped' | 'connection-reset' | 'server-stall' | 'unsettled';
  /** The same address, asked for another name, or for none. */
  readonly otherNameAnswers: boolean;
  /** Plain bytes to the same port were acknowledged. */
  readonly plainIsAcked?: boolean;
  /** Of the server's SYN-ACKs; undefined: not to be had here. */
  readonly serverTtl?: number;
  /** With the resets of another TTL shut out: the answer came (they were forged), or a reset of the server's TTL. */
  readonly resetBy?: 'someone-on-the-way' | 'the-server';
}

/** Nobody's (RFC 2606, 3), and on no filter's list. */
const OTHER_NAME = 'example.com';
const BYTES = 1_024;

/** The same connection for other names, without TLS, and with foreign resets shut out. */
export function* whoRefuses(target: Target, own: Contest): Plan<Refusal> {
  // A connection that was closed in good order was so by the server: nobody on the way says FIN in its place.
  const isReset = own.fate === 'cut' && [...own.bigs, ...own.smalls].some((t) => t.seen.end === 'reset');
  const manner = { timeout: 8_000, bytes: BYTES };
  const named = nameOf(target.goal) !== null;
  const { seen } = yield* ask({
    kind: 'together',
    asks: [
      getOf(target, { ...manner, name: OTHER_NAME }),
      getOf(target, { ...manner, name: OTHER_NAME }),
      ...(named ? [getOf(target, { ...manner, name: null })] : []),
      ...(target.tls ? [getOf(target, { ...manner, plain: true })] : []),
      ...(isReset ? [{ kind: 'server-ttl', to: target.address, port: target.port, timeout: 3_000 } as const] : []),
    ],
  });
  const exchanges = seen.flatMap((s) => (s.kind === 'exchange' ? [s] : []));
  const others = exchanges.slice(0, named ? 3 : 2);
  const plain = target.tls ? exchanges.at(-1) : undefined;
  const serverTtl = seen.find((s) => s.kind === 'server-ttl')?.ttl;
  const resetBy = isReset && serverTtl !== undefined ? yield* whoResets(target, serverTtl) : undefined;
  const otherNameAnswers = named && others.filter(hasAnswer).length >= 2;
  const plainIsAcked = plain === undefined ? undefined : !isUnacked(plain.info) || hasAnswer(plain);
  return {
    kind: kindOf(own, otherNameAnswers, others, plainIsAcked === true),
    otherNameAnswers,
    ...(plainIsAcked === undefined ? {} : { plainIsAcked }),
    ...(serverTtl === undefined ? {} : { serverTtl }),
    ...(resetBy === undefined ? {} : { resetBy }),
  };
}

const kindOf = (
  own: Contest,
  otherNameAnswers: boolean,
  others: readonly ExchangeSeen[],
  plainIsAcked: boolean,
): Refusal['kind'] => {
  const tries = [...own.bigs, ...own.smalls].map(({ seen }) => seen);
  if (tries.some((s) => s.http !== undefined)) return own.fate === 'cut' ? 'connection-reset' : 'server-stall';
  const isUnheard = tries.every((s) => s.stage === 'tls' && isUnacked(s.info));
  // A server that takes the hello and is silent for one name alone has a fault of its own; a filter lets nothing reach it.
  const isDropped = isUnheard || tries.every((s) => s.stage === 'upload');
  if (otherNameAnswers && (own.fate === 'cut' || isDropped)) return 'name-filtered';
  if (own.fate === 'cut') return 'connection-reset';
  if (isUnheard && plainIsAcked && others.every((s) => s.stage === 'tls' && isUnacked(s.info))) return 'hello-dropped';
  return tries.every((s) => s.stage === 'answer' || !isUnacked(s.info)) ? 'server-stall' : 'unsettled';
};

/** Whether anything of the server came: bytes, an alert, a status. */
const hasAnswer = ({ end, info, http, tls }: ExchangeSeen): boolean =>
  end === 'done' ||
  end === 'tls-failed' ||
  end === 'garbage' ||
  http !== undefined ||
  tls !== undefined ||
  (info?.bytesReceived ?? 0) > 0;

function* whoResets(target: Target, ttl: number): Plan<Refusal['resetBy']> {
  const { seen } = yield* ask({
    kind: 'together',
    asks: [0, 1].map(() => getOf(target, { timeout: 8_000, bytes: BYTES, onlyResetsOfTtl: ttl })),
  });
  const tries = seen.flatMap((s) => (s.kind === 'exchange' && s.end !== 'unsupported' ? [s] : []));
  if (tries.length === 0 || tries.some((s) => s.end === 'closed')) return undefined;
  return tries.some((s) => s.end === 'reset') ? 'the-server' : 'someone-on-the-way';
}
