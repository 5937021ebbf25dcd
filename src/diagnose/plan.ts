import type { Ask, Seen, SeenFor } from '../domain/ask.ts';

/** Plans that go on beside each other, as those of IPv4 and IPv6; what they yield is asked as each comes to it. */
interface Fork {
  readonly kind: 'fork';
  readonly plans: readonly Plan<unknown>[];
}
/** What to ask next, from what was seen so far, and what is made of it in the end. Pure: `drive` asks. */
export type Plan<V> = Generator<Ask | Fork, V, Seen | readonly unknown[]>;

/** In a plan: `const seen = yield* ask({ kind: 'route', to })`. */
export function* ask<A extends Ask>(asked: A): Plan<SeenFor<A>> {
  const seen = yield asked;
  if (!('kind' in seen) || seen.kind !== asked.kind) throw new TypeError(`asked ${asked.kind}, seen something else`);
  return seen as SeenFor<A>;
}
/** In a plan: `const [v4, v6] = yield* fork(pathOf(a), pathOf(b))`. */
export function* fork<V>(...plans: readonly Plan<V>[]): Plan<readonly V[]> {
  return (yield { kind: 'fork', plans }) as readonly V[];
}

/** In a plan: two others of different outcome beside each other. */
export function* both<A, B>(a: Plan<A>, b: Plan<B>): Plan<readonly [A, B]> {
  return (yield { kind: 'fork', plans: [a, b] }) as readonly [A, B];
}

/** Runs a plan to its end, asking by `answer`. */
export const drive = async <V>(plan: Plan<V>, answer: (ask: Ask) => Promise<Seen>): Promise<V> => {
  let step = plan.next();
  while (step.done !== true) {
    const { value } = step;
    const seen: Seen | readonly unknown[] =
      value.kind === 'fork' ? await Promise.all(value.plans.map((p) => drive(p, answer))) : await answer(value);
    step = plan.next(seen);
  }
  return step.value;
};
