import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, release } from 'node:os';
import { fileURLToPath } from 'node:url';

import { enterOwnNetwork, ownNetworkMissing } from '../support/own-network.ts';
import { play } from './play.ts';
import type { Outcome } from './scenario.ts';
import { SCENARIOS } from './scenarios/index.ts';

const RESULTS = fileURLToPath(new URL('../bench/results/survive.json', import.meta.url));
const say = (line: string): void => void process.stdout.write(`${line}\n`);

type Result = { readonly name: string; readonly tookS: number } & (
  | ({ readonly ok: true } & Outcome)
  | { readonly ok: false; readonly why: string }
);

const lineOf = (r: Result): string =>
  r.ok
    ? `ok    ${r.name}: ${r.done} | ${r.told} | well again after ${(r.recoveredMs / 1_000).toFixed(1)} s`
    : `FAIL  ${r.name}: ${r.why}`;

/** Runs all scenarios, or the named ones, one after the other. Returns the exit code. */
export const survive = async (names: readonly string[]): Promise<number> => {
  const unknown = names.filter((name) => SCENARIOS.every((s) => s.name !== name));
  if (unknown.length > 0) {
    say(`no such scenario: ${unknown.join(', ')}. There are: ${SCENARIOS.map((s) => s.name).join(', ')}`);
    return 2;
  }
  const missing = ownNetworkMissing();
  if (missing !== undefined) {
    say(missing);
    return 3;
  }
  const network = await enterOwnNetwork();
  const results: Result[] = [];
  for (const scenario of SCENARIOS) {
    const { name } = scenario;
    if (names.length > 0 && !names.includes(name)) continue;
    const why = scenario.missing?.();
    if (why !== undefined) {
      say(`skip  ${name}: ${why}`);
      continue;
    }
    const began = performance.now();
    const took = (): number => Math.round((performance.now() - began) / 100) / 10;
    let result: Result;
    try {
      const outcome = await play(scenario, {
        quick: false,
        say: (line) => process.stderr.write(`  ${name}: ${line}\n`),
      });
      result = { name, tookS: took(), ok: true, ...outcome };
    } catch (error) {
      result = { name, tookS: took(), ok: false, why: error instanceof Error ? error.message : String(error) };
    }
    results.push(result);
    say(lineOf(result));
  }
  network.close();
  if (names.length === 0) keep(results);
  return results.every((r) => r.ok) ? 0 : 1;
};

const keep = (results: readonly Result[]): void => {
  const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: availableParallelism(), kernel: release() };
  const head = { command: 'npm run survive', date: new Date().toISOString(), ...machine, node: process.version };
  mkdirSync(fileURLToPath(new URL('.', `file://${RESULTS}`)), { recursive: true });
  writeFileSync(RESULTS, `${JSON.stringify({ ...head, scenarios: results }, null, 2)}\n`);
};
