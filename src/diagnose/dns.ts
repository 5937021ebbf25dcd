import type { ResolveSeen } from '../domain/ask.ts';
import { familyOf, isPublic } from '../domain/address.ts';
import type { Goal, Step } from './diagnosis.ts';
import { ask, type Plan } from './plan.ts';
import type { Claim } from './precedence.ts';
import { getOf, type Target } from './target.ts';
import { isThrough, trialOf, type Trial } from './trial.ts';

export interface Named {
  /** Of each family that is asked for, the first. */
  readonly addresses: readonly string[];
  readonly claim?: Claim;
  readonly steps: readonly Step[];
  readonly seen?: ResolveSeen;
}

/** The addresses of the goal, as every program here gets them, and what each resolver says. */
export function* nameGoal(goal: Goal): Plan<Named> {
  const { host, family, resolvers } = goal;
  const numeric = familyOf(host);
  if (numeric !== undefined) {
    if (family === undefined || family === numeric) return { addresses: [host], steps: [] };
    const summary = `${host} is no IPv${family} address.`;
    return {
      addresses: [],
      steps: [],
      claim: { code: 'inconclusive', summary, evidence: { host, settle: 'a name, or an address of that family' } },
    };
  }
  const seen = yield* ask({ kind: 'resolve', name: host, also: resolvers, timeout: 5_000 });
  const families = family === undefined ? ([4, 6] as const) : [family];
  const addresses = families.flatMap((f) => {
    const address = seen.system.addresses.find((a) => familyOf(a) === f);
    return address ?? [];
  });
  const steps = [{ name: 'dns', told: dnsTold(seen) }];
  if (addresses.length > 0) return { addresses, steps, seen };
  const unreached = yield* unreachedOf(seen);
  if (unreached !== undefined) {
    const summary = `This machine has no route to its resolver ${unreached}: ${host} could not be asked for.`;
    return {
      addresses,
      steps,
      seen,
      claim: { code: 'host-unreachable', summary, evidence: { name: host, how: 'no-route' } },
    };
  }
  const other = seen.system.addresses.length > 0;
  const why = other ? `has no IPv${family ?? 4} address` : `does not resolve: ${seen.system.failed ?? 'no address'}`;
  const knows = seen.servers.filter((s) => s.addresses.length > 0);
  const hint = other || knows.length === 0 ? '' : `; ${knows.map((s) => s.server).join(', ')} knows it`;
  return {
    addresses,
    steps,
    seen,
    claim: {
      code: 'dns-failed',
      summary: `${host} ${why}${hint}.`,
      evidence: {
        name: host,
        failed: other ? 'no-address' : (seen.system.failed ?? 'no-address'),
        detail: seen.system.detail ?? null,
        ...Object.fromEntries(seen.servers.map((s) => [s.server, s.failed ?? s.addresses.join(' ')])),
      },
    },
  };
}

/** Where no resolver can be reached at all, the first of them: what the system then says of the name is no answer. */
function* unreachedOf({ system, servers }: ResolveSeen): Plan<string | undefined> {
  if (system.addresses.length > 0 || system.failed === 'no-such-name' || system.failed === 'no-address')
    return undefined;
  for (const { server } of servers) {
    if (familyOf(server) === undefined) return undefined;
    const { route, unsupported } = yield* ask({ kind: 'route', to: server });
    if (route !== undefined || unsupported !== undefined) return undefined;
  }
  return servers[0]?.server;
}

const dnsTold = ({ system, servers }: ResolveSeen): string => {
  const each = servers.map((s) => `${s.server} ${s.failed ?? s.addresses.join(' ')} in ${Math.round(s.tookMs)} ms`);
  return [system.failed ?? system.addresses.join(' '), ...each].join('; ');
};

/** A page that is smaller stands where the other address has an object: of the same place both would have the same. */
const STUB = 1_024;
const BYTES = 8_192;

/** Answers that share no address with the system's: at most two, each of another resolver. */
const otherAnswers = ({ system, servers }: ResolveSeen, family: 4 | 6) =>
  servers
    .flatMap(({ server, addresses }) => {
      const same = addresses.filter((a) => familyOf(a) === family);
      const [address] = same;
      return address === undefined || same.some((a) => system.addresses.includes(a)) ? [] : [{ server, address }];
    })
    .filter(({ address }, i, all) => all.findIndex((o) => o.address === address) === i)
    .slice(0, 2);

/**
 * Resolvers may well give different answers (content networks do): it is a fault where one leads to a place that works
 * and is trusted, and another does not.
 */
export function* compareAnswers(seen: ResolveSeen, target: Target, own: Trial): Plan<Claim | undefined> {
  const others = otherAnswers(seen, target.family);
  if (others.length === 0) return undefined;
  const tried = yield* ask({
    kind: 'together',
    asks: others.flatMap(({ address }) =>
      [0, 1].map(() => getOf({ ...target, address }, { bytes: BYTES, timeout: 8_000 })),
    ),
  });
  const trials = tried.seen.flatMap((s) => (s.kind === 'exchange' ? [trialOf(s)] : []));
  const told = (server: string, address: string, how: string, evidence: Claim['evidence']): Claim => ({
    code: 'dns-answers-disagree',
    summary: `${server} says ${address} for ${target.goal.host}, the system ${target.address}: ${how}.`,
    evidence: { name: target.goal.host, system: target.address, server, answer: address, ...evidence },
  });
  for (const [i, { server, address }] of others.entries()) {
    const there = trials.slice(2 * i, 2 * i + 2);
    const isGood = there.some(isRight);
    const [here, other] = [pageBytes(own), Math.max(...there.map(pageBytes))];
    if (here > 0 && other > 0 && here < STUB !== other < STUB)
      return told(server, address, `one sends a page of ${Math.min(here, other)} bytes, the other an object`, {
        bytesHere: here,
        bytesThere: other,
      });
    if (isGood === isRight(own) || there.every(({ fate }) => fate === 'untold')) continue;
    // A size or a loss on one way is no fault of a resolver: only another place is, or none.
    if (!isGood && !there.every((t) => isWrong(t) || !isPublic(address))) continue;
    if (isGood && !isWrong(own) && isPublic(target.address)) continue;
    const [good, bad] = isGood ? [address, target.address] : [target.address, address];
    return told(server, address, `${good} works, ${bad} does not`, { works: good, worksNot: bad });
  }
  return undefined;
}

/** Of a page that came with success, as far as it was read. */
const pageBytes = ({ seen }: Trial): number =>
  seen.http !== undefined && seen.http.status < 300 ? Math.min(seen.http.bodyBytes, BYTES) : 0;

const isRight = (trial: Trial): boolean => isThrough(trial) && trial.seen.tls?.untrusted === undefined;
const isWrong = ({ fate, seen }: Trial): boolean =>
  seen.tls?.untrusted !== undefined || ['unheard', 'refused', 'unreachable', 'garbage', 'cut'].includes(fate);
