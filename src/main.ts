#!/usr/bin/env node
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { homedir, hostname } from 'node:os';
import { fileURLToPath } from 'node:url';

import type { CliDeps, TextFile } from './cli/deps.ts';
import { readStream } from './cli/read-stream.ts';
import { runCli } from './cli/run.ts';
import { refusalOf, saveFile, saveStream } from './cli/save.ts';
import { outputOf } from './cli/terminal.ts';
import { discover } from './config/discover.ts';
import { findConfigFile, loadConfig, usualConfigFiles } from './config/load.ts';
import { lineCostText } from './config/line-cost.ts';
import { missingDevices } from './config/missing-devices.ts';
import { whoIsAsked } from './config/who-is-asked.ts';
import { initConfig } from './config/propose-uplinks.ts';
import { configJsonSchema } from './config/schema.ts';
import { readTextFile } from './config/text-file.ts';
import { networkDevices } from './net/devices.ts';
import { openEcho } from './net/echo/open.ts';
import { openNet } from './net/open.ts';
import { readResolvers } from './net/resolvers.ts';
import { readRoutes } from './net/routes.ts';
import { bootMillis, systemClock } from './net/system-clock.ts';
import { thisMachine } from './net/way-out.ts';
import { PROBES } from './probes/index.ts';
import { keepMemorySmall, keepYoungSmall } from './service/heap.ts';
import { cacheFolder, stateFolder } from './service/state-folder.ts';
import { fileCache } from './store/file-cache.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const stopping = new AbortController();
const clock = systemClock();
/** A service whose complaints nobody reads keeps so many bytes of them. */
const MOST_COMPLAINTS = 1024 * 1024;
/** Once it has stopped it waits so long for its reader. */
const LET_WRITE = 2_000;
let serving = false;
let unwritten = false;
const stderr = outputOf(process.stderr, () => undefined, MOST_COMPLAINTS);
const stdout = outputOf(process.stdout, (error) => {
  if (error.code !== 'EPIPE') {
    // What has nowhere to go (a full disk) is no result. The service goes on: it has its results elsewhere.
    stderr.write(`plumbline: standard output: ${error.message}\n`);
    if (serving) return;
    unwritten = true;
    process.exitCode = 3;
  }
  stopping.abort();
});
/** The name of this machine, without its domain: short enough for a page, and nobody else's business. */
const vantage = hostname().split('.')[0] || 'here';
const context = { probes: PROBES, vantage };
const places = () => ({ env: process.env, cwd: process.cwd(), home: homedir() });
const search = (flag: string | undefined) => findConfigFile({ ...places(), ...(flag === undefined ? {} : { flag }) });
const surroundings = async () => ({ routes: await readRoutes(), resolvers: await readResolvers() });

// A second signal does not wait for a clean stop; but one Ctrl-C comes twice, by the terminal and by npm.
const SAME_SIGNAL = 500;
let askedAt: number | undefined;
let hungUp = false;
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    askedAt ??= clock.elapsed();
    hungUp ||= name === 'SIGHUP';
    if (clock.elapsed() - askedAt > SAME_SIGNAL) process.exit(130);
    stopping.abort();
  });
}

/** Reads at most `most` bytes; `-` is standard input, until a signal. */
const readText = async (path: string, most: number): Promise<TextFile> => {
  if (path === '-') return readStream(process.stdin, most, stopping.signal);
  const read = await readTextFile(path, most);
  return read.ok ? read : { ok: false, detail: read.found };
};

