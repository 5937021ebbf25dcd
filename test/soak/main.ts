import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { MINUTE, SECOND, type Millis } from '../../src/domain/time.ts';
import { enterOwnNetwork, ownNetworkMissing } from '../support/own-network.ts';
import { follow, poll } from './clients.ts';
import { faultsMissing, faultsOf, type Fault } from './faults.ts';
import { lookFromOutside, othersInNamespace } from './outside.ts';
import { CONFIG, DAYS, IN_MB, PATHS, RATE, RULES, TARGETS } from './plan.ts';
import { answersOf, keep, lineOf, shown } from './report.ts';
import { judge, type Point } from './verdict.ts';

const USAGE = `npm run soak -- [options]     a day of the service in 24 minutes: does it stay as it is?

  --minutes N    real minutes (default 24)
  --page         with a browser that looks on
`;
/** Of the time, before it is judged: caches fill, code is compiled, what was kept before is rolled up. */
const WARM_UP = 0.25;
const LOOK_EVERY: Millis = 3 * SECOND;
const ASK_EVERY: Millis = 500;
const MB = 1024 ** 2;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
/** One fault after the other, with a calm before each, until aborted. */
const goWrong = async (faults: readonly Fault[], calm: Millis, signal: AbortSignal): Promise<readonly string[]> => {
  const done: string[] = [];
  for (let i = 0; ; i += 1) {
    const fault = faults[i % faults.length];
    await sleep(calm, undefined, { signal }).catch(() => undefined);
    if (signal.aborted || fault === undefined) return done;
    fault.begin();
    await sleep(fault.lasts, undefined, { signal }).catch(() => undefined);
    fault.end();
    done.push(fault.name);
  }
};

interface Options {
  readonly minutes: number;
  readonly page: boolean;
}
const readOptions = (args: readonly string[]): Options | undefined => {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { minutes: { type: 'string', default: '24' }, page: { type: 'boolean', default: false } },
    });
    const minutes = Number(values.minutes);
    return minutes >= 0.5 && minutes <= 10_000 ? { minutes, page: values.page } : undefined;
  } catch {
    return undefined;
  }
};

