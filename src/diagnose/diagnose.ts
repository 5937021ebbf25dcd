import { within } from './budget.ts';
import type { Diagnosis, Goal } from './diagnosis.ts';
import { compareAnswers, nameGoal, type Named } from './dns.ts';
import { ALONE, BESIDE } from './effort.ts';
import { fork, type Plan } from './plan.ts';
import { byPrecedence, findingOf, verdictOf, type Claim } from './precedence.ts';
import { way, type WayTold } from './way.ts';

/** Says what is wrong with the way to a place. Pure: what it yields is asked by whoever drives it. */
export const diagnose = (goal: Goal): Plan<Diagnosis> => within(diagnosis(goal));

function* diagnosis(goal: Goal): Plan<Diagnosis> {
  const named = yield* nameGoal(goal);
  if (named.claim !== undefined) return { verdict: verdictOf(named.claim), findings: [], ways: [], steps: named.steps };
  const effort = named.addresses.length > 1 ? BESIDE : ALONE;
  const ways = yield* fork(...named.addresses.map((address) => way(goal, address, effort)));
  const disagreement = yield* disagreementOf(named, ways);
  const claims = byPrecedence([...(disagreement === undefined ? [] : [disagreement]), ...claimsOf(ways)]);
  const [first, ...rest] = claims;
  if (first === undefined) throw new TypeError('a diagnosis without a claim');
  return {
    verdict: verdictOf(first),
    findings: rest.filter(({ code }) => code !== 'no-fault').map(findingOf),
    ways: ways.map(({ address, family, claims: [claim], figures, ladder }) => ({
      address,
      family,
      verdict: verdictOf(claim),
      ...(figures === undefined ? {} : { figures }),
      ...(ladder === undefined ? {} : { ladder }),
    })),
    steps: [...named.steps, ...ways.flatMap((w) => w.steps)],
  };
}

/** A family that this machine has no route for is not used by anything here: no fault while the other is there. */
const claimsOf = (ways: readonly WayTold[]): readonly Claim[] => {
  const used = ways.filter(({ claims: [claim] }) => claim.evidence['how'] !== 'no-route');
  return (used.length > 0 ? used : ways).flatMap(({ claims }) => claims);
};

function* disagreementOf({ seen }: Named, ways: readonly WayTold[]): Plan<Claim | undefined> {
  if (seen === undefined) return undefined;
  for (const { target, first } of ways) {
    if (target === undefined || first === undefined) continue;
    const claim = yield* compareAnswers(seen, target, first);
    if (claim !== undefined) return claim;
  }
  return undefined;
}
