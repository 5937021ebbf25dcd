import type { Ask } from '../domain/ask.ts';
import type { Millis } from '../domain/time.ts';
import { add, costOf, NOTHING, worse, type Cost } from './cost.ts';
import { diagnose } from './diagnose.ts';
import type { Diagnosis, Goal } from './diagnosis.ts';
import { invent, WORLDS, type World } from './invented.ts';
import type { Plan } from './plan.ts';

/** A run of the plan with invented answers: nothing is sent. */
export interface Rehearsed {
  readonly asks: readonly Ask[];
  readonly cost: Cost;
  /** How long it takes in that world. */
  readonly millis: Millis;
  readonly diagnosis: Diagnosis;
}

export const rehearse = (goal: Goal, world: World): Rehearsed => {
  const asks: Ask[] = [];
  const { value, millis } = play(diagnose(goal), world, asks);
  return { asks, cost: asks.map(costOf).reduce(add, NOTHING), millis, diagnosis: value };
};

/** Plans beside each other take as long as the longest. */
const play = <V>(plan: Plan<V>, world: World, asks: Ask[]): { readonly value: V; readonly millis: Millis } => {
  let millis = 0;
  let step = plan.next();
  while (step.done !== true) {
    const { value } = step;
    if (value.kind === 'fork') {
      const played = value.plans.map((p) => play(p, world, asks));
      millis += Math.max(0, ...played.map((p) => p.millis));
      step = plan.next(played.map((p) => p.value));
    } else {
      asks.push(value);
      const invented = invent(value, world);
      millis += invented.tookMs;
      step = plan.next(invented.seen);
    }
  }
  return { value: step.value, millis };
};

/** What would be sent to a goal where nothing is wrong, and what more where something is. */
export interface Rehearsal {
  readonly healthy: Rehearsed;
  /** Asks that only other worlds lead to, each once. */
  readonly further: readonly Ask[];
  /** The greatest of every world. */
  readonly most: Cost & { readonly millis: Millis };
  readonly worlds: number;
}
export const rehearseAll = (goal: Goal): Rehearsal => {
  const healthy = rehearse(goal, {});
  const known = new Set(healthy.asks.map((a) => JSON.stringify(a)));
  const further: Ask[] = [];
  let most: Rehearsal['most'] = { ...healthy.cost, millis: healthy.millis };
  for (const world of WORLDS) {
    const { asks, cost, millis } = rehearse(goal, world);
    most = { ...worse(most, cost), millis: Math.max(most.millis, millis) };
    for (const ask of asks) {
      const key = JSON.stringify(ask);
      if (known.has(key)) continue;
      known.add(key);
      further.push(ask);
    }
  }
  return { healthy, further, most, worlds: WORLDS.length + 1 };
};
