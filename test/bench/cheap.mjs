// @ts-check
// CPU time an echo costs at 1,000 targets × 1 Hz, of the whole process with all its threads, once it runs evenly; and the
// resident memory of the service.
import { cpuMicros, pause, residentMiB, start } from './support/child.mjs';
import { figure } from './support/figures.mjs';
import { addresses, openNetwork } from './support/network.mjs';
import { fpingCommand, startSmokepingProber, versions } from './support/peers.mjs';
import { startEngine, startLive, startService } from './support/plumbline.mjs';

const TARGETS = 1_000;
const EVERY = 1_000;
const ENGINE_AT_MOST = 1.5;
const SERVICE_AT_MOST = 3;
const MOST_MIB = 256;

/** CPU microseconds an echo; each sends TARGETS a second. @type {(pid: number, seconds: number) => Promise<number>} */
const anEcho = async (pid, seconds) => {
  const [before, since] = [cpuMicros(pid), performance.now()];
  await pause(seconds * 1_000);
  const echoes = ((performance.now() - since) / EVERY) * TARGETS;
  return (cpuMicros(pid) - before) / echoes;
};

/** @type {import('./support/figures.mjs').Bench} */
export default {
  name: 'cheap',
  title: '4. Cheap: CPU an echo at 1,000 targets × 1 Hz, and memory',
  run: async ({ say, quick }) => {
    const has = versions();
    if (has.fping === undefined) throw new Error('fping is missing: sh test/setup.sh bench');
    const [settling, seconds] = quick ? [3, 5] : [15, 45];
    const asked = { addresses: addresses(TARGETS), every: EVERY };
    const network = await openNetwork();
    try {
      say('fping');
      const peer = start(network, fpingCommand({ ...asked, seconds: settling + seconds + 5 }));
      await pause(settling * 1_000);
      const fping = { name: `fping ${has.fping}`, value: await anEcho(peer.pid, seconds) };
      await peer.end('SIGKILL');

      /** @type {{ name: string, value: number } | undefined} */
      let prober;
      if (has.smokeping_prober === undefined) say('smokeping_prober is missing, left out');
      else {
        say('smokeping_prober');
        const child = startSmokepingProber(network, asked);
        await pause(settling * 1_000);
        prober = { name: `smokeping_prober ${has.smokeping_prober}`, value: await anEcho(child.pid, seconds) };
        await child.end();
      }

      say('the engine alone');
      const engine = await startEngine(network, { ...asked, seconds: settling + seconds, keep: false });
      await pause(settling * 1_000);
      const alone = await anEcho(engine.pid, seconds);
      await engine.result();

      say('the service, with a page that follows live');
      const service = await startService(network, asked.addresses);
      const page = await startLive(network);
      await pause(settling * 1_000);
      const early = residentMiB(service.pid);
      let most = early;
      const watch = setInterval(() => (most = Math.max(most, residentMiB(service.pid))), 500);
      const whole = await anEcho(service.pid, seconds);
      clearInterval(watch);
      say(`the page was told ${await page.stop()} samples; resident at first ${Math.round(early)} MiB`);
      await service.stop();

      const engineAbout = { item: 4, what: 'engine alone', unit: 'µs', plumbline: alone };
      const wholeAbout = { item: 4, what: 'service + journal + page', unit: 'µs', plumbline: whole };
      const memory = { item: 4, what: 'service, resident', unit: 'MiB', plumbline: most };
      return [
        figure(engineAbout, fping, { ratioAtMost: ENGINE_AT_MOST }),
        figure(wholeAbout, fping, { ratioAtMost: SERVICE_AT_MOST }),
        ...(prober === undefined ? [] : [figure(engineAbout, prober), figure(wholeAbout, prober)]),
        figure(memory, undefined, { atMost: MOST_MIB }),
      ];
    } finally {
      network.close();
    }
  },
};
