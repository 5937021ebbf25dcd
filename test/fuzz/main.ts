import { writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

import { readArgs, type Asked } from './args.ts';
import { CASE_MS, check } from './check.ts';
import type { Target } from './target.ts';
import { TARGETS } from './targets/index.ts';

const RESULTS = fileURLToPath(new URL('./results.json', import.meta.url));
/** A turn of a target takes about as long. */
const TURN_MS = 300;
const MOST_CASES = 5_000;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

interface Tally {
  readonly target: Target;
  cases: number;
  ms: number;
  /** Cases of the next turn. */
  next: number;
  failure?: string;
}
type Watched = (target: Target, seed: number) => (nth: number) => void;

/** Tells the watchdog what is running. */
const startWatchdog = (): { readonly watched: Watched; readonly end: () => Promise<unknown> } => {
  const shared = new Int32Array(new SharedArrayBuffer(16));
  const names = TARGETS.map((t) => t.name);
  const thread = new Worker(new URL('./watchdog.mjs', import.meta.url), { workerData: { shared, names } });
  const watched: Watched = (target, seed) => (nth) => {
    shared.set([TARGETS.indexOf(target), seed, nth], 1);
    Atomics.add(shared, 0, 1);
  };
  return { watched, end: () => thread.terminate() };
};

const takeTurn = async (tally: Tally, seed: number, path: string | undefined, watched: Watched): Promise<void> => {
  const { target } = tally;
  const began = performance.now();
  const order = path === undefined ? { seed, cases: tally.next } : { seed, cases: 1, path };
  const { cases, failure } = await check(target, order, watched(target, seed));
  const took = performance.now() - began;
  tally.cases += cases;
  tally.ms += took;
  tally.next = Math.min(MOST_CASES, Math.max(1, Math.round((cases * TURN_MS) / Math.max(1, took))));
  if (failure === undefined) return;
  const again = `npm run fuzz -- --only ${target.name} --seed ${failure.seed} --path ${failure.path}`;
  tally.failure = `${failure.report}\n  ${again}`;
};

/** One after the other, a turn each, until the time is over; none again once it has failed. */
const play = async ({ minutes, seed, targets, path }: Asked, watched: Watched): Promise<readonly Tally[]> => {
  const tallies = targets.map((target): Tally => ({ target, cases: 0, ms: 0, next: 20 }));
  const end = performance.now() + minutes * 60_000;
  const turns = path === undefined ? Infinity : 1;
  for (let turn = 0; turn < turns && (turn === 0 || performance.now() < end); turn += 1) {
    const going = tallies.filter((t) => t.failure === undefined);
    // The seed of the first turn is the one asked for, so that it can be asked for again.
    for (const tally of going)
      await takeTurn(tally, (seed + Math.imul(turn, 0x9e37_79b1)) & 0x7fff_ffff, path, watched);
    if (going.length === 0) break;
  }
  return tallies;
};

const lineOf = ({ target, cases, ms, failure }: Tally): string => {
  const rate = `${cases} cases, ${Math.round((cases * 1_000) / Math.max(1, ms))} a second`;
  return failure === undefined ? `ok    ${target.name}: ${rate}` : `FAIL  ${target.name}: ${rate}\n${failure}`;
};

const keep = ({ minutes, seed }: Asked, tallies: readonly Tally[]): void => {
  const machine = {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryMiB: Math.round(totalmem() / 2 ** 20),
    kernel: release(),
    node: process.version,
  };
  const targets = tallies.map(({ target, cases, ms, failure }) => ({
    name: target.name,
    cases,
    perSecond: Math.round((cases * 1_000) / Math.max(1, ms)),
    ok: failure === undefined,
  }));
  const command = `npm run fuzz -- --minutes ${minutes} --seed ${seed}`;
  const cases = tallies.reduce((sum, t) => sum + t.cases, 0);
  const result = { command, date: new Date().toISOString(), seed, minutes, caseMs: CASE_MS, cases, machine, targets };
  writeFileSync(RESULTS, `${JSON.stringify(result, undefined, 2)}\n`);
};

/** Runs all targets, or the named ones, for so many minutes. Returns the exit code. */
export const fuzz = async (argv: readonly string[]): Promise<number> => {
  const asked = readArgs(argv);
  if (typeof asked === 'string') {
    say(`fuzz: ${asked}`);
    return 2;
  }
  say(`${asked.targets.length} targets, ${asked.minutes} min, seed ${asked.seed}; a case may take ${CASE_MS} ms`);
  const { watched, end } = startWatchdog();
  const tallies = await play(asked, watched);
  await end();
  for (const tally of tallies) {
    say(lineOf(tally));
    await tally.target.close?.();
  }
  if (asked.targets.length === TARGETS.length) keep(asked, tallies);
  return tallies.every((t) => t.failure === undefined) ? 0 : 1;
};
