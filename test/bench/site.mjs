// @ts-check
// A sweep: every site of a list is checked once, over loopback, against one nginx that is all of them; the command line as a whole
// process, with its names looked up and its answers written. curl does the same requests, each over a connection of its own, too.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { cpuMicros, residentMiB, start, versionOf } from './support/child.mjs';
import { figure } from './support/figures.mjs';
import { openNetwork } from './support/network.mjs';
import { openSites } from './support/site-servers.mjs';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const SITES = 1_000;
const AT_LEAST = 50;
/** Of a sweep twice as long, to one of 1,000. */
const FLAT = 1.25;
const item = { item: 8 };

/** @typedef {import('./support/network.mjs').Network} Network */
/** @typedef {Awaited<ReturnType<typeof openSites>>} Sites */

/**
 * One sweep: sites a second, CPU of the process a site, the most memory it had, and what it wrote.
 * @param {Network} network
 * @param {readonly string[]} argv
 * @param {number} count
 */
const sweep = async (network, argv, count) => {
  const since = performance.now();
  const child = start(network, argv);
  const told = { mib: 0, micros: 0 };
  const look = setInterval(() => {
    try {
      told.mib = Math.max(told.mib, residentMiB(child.pid) || 0);
      told.micros = cpuMicros(child.pid);
    } catch {
      clearInterval(look); // it has ended meanwhile
    }
  }, 50);
  await child.ended;
  clearInterval(look);
  const seconds = (performance.now() - since) / 1_000;
  return { rate: count / seconds, mib: told.mib, cpuMs: told.micros / 1_000 / count, said: child.said };
};

/** @type {(network: Network, sites: Sites, probe: string, names: readonly string[]) => Promise<Awaited<ReturnType<typeof sweep>>>} */
const plumbline = async (network, sites, probe, names) => {
  const list = join(sites.folder, 'names.txt');
  writeFileSync(list, `${names.join('\n')}\n`);
  const options = ['--set', 'list=false', ...(probe === 'hsts' ? ['--set', 'portal=false'] : [])];
  const command = [process.execPath, MAIN, 'check', probe, '--from', list, ...options, '--json'];
  const swept = await sweep(network, sites.within(command), names.length);
  const measured = swept.said.out.split('\n').filter((line) => line.includes('"status":"measured"')).length;
  if (measured !== names.length)
    throw new Error(
      `${probe}: ${measured} of ${names.length} measured. ${swept.said.err.slice(-500)} ${swept.said.out.slice(0, 500)}`,
    );
  return swept;
};

/** What `headers` asks of a site of these, as a file that curl reads. @param {readonly string[]} names */
const asked = (names) =>
  names
    .flatMap((name) => [
      `https://${name}/`,
      `http://${name}/`,
      `https://${name}/`,
      `https://${name}/`,
      `https://${name}/plumbline-no-such-page`,
      `https://${name}/style.css`,
    ])
    .map((url) => `url = "${url}"\noutput = "/dev/null"\n`)
    .join('');

/** @type {(network: Network, sites: Sites, names: readonly string[]) => Promise<Awaited<ReturnType<typeof sweep>>>} */
const curl = async (network, sites, names) => {
  const file = join(sites.folder, 'curl.txt');
  writeFileSync(file, asked(names));
  const flags = ['-s', '-Z', '--parallel-max', '96', '-H', 'Connection: close', '--http1.1', '-w', '%{http_code}\n'];
  const swept = await sweep(network, sites.within(['curl', ...flags, '-K', file]), names.length);
  const answered = swept.said.out.split('\n').filter((line) => /^(?:200|301|404)$/.test(line)).length;
  if (answered !== 6 * names.length) throw new Error(`curl: ${answered} answers. ${swept.said.err.slice(-300)}`);
  return swept;
};

/** @type {import('./support/figures.mjs').Bench} */
export default {
  name: 'site',
  title: '8. Sites: 1,000 of them checked in a sweep, local servers, two cores',
  run: async ({ say, quick }) => {
    const version = versionOf('curl', ['--version']);
    const count = quick ? SITES / 4 : SITES;
    const network = await openNetwork();
    const sites = await openSites(network, 2 * count);
    try {
      const names = sites.names.slice(0, count);
      /** @type {import('./support/figures.mjs').Figure[]} */
      const figures = [];
      say('curl');
      const peer = version === undefined ? undefined : await curl(network, sites, names);
      const peerOf = (/** @type {number | undefined} */ value) =>
        value === undefined ? undefined : { name: `curl -Z ${version}`, value };
      for (const probe of ['hsts', 'headers']) {
        say(probe);
        const swept = await plumbline(network, sites, probe, names);
        const same = probe === 'headers' ? peer : undefined;
        const rate = { ...item, what: `check ${probe}`, unit: '1/s', plumbline: swept.rate };
        figures.push(figure(rate, peerOf(same?.rate), { atLeast: AT_LEAST }));
        const cpu = { ...item, what: `check ${probe}, CPU a site`, unit: 'ms', plumbline: swept.cpuMs };
        figures.push(figure(cpu, peerOf(same?.cpuMs)));
        say(`${probe}, twice as many`);
        const long = await plumbline(network, sites, probe, sites.names);
        const few = { name: `${count} sites`, value: swept.mib };
        const memory = { ...item, what: `check ${probe}, ${2 * count} sites`, unit: 'MiB', plumbline: long.mib };
        figures.push(figure(memory, few, { ratioAtMost: FLAT }));
      }
      return figures;
    } finally {
      await sites.close();
      network.close();
    }
  },
};