const deps: CliDeps = {
  stdout,
  stderr,
  env: process.env,
  clock,
  cache: fileCache(cacheFolder(process.env, homedir())),
  version,
  vantage,
  probes: PROBES,
  signal: stopping.signal,
  machine: thisMachine,
  openNet: async ({ echoes = true } = {}) => {
    const echo = echoes ? await openEcho() : { why: 'not asked for', remedy: '' };
    return {
      net: openNet({ clock, echo, version }),
      close: async () => {
        if ('echoes' in echo) await echo.close();
      },
    };
  },
  serve: async (options) => {
    serving = true;
    if (options.readOnly === true) {
      const { runReadOnly } = await import('./service/read-only/run.ts');
      const staticRoot = fileURLToPath(new URL('./web', import.meta.url));
      return runReadOnly({
        options,
        context,
        search,
        stdout,
        stderr,
        clock,
        version,
        staticRoot,
        signal: stopping.signal,
      });
    }
    // What it keeps is for its own user alone, also in a folder that others may look into.
    process.umask(0o077);
    await keepMemorySmall();
    // Database, api and web side take a second to load: not for `check` to wait for.
    const { runService } = await import('./service/service.ts');
    return runService({
      options,
      context,
      search,
      env: process.env,
      home: homedir(),
      stdout,
      stderr,
      clock,
      boot: bootMillis,
      openEcho: async () => {
        const echo = await openEcho();
        keepYoungSmall();
        return echo;
      },
      version,
      staticRoot: fileURLToPath(new URL('./web', import.meta.url)),
      signal: stopping.signal,
    });
  },
  config: {
    init: async () => initConfig(await surroundings(), context),
    check: async (flag) => {
      const file = await search(flag);
      if (file === undefined)
        return { ok: true, targets: discover(await surroundings(), context).targets.length, warnings: [] };
      const loaded = await loadConfig(file, context);
      if (!loaded.ok) return { ...loaded, file };
      const { targets, uplinks, refusing } = loaded.config;
      const lines = [
        ...uplinks.map((uplink) => `${uplink.name}: ${lineCostText(uplink, refusing)}`),
        ...whoIsAsked(loaded.config),
      ];
      const devices = await networkDevices();
      const missing = devices === undefined ? [] : missingDevices(loaded.config, devices);
      return { ok: true, file, targets: targets.length, lines, warnings: [...loaded.warnings, ...missing] };
    },
    schema: () => configJsonSchema(PROBES),
  },
  checkInflux: async (flag, progress) => {
    const none = { path: 'influx', found: 'nothing', expected: 'where InfluxDB is: url and bucket (2.x) or database' };
    const file = await search(flag);
    if (file === undefined) return { ok: false, lookedAt: usualConfigFiles(places()) };
    const loaded = await loadConfig(file, context);
    if (!loaded.ok) return { ...loaded, file };
    const { influx, vantage } = loaded.config;
    if (influx === undefined) return { ok: false, file, problems: [none] };
    const { checkInflux } = await import('./store/influx/check/check.ts');
    const checkDeps = { clock, signal: stopping.signal, vantage, id: randomUUID(), progress };
    return { ok: true, file, vantage, outcome: await checkInflux(influx, checkDeps), warnings: loaded.warnings };
  },
  readText,
  writeText: async (path, text, force) => {
    try {
      const file = await open(path, force ? 'w' : 'wx', 0o600);
      await file.writeFile(text);
      await file.close();
      return undefined;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST')
        return 'is there already; --force replaces it';
      return error instanceof Error ? error.message : String(error);
    }
  },
  openOwner: async (state) => {
    const folder = stateFolder(state, process.env, homedir());
    const notice = (what: string): void => stderr.write(`plumbline: ${what}\n`);
    const { openOwner } = await import('./service/beside.ts');
    // Only a report asks for them, and can do without: a config that is wrong is none to stop an export.
    const file = await search(undefined);
    const loaded = file === undefined ? undefined : await loadConfig(file, context);
    const uplinks = loaded?.ok === true ? loaded.config.uplinks : [];
    const opened = await openOwner({ folder, clock, probes: PROBES, uplinks, notice, signal: stopping.signal });
    return opened.ok ? { ...opened, folder } : opened;
  },
  refusalOf,
  save: async (body, { file, force, parquet, record }, folder) => {
    const convert = parquet && (await import('./store/duckdb/parquet.ts')).parquetMaker(parquet);
    const { signal } = stopping;
    const options = { force, signal, ...(convert === undefined ? {} : { convert }) };
    if (file === undefined) {
      await saveStream(body, process.stdout, { ...options, folder });
      return undefined;
    }
    if (record !== true) return saveFile(body, file, options);
    const { lookThrough } = await import('./store/duckdb/backup.ts');
    return saveFile(body, file, { ...options, verify: lookThrough });
  },
  restore: async (file, state) => {
    process.umask(0o077);
    const { restoreRecord } = await import('./store/duckdb/restore.ts');
    return restoreRecord(stateFolder(state, process.env, homedir()), file, clock.now());
  },
};

const code = await runCli(process.argv.slice(2), deps);
process.exitCode = code === 0 && unwritten ? 3 : code;
// What nobody reads would keep it alive for ever. Results are another matter: those wait for who wants them.
if (serving) setTimeout(() => process.exit(), LET_WRITE).unref();

// Node aborts when it cannot set a terminal back to how it was: from one that is gone it leaves by the signal itself.
if (hungUp && [process.stdin, process.stdout, process.stderr].some((stream) => stream.isTTY)) {
  process.removeAllListeners('SIGHUP');
  process.kill(process.pid, 'SIGHUP');
}
