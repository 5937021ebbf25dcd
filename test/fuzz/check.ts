import process from 'node:process';

import * as fc from 'fast-check';

import type { Target } from './target.ts';

/** No case may take longer: neither of the processor, nor of the wall clock. */
export const CASE_MS = 1_000;
/** What waits for longer than this waits for ever. */
const WAIT_MS = 20_000;
/** Of making a counterexample smaller. */
const SHRINK_MS = 60_000;

export interface Order {
  readonly seed: number;
  readonly cases: number;
  /** One case of those that the seed makes, as fast-check names it. */
  readonly path?: string;
}
export interface Checked {
  readonly cases: number;
  readonly failure?: { readonly seed: number; readonly path: string; readonly report: string };
}

/** The same property, but a case that takes too long fails. A busy machine takes time from us, so both clocks count. */
const bounded = (property: Target['property'], began: (nth: number) => void): Target['property'] => {
  let nth = 0;
  type Verdict = Awaited<ReturnType<Target['property']['run']>>;
  const verdictAfter = (ms: number, cpu: NodeJS.CpuUsage, verdict: Verdict): Verdict => {
    const took = performance.now() - ms;
    if (verdict !== null || took < CASE_MS) return verdict;
    const { user, system } = process.cpuUsage(cpu);
    const spent = (user + system) / 1_000;
    if (spent < CASE_MS) return verdict;
    return { error: new Error(`the case took ${spent.toFixed(0)} ms of the processor, expected at most ${CASE_MS}`) };
  };
  const run = (value: unknown) => {
    began(nth);
    nth += 1;
    const [ms, cpu] = [performance.now(), process.cpuUsage()];
    const verdict = property.run(value);
    return verdict instanceof Promise
      ? verdict.then((v: Verdict) => verdictAfter(ms, cpu, v))
      : verdictAfter(ms, cpu, verdict);
  };
  return {
    isAsync: () => property.isAsync(),
    generate: (random, id) => property.generate(random, id),
    shrink: (value) => property.shrink(value),
    run,
    runBeforeEach: () => property.runBeforeEach(),
    runAfterEach: () => property.runAfterEach(),
  };
};

/** Runs cases of a target. `began` is told the number of each before it runs. */
export const check = async (
  { property }: Target,
  { seed, cases, path }: Order,
  began: (nth: number) => void = () => undefined,
): Promise<Checked> => {
  const found = await fc.check(bounded(property, began), {
    seed,
    numRuns: cases,
    timeout: WAIT_MS,
    interruptAfterTimeLimit: SHRINK_MS,
    ...(path === undefined ? {} : { path }),
  });
  if (!found.failed) return { cases: found.numRuns };
  const { counterexamplePath, errorInstance: error } = found;
  const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const report = `${(await fc.asyncDefaultReportMessage(found)) ?? ''}\n${why}`;
  return { cases: found.numRuns, failure: { seed, path: counterexamplePath ?? '', report } };
};
