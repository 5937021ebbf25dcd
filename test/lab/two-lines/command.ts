import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { labMissing } from '../lab.ts';
import { inParallel } from '../scenarios/pool.ts';
import { toolMissing } from '../tools.ts';
import { play, type Result } from './play.ts';
import type { LinesScenario } from './scenario.ts';
import { SCENARIOS } from './scenarios.ts';

const USAGE = `npm run lines-lab -- [options]     faults of a house with two lines, each in a fresh lab: is the right thing told, to the second?

  --all         those too that take minutes (brownouts, flapping, names)
  --only NAME   those whose name contains this; several times for more
  --runs N      each so many times (default 1)
  --jobs M      so many labs at a time (default 3)
  --told        everything that the service told, with its second
  --keep NAME   keep the result as test/lab/results/NAME.json and NAME.md
`;
const RESULTS = fileURLToPath(new URL('../results', import.meta.url));

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const whole = (text: string, name: string): number => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 1_000) return value;
  throw new RangeError(`${name}: expected a number from 1 to 1000, not ${text}`);
};
const readOptions = (args: readonly string[]) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      all: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      runs: { type: 'string', default: '1' },
      jobs: { type: 'string', default: '3' },
      told: { type: 'boolean', default: false },
      keep: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const chosen =
    values.only.length === 0
      ? SCENARIOS.filter((s) => values.all || s.isLong !== true)
      : SCENARIOS.filter((s) => values.only.some((o) => s.name.includes(o)));
  if (chosen.length === 0)
    throw new RangeError(`no scenario fits. There are: ${SCENARIOS.map((s) => s.name).join(', ')}`);
  return { ...values, chosen, runs: whole(values.runs, '--runs'), jobs: whole(values.jobs, '--jobs') };
};

const notPlayed = (scenario: LinesScenario, error: unknown): Result => ({
  scenario: scenario.name,
  right: [],
  wrong: [`the lab: ${error instanceof Error ? error.message : String(error)}`],
  dark: {},
  told: [],
  seconds: 0,
  log: '',
});
const darkWords = (dark: Result['dark']): string =>
  Object.entries(dark)
    .filter(([, spells]) => spells.length > 0)
    .map(([who, spells]) => `${who} ${spells.join(', ')} s`)
    .join('; ');
const lineOf = (r: Result): string =>
  `${r.wrong.length === 0 ? 'ok   ' : 'WRONG'} ${r.scenario.padEnd(22)} ${String(r.seconds).padStart(4)} s  ${r.right.length} as expected` +
  `  dark: ${darkWords(r.dark) || 'never'}`;

/** Plays what was asked for. Returns the exit code: 1 where something was told wrong, missing, late or beside. */
export const linesLab = async (args: readonly string[]): Promise<number> => {
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
  const missing = labMissing() ?? ['ping', 'nft'].map(toolMissing).find((m) => m !== undefined);
  if (missing !== undefined) {
    process.stderr.write(`${missing}\n`);
    return 3;
  }
  const since = performance.now();
  const work = Array.from({ length: options.runs }, () => options.chosen).flat();
  const results = await inParallel(work, options.jobs, async (scenario) => {
    const result = await play(scenario).catch((error: unknown) => notPlayed(scenario, error));
    say([lineOf(result), ...result.wrong.map((w) => `      ${w}`)].join('\n'));
    if (options.told) say([...result.told, result.log].map((t) => `      | ${t}`).join('\n'));
    return result;
  });
  const wrong = results.filter((r) => r.wrong.length > 0);
  say(`${results.length} played, ${results.length - wrong.length} right, ${wrong.length} wrong`);
  if (options.keep !== undefined) {
    keep(options.keep, results, {
      command: ['npm run lines-lab --', ...args].join(' '),
      date: new Date().toISOString(),
      machine: { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, kernel: release(), node: process.version },
      seconds: Math.round((performance.now() - since) / 1_000),
    });
  }
  return wrong.length > 0 ? 1 : 0;
};

interface Head {
  readonly command: string;
  readonly date: string;
  readonly machine: object;
  readonly seconds: number;
}
const keep = (name: string, results: readonly Result[], head: Head): void => {
  mkdirSync(RESULTS, { recursive: true });
  const rows = results.map((r) => ({ ...r, log: undefined }));
  writeFileSync(`${RESULTS}/${name}.json`, `${JSON.stringify({ ...head, results: rows }, null, 2)}\n`);
  const table = results.map((r) => {
    const what = SCENARIOS.find((s) => s.name === r.scenario)?.what ?? '';
    const verdict = r.wrong.length === 0 ? 'right' : r.wrong.join('<br>').replaceAll('|', '\\|');
    return `| ${r.scenario} | ${what} | ${darkWords(r.dark) || 'never'} | ${r.right.length} | ${verdict} |`;
  });
  const text = [
    '# Two lines in the lab',
    '',
    `\`${head.command}\`, ${head.date}. Dark: by echoes of our own beside plumbline's, 50 ms apart.`,
    '',
    '| scenario | what happens | dark | events as expected | verdict |',
    '| --- | --- | --- | --- | --- |',
    ...table,
    '',
  ];
  writeFileSync(`${RESULTS}/${name}.md`, text.join('\n'));
};
