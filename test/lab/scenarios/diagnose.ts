import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Code } from '../../../src/domain/codes.ts';
import type { Certificates } from './certificate.ts';
import { type FaultLab, openFault, TARGET_NAME } from './open.ts';
import { BLACK_HOLES, type Families, type Scenario } from './scenario.ts';
import { describeSign } from './signs.ts';

/** What came of one diagnosis of one fault. */
export interface Result {
  readonly scenario: string;
  readonly families: Families;
  /** The code of the verdict, or how it ended without one. */
  readonly got: string;
  readonly summary: string;
  /** All codes that were said, the verdict's first. */
  readonly said: readonly string[];
  readonly seconds: number;
  readonly probes: number;
  readonly bytes: number;
  /** Why it is not right; none where it is. */
  readonly wrong: readonly string[];
}
/** The lines of `diagnose --json` that are judged here. */
interface Told {
  readonly verdict: {
    readonly code: Code;
    readonly summary: string;
    readonly evidence: Readonly<Record<string, unknown>>;
  };
  readonly findings: readonly { readonly code: Code }[];
}

const MAIN = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));
/** What is diagnosed in that lab. */
export const urlOf = ({ target = `https://${TARGET_NAME}/object` }: Scenario, { address }: FaultLab): string =>
  target.replace('{address}', address.includes(':') ? `[${address}]` : address);

/** What the issue promises of every diagnosis. */
const MOST = { seconds: 90, probes: 200, bytes: 2_000_000 };

/** Makes the fault in a lab of its own, has the built command diagnose it there, and judges what it says. */
export const diagnoseFault = async (
  scenario: Scenario,
  families: Families,
  certificates: Certificates,
): Promise<Result> => {
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-diagnose-'));
  const fault = await openFault(scenario, families, certificates);
  try {
    const since = performance.now();
    const args = [
      '-k',
      '5',
      '150',
      process.execPath,
      MAIN,
      'diagnose',
      urlOf(scenario, fault),
      '--json',
      ...(scenario.options ?? []),
    ];
    const options = { cwd: folder, env: { PATH: process.env['PATH'], HOME: folder } };
    const { code, stdout, stderr } = await fault.lab.exec('home', 'timeout', args, options);
    const seconds = (performance.now() - since) / 1_000;
    const { probes, sentBytes, cameBytes } = fault.traffic();
    const common = { scenario: scenario.name, families, seconds, probes, bytes: sentBytes + cameBytes };
    const told = read(stdout);
    const missing = (await fault.signs())
      .filter((s) => s.seen < s.least)
      .map((s) => `the fault did not fire: ${describeSign(s)} is ${s.seen}`);
    if (told === undefined) {
      const end = `exit ${code}: ${stderr.trim().split('\n').at(-1) ?? ''}`;
      return { ...common, got: 'nothing', summary: end, said: [], wrong: [...missing, end] };
    }
    const said = [told.verdict.code, ...told.findings.map((f) => f.code)];
    return {
      ...common,
      got: told.verdict.code,
      summary: told.verdict.summary,
      said: [...new Set(said)],
      wrong: [...missing, ...faultsOf(scenario, families, told, common)],
    };
  } finally {
    await fault.close();
    await rm(folder, { recursive: true, force: true });
  }
};

/** The result of a lab that could not be made. */
export const notMade = (scenario: Scenario, families: Families, error: unknown): Result => {
  const summary = `the lab: ${error instanceof Error ? error.message : String(error)}`;
  const nothing = { got: 'nothing', said: [], seconds: 0, probes: 0, bytes: 0 };
  return { scenario: scenario.name, families, ...nothing, summary, wrong: [summary] };
};

const read = (stdout: string): Told | undefined => {
  try {
    return JSON.parse(stdout) as Told;
  } catch {
    return undefined;
  }
};

const faultsOf = (
  scenario: Scenario,
  families: Families,
  { verdict, findings }: Told,
  { seconds, probes, bytes }: Pick<Result, 'seconds' | 'probes' | 'bytes'>,
): readonly string[] => {
  const never = scenario.never ?? BLACK_HOLES;
  const codes = [verdict.code, ...findings.map((f) => f.code)];
  const numbers = Object.values(verdict.evidence);
  return [
    ...(scenario.right.includes(verdict.code) ? [] : [`expected ${scenario.right.join(' or ')}`]),
    ...new Set(codes.filter((c) => never.includes(c) && !scenario.right.includes(c)).map((c) => `said ${c}`)),
    ...(scenario.tells?.(families === 6 ? 6 : 4) ?? [])
      .filter((n) => !numbers.includes(n))
      .map((n) => `the evidence has no ${n}`),
    ...(seconds <= MOST.seconds ? [] : [`took ${Math.round(seconds)} s`]),
    ...(probes <= MOST.probes ? [] : [`sent ${probes} probe packets`]),
    ...(bytes <= MOST.bytes ? [] : [`moved ${bytes} bytes`]),
  ];
};