/** Runs the soak. Returns the exit code: 0 all flat, 1 not, 2 usage, 3 it can not be run here. */
export const soak = async (args: readonly string[]): Promise<number> => {
  const options = readOptions(args);
  if (options === undefined) {
    process.stderr.write(USAGE);
    return 2;
  }
  const missing = ownNetworkMissing() ?? faultsMissing();
  if (missing !== undefined) {
    process.stderr.write(`${missing}\n`);
    return 3;
  }
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-soak-'));
  const network = await enterOwnNetwork();
  try {
    return await inside(folder, options, stop);
  } finally {
    network.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
};

const inside = async (folder: string, { minutes, page }: Options, stop: AbortController): Promise<number> => {
  const [state, temporary] = [join(folder, 'state'), join(folder, 'tmp')];
  mkdirSync(temporary);
  const config = join(folder, 'plumbline.yaml');
  writeFileSync(config, CONFIG);
  const script = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
  say(`filling in ${DAYS} days of ${TARGETS.length} targets …`);
  const names = TARGETS.map((t) => t.name);
  execFileSync(process.execPath, [script('./fill.mjs'), state, String(DAYS), ...names], { stdio: 'inherit' });

  const { PATH } = process.env;
  const child = fork(script('./service.mjs'), [String(RATE), config, state], {
    execArgv: [],
    env: { PATH, HOME: folder, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const ended = once(child, 'exit');
  void ended.then(() => stop.abort());
  const complaints: string[] = [];
  const url = new Promise<string>((resolve) => {
    if (child.stdout !== null)
      createInterface({ input: child.stdout }).on('line', (line) => {
        const found = /http:\/\/\S+/.exec(line)?.[0];
        if (found !== undefined) resolve(found.replace(/\/$/, ''));
      });
    if (child.stderr !== null)
      createInterface({ input: child.stderr }).on('line', (line) => {
        complaints.push(line);
        say(`  the service: ${line}`);
      });
    stop.signal.addEventListener('abort', () => resolve(''), { once: true });
  });
  const began = performance.now();
  const points = new Map<string, Point[]>();
  const note = (figures: object): void => {
    const t = (performance.now() - began) / SECOND;
    for (const [name, value] of Object.entries(figures) as [string, number][]) {
      const all = points.get(name) ?? [];
      points.set(name, all);
      all.push({ t, value: IN_MB.has(name) ? value / MB : value });
    }
  };
  child.on('message', note);

  const asking = new AbortController();
  const address = await url;
  if (address === '') {
    child.kill('SIGKILL');
    await ended;
    say('the service did not start');
    return 1;
  }
  const followed = follow(address, asking.signal);
  const asked = poll(address, PATHS, ASK_EVERY, asking.signal);
  const browser = page ? await openPage(address) : undefined;
  const pid = child.pid ?? -1;
  const whole = minutes * MINUTE;
  const faulty = AbortSignal.any([asking.signal, AbortSignal.timeout(0.95 * whole)]);
  const wrong = goWrong(faultsOf(pid), Math.min(20 * SECOND, whole / 16), faulty);
  say(`${minutes} min, ${((minutes * RATE) / MINUTE) * SECOND} h of the service's clock; Ctrl-C stops it`);

  let told = 0;
  while (!stop.signal.aborted && performance.now() - began < whole) {
    await sleep(LOOK_EVERY, undefined, { signal: stop.signal }).catch(() => undefined);
    const seen = lookFromOutside(pid, state, temporary);
    if (seen !== undefined) note(seen);
    const passed = Math.floor((performance.now() - began) / MINUTE);
    if (passed > told && seen !== undefined) {
      told = passed;
      const { resident, handles, state: kept } = seen;
      say(`  ${told} min: ${shown(resident / MB)} MB resident, ${handles} handles, ${shown(kept / MB)} MB kept`);
    }
  }
  const interrupted = stop.signal.aborted;
  const seconds = (performance.now() - began) / SECOND;
  asking.abort();
  const faults = await wrong;
  await Promise.all([followed.done, asked.done, browser?.close()]);
  if (child.exitCode === null) child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 30 * SECOND);
  const [code] = (await ended) as [number | null];
  clearTimeout(late);
  const left = othersInNamespace();

  const verdicts = Object.entries(RULES).map(([name, rule]) => judge(rule, points.get(name) ?? [], WARM_UP * seconds));
  for (const verdict of verdicts) say(lineOf(verdict));
  const answers = answersOf(asked.asked);
  for (const a of answers)
    say(
      `      ${a.path}: ${a.asked} asked, ${a.failed} failed${a.why === '' ? '' : ` (${a.why})`}, p50 ${a.p50Ms} ms, p99 ${a.p99Ms} ms`,
    );
  const due = TARGETS.length * RATE * seconds;
  const others = [
    {
      what: 'ended cleanly',
      ok: code === 0 && left.length === 0 && !interrupted,
      seen: `code ${code}, ${left.length} processes left`,
    },
    {
      what: 'said nothing of a bug',
      ok: complaints.every((l) => !l.includes('bug')),
      seen: `${complaints.length} lines`,
    },
    {
      what: 'told what it measured',
      ok: followed.told.samples > 0.9 * due,
      seen: `${followed.told.samples} samples of ${Math.round(due)} due; ${followed.told.gaps} gaps`,
    },
    {
      what: 'answered',
      ok: answers.every((a) => a.failed <= 0.02 * a.asked),
      seen: `${answers.reduce((n, a) => n + a.failed, 0)} of ${answers.reduce((n, a) => n + a.asked, 0)} failed`,
    },
  ];
  for (const { what, ok, seen } of others) say(`${ok ? 'ok  ' : 'FAIL'}  ${what}: ${seen}`);
  const ok = [...verdicts, ...others].every((v) => v.ok);
  if (!interrupted && minutes * RATE >= 24 * 60)
    keep({
      command: `npm run soak -- --minutes ${minutes}${page ? ' --page' : ''}`,
      ok,
      verdicts,
      others,
      answers,
      faults,
      points,
    });
  return ok ? 0 : 1;
};

const openPage = async (address: string): Promise<{ readonly close: () => Promise<void> }> => {
  const { NO_BROWSER, openBrowser } = await import('../e2e/support/chromium.ts');
  if (NO_BROWSER !== undefined) throw new Error(NO_BROWSER);
  const browser = await openBrowser();
  await (await browser.newPage()).goto(address);
  return browser;
};
