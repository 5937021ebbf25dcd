import type { Ask, ExchangeSeen, Seen, Together } from '../domain/ask.ts';
import type { Millis } from '../domain/time.ts';
import { costOf, MOST } from './cost.ts';
import type { Plan } from './plan.ts';

type Single = Exclude<Ask, Together>;
type SingleSeen = Exclude<Seen, { readonly kind: 'together' }>;
interface Purse {
  bytes: number;
  /** Single packets, and the first of each connection. */
  packets: number;
}
/** For how long a plan has asked; those beside each other each for themselves. */
interface Watch {
  millis: Millis;
}

/** After so long nothing new is begun: what is under way may take its time until the end of all. */
const LAST_BEGIN: Millis = 68_000;

/** Of the bytes: the rest is for headers and what TCP sends again, which nobody here counts. */
const COUNTED = 0.85;

/** The same plan, within what one diagnosis may cost: packets beyond it are not sent, exchanges not made (`cancelled`). */
export const within = <V>(plan: Plan<V>): Plan<V> =>
  spend(plan, { bytes: MOST.bytes * COUNTED, packets: MOST.packets }, { millis: 0 });

function* spend<V>(plan: Plan<V>, purse: Purse, watch: Watch): Plan<V> {
  let step = plan.next();
  while (step.done !== true) {
    const asked = step.value;
    if (asked.kind === 'fork') {
      const watches = asked.plans.map((): Watch => ({ millis: watch.millis }));
      const plans = asked.plans.map((p, i) => spend(p, purse, watches[i] ?? watch));
      step = plan.next(yield { kind: 'fork', plans });
      watch.millis = Math.max(watch.millis, ...watches.map((w) => w.millis));
      continue;
    }
    const singles = asked.kind === 'together' ? asked.asks : [asked];
    const granted = singles.map((single) => grant(single, purse, watch));
    const affordable = granted.flatMap((g) => (g === undefined ? [] : [g]));
    const [one] = affordable;
    const isOne = asked.kind !== 'together' && one !== undefined;
    const seen = affordable.length === 0 ? undefined : yield isOne ? one : { kind: 'together', asks: affordable };
    const answers = seen === undefined || !('kind' in seen) ? [] : seen.kind === 'together' ? [...seen.seen] : [seen];
    watch.millis += Math.max(0, ...affordable.map((g, i) => durationOf(g, answers[i])));
    const all = granted.map((g, i): SingleSeen =>
      g === undefined ? unasked(singles[i]) : refund(g, answers.shift(), purse),
    );
    const [only] = all;
    step = plan.next(asked.kind === 'together' || only === undefined ? { kind: 'together', seen: all } : only);
  }
  return step.value;
}

/** About as long as that took: as it says itself, or as long as it may. */
const durationOf = (asked: Single, seen: SingleSeen | undefined): Millis => {
  if (seen?.kind === 'exchange') return seen.tookMs;
  if (seen?.kind === 'resolve') return Math.max(0, ...seen.servers.map((s) => s.tookMs));
  if (asked.kind !== 'packets' || seen?.kind !== 'packets') return asked.kind === 'walk' ? asked.timeout : 0;
  const waited = seen.packets.map((p) => p.rttMs ?? (p.outcome === 'lost' ? asked.timeout : 0));
  return Math.max(0, ...waited.map((ms, i) => i * asked.apart + ms));
};

const WHY = 'beyond what one diagnosis may send';
const unasked = (asked: Single | undefined): SingleSeen => {
  if (asked?.kind === 'walk') return { kind: 'walk', hops: [], unsupported: WHY };
  if (asked?.kind === 'server-ttl') return { kind: 'server-ttl', unsupported: WHY };
  if (asked?.kind === 'packets') return { kind: 'packets', packets: [] };
  return { kind: 'exchange', stage: 'connect', end: 'cancelled', detail: WHY, tookMs: 0, stallMs: 0 };
};

/** Takes from the purse what an ask may cost at most; undefined: it cannot be paid for. */
const grant = (asked: Single, purse: Purse, watch: Watch): Single | undefined => {
  const left = watch.millis > LAST_BEGIN ? 0 : Math.max(0, purse.packets);
  const granted = asked.kind === 'packets' ? { ...asked, sizes: asked.sizes.slice(0, left) } : asked;
  const { bytes, packets, connections } = costOf(granted);
  const isNeeded = asked.kind === 'route' || asked.kind === 'resolve';
  const isDear = bytes > purse.bytes || packets + connections > left || packets + connections === 0;
  if (isDear && !isNeeded) return undefined;
  purse.bytes -= bytes;
  purse.packets -= packets + connections;
  return granted;
};

/** SYNs beyond the first, as Linux repeats them: each second at first, later less often (tcp_syn_linear_timeouts). */
const repeatedSyns = ({ stage, connectMs, tookMs }: ExchangeSeen): number => {
  const waited = stage === 'connect' ? tookMs : (connectMs ?? 0);
  return Math.min(5, Math.floor(waited / 1_000)) + (waited > 7_000 ? 1 : 0) + (waited > 11_000 ? 1 : 0);
};

/** Gives back the bytes that an exchange did not use, or takes those that came beyond; and what its SYN cost beyond one. */
const refund = (asked: Single, seen: SingleSeen | undefined, purse: Purse): SingleSeen => {
  if (seen === undefined) throw new TypeError(`asked ${asked.kind}, saw nothing`);
  if (seen.kind !== 'exchange') return seen;
  const used = (seen.info?.bytesAcked ?? 0) + (seen.info?.bytesReceived ?? 0);
  const isTold = seen.info !== undefined || seen.stage === 'connect';
  purse.packets -= repeatedSyns(seen);
  if (isTold) purse.bytes += costOf(asked).bytes - used;
  return seen;
};
