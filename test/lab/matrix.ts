import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { labMissing } from './lab.ts';
import { type Certificates, makeCertificates } from './scenarios/certificate.ts';
import { diagnoseFault, notMade, type Result } from './scenarios/diagnose.ts';
import { SCENARIOS } from './scenarios/index.ts';
import { askPeers, PEERS, PEERS_WANT } from './scenarios/peers.ts';
import { inParallel } from './scenarios/pool.ts';
import { jsonOf, peersMarkdown, rowOf, tableHead } from './scenarios/report.ts';
import { BLACK_HOLES, type Families, isIntact, type Scenario } from './scenarios/scenario.ts';
import { toolMissing } from './tools.ts';

const USAGE = `npm run matrix -- [options]     every fault of test/lab/scenarios, each in a fresh lab: is the verdict right?

  --runs N      each so many times (default 1)
  --jobs M      so many labs at a time (default 4)
  --only NAME   those whose name contains this; several times for more
  --family F    4, 6 or both
  --peers       what tracepath, scamper, mtr and curl say of each instead
  --intact      only where no black hole is right
  --keep NAME   keep the result as test/lab/results/NAME
`;
const RESULTS = fileURLToPath(new URL('./results', import.meta.url));

interface Case {
  readonly scenario: Scenario;
  readonly families: Families;
}
export const casesOf = (scenarios: readonly Scenario[]): readonly Case[] =>
  scenarios.flatMap((scenario) => (scenario.families ?? [4, 6]).map((families) => ({ scenario, families })));

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const whole = (text: string, name: string): number => {
  const value = Number(text);
  if (!(Number.isInteger(value) && value >= 1 && value <= 10_000))
    throw new RangeError(`${name}: expected a number from 1, not ${text}`);
  return value;
};

const readOptions = (args: readonly string[]) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      runs: { type: 'string', default: '1' },
      jobs: { type: 'string', default: '4' },
      only: { type: 'string', multiple: true, default: [] },
      family: { type: 'string' },
      peers: { type: 'boolean', default: false },
      intact: { type: 'boolean', default: false },
      keep: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const cases = casesOf(SCENARIOS)
    .filter(({ scenario }) => values.only.length === 0 || values.only.some((o) => scenario.name.includes(o)))
    .filter(({ scenario }) => !values.intact || isIntact(scenario))
    .filter(({ families }) => values.family === undefined || String(families) === values.family);
  if (cases.length === 0)
    throw new RangeError(`no scenario fits. There are: ${SCENARIOS.map((s) => s.name).join(', ')}`);
  return { ...values, runs: whole(values.runs, '--runs'), jobs: whole(values.jobs, '--jobs'), cases };
};

const machine = () => ({
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryMiB: Math.round(totalmem() / 2 ** 20),
  kernel: release(),
  node: process.version,
  /** What else ran there, over the last quarter of an hour: a busy machine stalls connections by itself. */
  load: Math.round((loadavg()[2] ?? 0) * 10) / 10,
});

/** Runs what was asked for. Returns the exit code: 1 where a verdict was wrong, or a black hole claimed that is none. */
export const matrix = async (args: readonly string[]): Promise<number> => {
  let options: ReturnType<typeof readOptions>;
  try {
    options = readOptions(args);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return 2;
  }
  if (options.help) {
    say(USAGE);
    return 0;
  }
  const tools = ['nft', 'tc', 'openssl', 'iptables', ...(options.peers ? PEERS_WANT : [])];
  const missing = labMissing() ?? tools.map(toolMissing).find((m) => m !== undefined);
  if (missing !== undefined) {
    process.stderr.write(`${missing}\n`);
    return 3;
  }
  const certificates = makeCertificates();
  const since = performance.now();
  const head = {
    command: ['npm run matrix --', ...args].join(' '),
    date: new Date().toISOString(),
  };
  try {
    if (options.peers) return await runPeers(options, certificates, head);
    const work = Array.from({ length: options.runs }, () => options.cases).flat();
    say(tableHead());
    const results = await inParallel(work, options.jobs, async ({ scenario, families }) => {
      const result = await diagnoseFault(scenario, families, certificates).catch((error: unknown) =>
        notMade(scenario, families, error),
      );
      say(rowOf(result, scenario));
      return result;
    });
    return conclude(results, options.keep, {
      ...head,
      machine: machine(),
      seconds: Math.round((performance.now() - since) / 1_000),
    });
  } finally {
    certificates.remove();
  }
};

const runPeers = async (
  { cases, jobs, keep: file }: ReturnType<typeof readOptions>,
  certificates: Certificates,
  head: { readonly command: string; readonly date: string },
): Promise<number> => {
  const rows = await inParallel(cases, jobs, async ({ scenario, families }) => {
    const { answers, unmet } = await askPeers(scenario, families, certificates);
    const warning = unmet.length === 0 ? '' : `   (nobody met: ${unmet.join(', ')})`;
    say(`${scenario.name} ${families}: ${answers.join(' | ')}${warning}`);
    return { scenario, families, answers };
  });
  const text = peersMarkdown(rows, PEERS, head);
  if (file === undefined) say(text);
  else keep(file, text);
  return 0;
};

const conclude = (results: readonly Result[], file: string | undefined, head: object): number => {
  const wrong = results.filter((r) => r.wrong.length > 0);
  const holes = results.filter((r) => r.wrong.some((w) => BLACK_HOLES.some((b) => w === `said ${b}`)));
  say(
    `${results.length} runs, ${results.length - wrong.length} right, ${wrong.length} wrong, ${holes.length} false black holes`,
  );
  if (file !== undefined) keep(file, jsonOf(results, head));
  return wrong.length > 0 ? 1 : 0;
};

const keep = (file: string, text: string): void => {
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(`${RESULTS}/${file}`, text);
};
