import type { Result } from './diagnose.ts';
import type { Peer } from './peers.ts';
import { SCENARIOS } from './index.ts';
import { BLACK_HOLES, type Families, isIntact, type Scenario } from './scenario.ts';

const line = (...cells: readonly (readonly [string, number])[]): string =>
  cells
    .map(([text, width]) => (width < 0 ? text.padStart(-width) : text.padEnd(width)))
    .join(' ')
    .trimEnd();

export const tableHead = (): string =>
  line(['scenario', 26], ['family', 6], ['', 2], ['expected', 22], ['got', 22], ['s', -6], ['probes', -6], ['kB', -6]);

export const rowOf = (r: Result, { right }: Scenario): string =>
  line(
    [r.scenario, 26],
    [String(r.families), 6],
    [r.wrong.length === 0 ? '' : '✗', 2],
    [right.join('|'), 22],
    [r.got, 22],
    [r.seconds.toFixed(1), -6],
    [String(r.probes), -6],
    [String(Math.round(r.bytes / 1_000)), -6],
    [r.wrong.length === 0 ? '' : ` ${r.wrong.join('; ')}. ${r.summary}`, 0],
  );

const isBlackHole = (code: string): boolean => BLACK_HOLES.some((b) => b === code);
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** One row a scenario and family, with how often each verdict was given. */
export const jsonOf = (results: readonly Result[], head: object): string => {
  const keys = [...new Set(results.map((r) => `${r.scenario} ${r.families}`))].toSorted();
  const rows = keys.map((key) => {
    const runs = results.filter((r) => `${r.scenario} ${r.families}` === key);
    const [first] = runs;
    const got: Record<string, number> = {};
    for (const r of runs) got[r.got] = (got[r.got] ?? 0) + 1;
    return {
      scenario: first?.scenario,
      family: first?.families,
      expected: SCENARIOS.find((s) => s.name === first?.scenario)?.right,
      got,
      runs: runs.length,
      right: runs.filter((r) => r.wrong.length === 0).length,
      wrong: [...new Set(runs.flatMap((r) => r.wrong))],
      seconds: {
        median: Number(median(runs.map((r) => r.seconds)).toFixed(1)),
        most: Number(Math.max(...runs.map((r) => r.seconds)).toFixed(1)),
      },
      probes: Math.max(...runs.map((r) => r.probes)),
      bytes: Math.max(...runs.map((r) => r.bytes)),
    };
  });
  const right = results.filter((r) => r.wrong.length === 0).length;
  const intact = results.filter((r) => SCENARIOS.some((s) => s.name === r.scenario && isIntact(s)));
  const claimed = intact.filter((r) => r.said.some(isBlackHole)).length;
  return `${JSON.stringify({ ...head, runs: results.length, right, withoutBlackHole: { runs: intact.length, claimed }, rows }, undefined, 2)}\n`;
};

/** A table for the README: one row a scenario and family, one column a tool. */
export const peersMarkdown = (
  rows: readonly { readonly scenario: Scenario; readonly families: Families; readonly answers: readonly string[] }[],
  peers: readonly Peer[],
  head: { readonly command: string; readonly date: string },
): string =>
  [
    `What others say of each fault of test/lab/scenarios (${head.command}, ${head.date.slice(0, 10)}).`,
    '',
    `| fault | IPv | ${peers.map((p) => p.name).join(' | ')} | right |`,
    `|---|---|${peers.map(() => '---|').join('')}---|`,
    ...rows.map(
      ({ scenario, families, answers }) =>
        `| ${scenario.name} | ${families} | ${answers.join(' | ')} | \`${scenario.right[0]}\` |`,
    ),
    '',
  ].join('\n');
