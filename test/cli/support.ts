import type { CliDeps, Output, ServeOptions } from '../../src/cli/deps.ts';
import { runCli } from '../../src/cli/run.ts';
import { ping } from '../../src/probes/ping.ts';
import { route } from '../../src/probes/route/route.ts';
import { tcp } from '../../src/probes/tcp.ts';
import { HandClock } from '../support/clock.ts';
import { FakeNet, type NetScript } from '../support/net.ts';

const outputFor = (isTTY: boolean): Output & { readonly text: () => string } => {
  let text = '';
  return {
    write: (t) => {
      text += t;
    },
    isOpen: true,
    isTTY,
    columns: 80,
    text: () => text,
  };
};

/** A command line with nothing behind it but a scripted network, files in memory and a clock driven by hand. */
export const cliForTest = (
  more: {
    readonly net?: Omit<NetScript, 'clock'>;
    readonly files?: Readonly<Record<string, string>>;
    readonly tty?: boolean;
    readonly env?: CliDeps['env'];
    readonly deps?: Partial<CliDeps>;
  } = {},
) => {
  const clock = new HandClock();
  const net = new FakeNet({ ...more.net, clock });
  const stop = new AbortController();
  const [stdout, stderr] = [outputFor(more.tty === true), outputFor(more.tty === true)];
  const served: ServeOptions[] = [];
  const written = new Map<string, string>(Object.entries(more.files ?? {}));
  let open = 0;
  const deps: CliDeps = {
    stdout,
    stderr,
    env: more.env ?? {},
    clock,
    version: '0.0.0-test',
    vantage: 'here',
    probes: [ping, tcp, route],
    signal: stop.signal,
    machine: { waysOut: () => ({ devices: [], addresses: [] }), noWayOut: () => Promise.resolve([]) },
    openNet: () => {
      open += 1;
      const close = (): Promise<void> => {
        open -= 1;
        return Promise.resolve();
      };
      return Promise.resolve({ net, close });
    },
    serve: (options) => {
      served.push(options);
      return Promise.resolve(0);
    },
    config: {
      init: () => Promise.resolve('vantage: here\n'),
      check: (file) => Promise.resolve({ ok: true, targets: 3, warnings: [], ...(file === undefined ? {} : { file }) }),
      schema: () => ({ type: 'object' }),
    },
    checkInflux: () => Promise.resolve({ ok: false, problems: [] }),
    readText: (path) => {
      const text = written.get(path);
      return Promise.resolve(text === undefined ? { ok: false, detail: 'no such file' } : { ok: true, text });
    },
    writeText: (path, text, force) => {
      if (written.has(path) && !force) return Promise.resolve('is there already; --force replaces it');
      written.set(path, text);
      return Promise.resolve(undefined);
    },
    openOwner: () => Promise.resolve({ ok: false, detail: 'there is no record' }),
    refusalOf: () => undefined,
    save: () => Promise.resolve(undefined),
    restore: () => Promise.resolve({ ok: true, contents: 'a whole record', kept: undefined }),
    ...more.deps,
  };
  /** Runs it while `seconds` pass, at most. */
  const run = async (command: readonly string[] | string, seconds = 60) => {
    const ended = runCli(typeof command === 'string' ? command.split(' ').filter((w) => w !== '') : command, deps);
    for (let i = 0; i < seconds; i += 1) await clock.advance(1_000);
    const code = await ended;
    const err = stderr.text();
    // Each problem on one line, however wide the terminal.
    const told = err.replaceAll('\n  ', ' ');
    return { code, out: stdout.text(), err, told, open };
  };
  return { run, deps, clock, net, stop, served, written, stdout, stderr };
};
