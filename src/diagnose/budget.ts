import type { Ask, ExchangeSeen, Seen, Together } from '../domain/ask.ts';
import { costOf, MOST } from './cost.ts';
import type { Plan } from './plan.ts';

type Single = Exclude<Ask, Together>;
type SingleSeen = Exclude<Seen, { readonly kind: 'together' }>;
interface Purse {
  bytes: number;
  /** Single packets, and the first of each connection. */
  packets: number;
}

/** The same plan, within what one diagnosis may cost: packets beyond it are not sent, exchanges not made (`cancelled`). */
export const within = <V>(plan: Plan<V>): Plan<V> => spend(plan, { bytes: MOST.bytes, packets: MOST.packets });

function* spend<V>(plan: Plan<V>, purse: Purse): Plan<V> {
  let step = plan.next();
  while (step.done !== true) {
    const asked = step.value;
    if (asked.kind === 'fork') {
      step = plan.next(yield { kind: 'fork', plans: asked.plans.map((p) => spend(p, purse)) });
      continue;
    }
    const singles = asked.kind === 'together' ? asked.asks : [asked];
    const granted = singles.map((single) => grant(single, purse));
    const affordable = granted.flatMap((g) => (g === undefined ? [] : [g]));
    const [one] = affordable;
    const isOne = asked.kind !== 'together' && one !== undefined;
    const seen = affordable.length === 0 ? undefined : yield isOne ? one : { kind: 'together', asks: affordable };
    const answers = seen === undefined || !('kind' in seen) ? [] : seen.kind === 'together' ? [...seen.seen] : [seen];
    const all = granted.map((g, i): SingleSeen =>
      g === undefined ? unasked(singles[i]?.kind) : refund(g, answers.shift(), purse),
    );
    const [only] = all;
    step = plan.next(asked.kind === 'together' || only === undefined ? { kind: 'together', seen: all } : only);
  }
  return step.value;
}

const WHY = 'beyond what one diagnosis may send';
const unasked = (kind: Single['kind'] | undefined): SingleSeen => {
  if (kind === 'walk') return { kind, hops: [], unsupported: WHY };
  if (kind === 'server-ttl') return { kind, unsupported: WHY };
  return { kind: 'exchange', stage: 'connect', end: 'cancelled', detail: WHY, tookMs: 0, stallMs: 0 };
};

/** Takes from the purse what an ask may cost at most; undefined: it cannot be paid for. */
const grant = (asked: Single, purse: Purse): Single | undefined => {
  const granted =
    asked.kind === 'packets' ? { ...asked, sizes: asked.sizes.slice(0, Math.max(0, purse.packets)) } : asked;
  const { bytes, packets, connections } = costOf(granted);
  const isDear = bytes > purse.bytes || packets + connections > purse.packets;
  if (isDear && ['exchange', 'walk', 'server-ttl'].includes(granted.kind)) return undefined;
  purse.bytes -= bytes;
  purse.packets -= packets + connections;
  return granted;
};

/** SYNs beyond the first, as Linux repeats them: each second at first, later less often (tcp_syn_linear_timeouts). */
const repeatedSyns = ({ stage, connectMs, tookMs }: ExchangeSeen): number => {
  const waited = stage === 'connect' ? tookMs : (connectMs ?? 0);
  return Math.min(5, Math.floor(waited / 1_000)) + (waited > 7_000 ? 1 : 0) + (waited > 11_000 ? 1 : 0);
};

/** Gives back the bytes that an exchange did not use; takes what its SYN cost beyond one. */
const refund = (asked: Single, seen: SingleSeen | undefined, purse: Purse): SingleSeen => {
  if (seen === undefined) throw new TypeError(`asked ${asked.kind}, saw nothing`);
  if (seen.kind !== 'exchange') return seen;
  const used = (seen.info?.bytesAcked ?? 0) + (seen.info?.bytesReceived ?? 0);
  const isTold = seen.info !== undefined || seen.stage === 'connect';
  purse.packets -= repeatedSyns(seen);
  if (isTold) purse.bytes += Math.max(0, costOf(asked).bytes - used);
  return seen;
};
