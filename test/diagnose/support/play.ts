import type { Ask, Seen, Together, TogetherSeen } from '../../../src/domain/ask.ts';
import { costOf } from '../../../src/diagnose/cost.ts';
import { diagnose } from '../../../src/diagnose/diagnose.ts';
import type { Diagnosis, Goal } from '../../../src/diagnose/diagnosis.ts';
import type { Plan } from '../../../src/diagnose/plan.ts';
import { exchangeIn } from './tcp.ts';
import { packetsIn } from './packets.ts';

import { HOSTS, World, type Model } from './world.ts';

type One = Exclude<Ask, Together>;
type OneSeen = Exclude<Seen, TogetherSeen>;

const oneIn = (world: World, ask: One): { readonly seen: OneSeen; readonly tookMs: number } => {
  const { model, rtt } = world;
  switch (ask.kind) {
    case 'route': {
      const { ownMtu = 1_500, isSelf = false } = model;
      const route = { source: '10.0.0.2', pathMtu: world.home, linkMtu: ownMtu, keptSeconds: 600, isSelf };
      return { seen: { kind: 'route', ...(model.noRoute === true ? {} : { route }) }, tookMs: 0 };
    }
    case 'resolve': {
      const all = (server: string) =>
        ask.name.endsWith('.lab') ? (model.names ?? (() => [HOSTS[world.family]]))(server) : [];
      const resolved = (server: string) => {
        const addresses = all(server);
        return addresses.length > 0
          ? { addresses }
          : ({ addresses, failed: model.noRoute === true ? 'refused' : 'no-such-name' } as const);
      };
      const servers = ['10.0.0.53', '10.0.0.54'].map((server) =>
        Object.assign({ server, tookMs: 5 }, resolved(server)),
      );
      return { seen: { kind: 'resolve', system: resolved('10.0.0.53'), servers }, tookMs: 5 };
    }
    case 'exchange': {
      const seen = exchangeIn(world, ask);
      return { seen, tookMs: seen.tookMs };
    }
    case 'packets':
      return packetsIn(world, ask);
    case 'walk': {
      const { clamp = Number.POSITIVE_INFINITY, quotesLittle = false, filters = [] } = model;
      const offeredMss = world.home - world.head;
      const [near, far] = world.routers();
      const silent = filters.includes('time-exceeded');
      const hops = [
        { ttl: 1, ...(silent ? {} : { from: near, ...(quotesLittle ? {} : { quotedMss: offeredMss }) }) },
        {
          ttl: 2,
          ...(silent ? {} : { from: far, ...(quotesLittle ? {} : { quotedMss: Math.min(offeredMss, clamp) }) }),
        },
        { ttl: 3, from: HOSTS[world.family], isTarget: true },
      ];
      return { seen: { kind: 'walk', hops, offeredMss }, tookMs: silent ? ask.timeout : rtt };
    }
    case 'server-ttl':
    default:
      return { seen: { kind: 'server-ttl', ttl: 62 }, tookMs: rtt };
  }
};

export interface Played {
  readonly diagnosis: Diagnosis;
  /** Every code that was said, the verdict's first. */
  readonly codes: readonly string[];
  readonly asks: readonly One[];
  readonly packets: number;
  readonly bytes: number;
  readonly millis: number;
}

const GOAL: Goal = { host: 'server.lab', scheme: 'https', path: '/object', resolvers: [], checks: [] };

/** Diagnoses the path. Plans beside each other take as long as the longest. */
export const play = (model: Model, goal: Partial<Goal> = {}): Played => {
  const world = new World(model);
  const asks: One[] = [];
  let bytes = 0;
  const run = <V>(plan: Plan<V>): V => {
    let step = plan.next();
    while (step.done !== true) {
      const { value } = step;
      const since = world.now;
      if (value.kind === 'fork') {
        let latest = since;
        const all = value.plans.map((p) => {
          world.now = since;
          const made = run(p);
          latest = Math.max(latest, world.now);
          return made;
        });
        world.now = latest;
        step = plan.next(all);
        continue;
      }
      const singles = value.kind === 'together' ? value.asks : [value];
      asks.push(...singles);
      const all = singles.map((a) => oneIn(world, a));
      for (const { seen } of all)
        if (seen.kind === 'exchange') bytes += (seen.info?.bytesAcked ?? 0) + (seen.info?.bytesReceived ?? 0);
      world.now = since + Math.max(0, ...all.map((a) => a.tookMs));
      const [first] = all;
      step = plan.next(
        value.kind === 'together' || first === undefined
          ? { kind: 'together', seen: all.map((a) => a.seen) }
          : first.seen,
      );
    }
    return step.value;
  };
  const diagnosis = run(diagnose({ ...GOAL, ...goal }));
  const costs = asks.map(costOf);
  return {
    diagnosis,
    codes: [diagnosis.verdict.code, ...diagnosis.findings.map((f) => f.code)],
    asks,
    packets: costs.reduce((n, c) => n + c.packets + c.connections, 0),
    bytes,
    millis: world.now,
  };
};
