import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';

import { labMissing, type LabLink, openLab } from './lab.ts';
import { type Service, startService } from './service.ts';
import { homeTopology } from './topology.ts';

const USAGE = `npm run lab -- [options]     plumbline in an internet of its own, with a line to play with

  --minutes N    stop by itself after N minutes
  --port N       where the page is, on 127.0.0.1 (default 8441)
  --delay MS     what the line adds to a round trip at the start (default 20)
  --loss PERCENT what it loses at the start (default 0)

While it runs, on standard input:
  delay MS   loss PERCENT   cut   restore   counters   kill   start   help   quit
`;

const numberOf = (text: string | undefined, name: string, most: number): number => {
  const value = Number(text);
  if (text === undefined || text.trim() === '' || !(value >= 0 && value <= most)) {
    throw new RangeError(`${name}: expected a number from 0 to ${most}, not ${text ?? 'nothing'}`);
  }
  return value;
};

const readOptions = () => {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string' },
      port: { type: 'string', default: '8441' },
      delay: { type: 'string', default: '20' },
      loss: { type: 'string', default: '0' },
      help: { type: 'boolean', default: false },
    },
  });
  return {
    help: values.help,
    minutes: values.minutes === undefined ? undefined : numberOf(values.minutes, '--minutes', 100_000),
    port: numberOf(values.port, '--port', 65_535),
    shape: { delayMs: numberOf(values.delay, '--delay', 10_000), loss: numberOf(values.loss, '--loss', 100) / 100 },
  };
};

const say = (text: string): void => void process.stdout.write(`${text}\n`);

interface Scene {
  readonly link: LabLink;
  service: Service | undefined;
  readonly start: () => Promise<Service>;
}

/** What one line of input does; false ends. */
const obey = async (scene: Scene, line: string): Promise<boolean> => {
  const [word = '', value] = line.trim().split(/\s+/);
  switch (word) {
    case '':
      return true;
    case 'delay':
      await scene.link.set({ delayMs: numberOf(value, 'delay', 10_000) });
      break;
    case 'loss':
      await scene.link.set({ loss: numberOf(value, 'loss', 100) / 100 });
      break;
    case 'cut':
      await scene.link.set({ cut: true });
      break;
    case 'restore':
      await scene.link.set({ cut: false });
      break;
    case 'counters':
      say(JSON.stringify(await scene.link.counters(), null, 2));
      return true;
    case 'kill':
      await scene.service?.kill('SIGKILL');
      scene.service = undefined;
      break;
    case 'start':
      scene.service ??= await scene.start();
      break;
    case 'quit':
      return false;
    default:
      say(USAGE);
      return true;
  }
  say(`${new Date().toISOString()} ${line.trim()}`);
  return true;
};

/** Runs until told to quit, a signal, or its time; leaves nothing behind. Returns the exit code. */
export const demo = async (): Promise<number> => {
  let options: ReturnType<typeof readOptions>;
  try {
    options = readOptions();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return 2;
  }
  if (options.help) {
    say(USAGE);
    return 0;
  }
  const missing = labMissing();
  if (missing !== undefined) {
    process.stderr.write(`${missing}\n`);
    return 3;
  }
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-lab-'));
  const lab = await openLab({ topology: homeTopology() });
  try {
    const link = lab.link('isp');
    await link.set(options.shape);
    const start = (): Promise<Service> => startService(lab, { folder, outside: options.port });
    const scene: Scene = { link, start, service: await start() };
    say(`open ${scene.service?.url}   (help lists what the line can be told; Ctrl-C stops)`);

    const commands = createInterface({ input: process.stdin });
    const finish = (): void => stop.abort();
    const timer = options.minutes === undefined ? undefined : setTimeout(finish, options.minutes * 60_000);
    let last: Promise<unknown> = Promise.resolve();
    commands.on('line', (line) => {
      last = last
        .then(() => obey(scene, line))
        .then((goOn) => (goOn ? undefined : finish()))
        .catch((error: unknown) => say(error instanceof Error ? error.message : String(error)));
    });
    // Without a terminal or a pipe to read from it goes on until its time or a signal.
    if (!stop.signal.aborted) await once(stop.signal, 'abort');
    clearTimeout(timer);
    commands.close();
    await last;
    await scene.service?.kill('SIGTERM');
    return 0;
  } finally {
    await lab.close();
    await rm(folder, { recursive: true, force: true });
  }
};
