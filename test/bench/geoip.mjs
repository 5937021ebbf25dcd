// @ts-check
// What it costs to place an address: a million look-ups over three databases through plumbline's source, beside the reader
// that is below it; and the statistics of all registries and a large geofeed, read once, beside reading them whole. The
// databases are those of `npm run geo-study`.
import { execFile } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { databases } from '../study/databases.mjs';
import { figure } from './support/figures.mjs';

const CHILD = fileURLToPath(new URL('./support/geoip-child.mjs', import.meta.url));
const versionOf = (/** @type {string} */ name) => createRequire(import.meta.url)(`${name}/package.json`).version;

/** All the registries together have some 500,000 records of addresses; a large feed has 100,000 entries. */
const RECORDS = 500_000;
const ENTRIES = 100_000;
/** Written line by line. @type {(file: string, count: number, head: string, line: (i: number) => string) => Promise<void>} */
const write = async (file, count, head, line) => {
  const out = createWriteStream(file);
  out.write(head);
  for (let i = 0; i < count; i += 1)
    if (!out.write(line(i))) await new Promise((r) => out.once('drain', () => r(undefined)));
  out.end();
  await finished(out);
};
const dotted = (/** @type {number} */ n) => `${(n >>> 24) & 255}.${(n >>> 16) & 255}.${(n >>> 8) & 255}.${n & 255}`;

/** @type {import('./support/figures.mjs').Bench} */
export default {
  name: 'geoip',
  title: '6. Places: look-ups in three databases, registries and feeds read once',
  run: async ({ say, quick }) => {
    const folder = mkdtempSync(join(tmpdir(), 'plumbline-bench-geoip-'));
    /** @type {(task: string, asked: object) => Promise<any>} */
    const part = async (task, asked) => {
      const { stdout } = await promisify(execFile)(process.execPath, [
        '--expose-gc',
        CHILD,
        task,
        JSON.stringify(asked),
      ]);
      say(`${task}: ${stdout.trim()}`);
      return JSON.parse(stdout);
    };
    /** The best of several, in turn. */
    const best = async (
      /** @type {readonly string[]} */ tasks,
      /** @type {object} */ asked,
      /** @type {string} */ by,
    ) => {
      /** @type {Record<string, any>} */
      const kept = {};
      for (let round = 0; round < (quick ? 1 : 5); round += 1)
        for (const task of tasks) {
          const told = await part(task, asked);
          if (kept[task] === undefined || told[by] < kept[task][by]) kept[task] = told;
        }
      return kept;
    };
    try {
      const { files } = databases(say);
      const count = quick ? 100_000 : 1_000_000;
      const looked = await best(['plumbline', 'maxmind', 'mmdb-lib'], { files, count }, 'micros');
      const own = looked['plumbline'];
      const item = { item: 6 };
      const figures = [];
      for (const [task, name] of /** @type {const} */ ([
        ['maxmind', `maxmind ${versionOf('maxmind')}`],
        ['mmdb-lib', `mmdb-lib ${versionOf('mmdb-lib')}, no cache`],
      ])) {
        const peer = looked[task];
        const all = { ...item, what: `CPU a look-up, ${count / 1e6} M`, unit: 'µs', plumbline: own.micros };
        figures.push(figure(all, { name, value: peer.micros }, { ratioAtMost: 1.5 }));
        const memory = { ...item, what: 'held by the three', unit: 'MiB', plumbline: own.mib };
        figures.push(figure(memory, { name, value: peer.mib }, { ratioAtMost: 1.2 }));
      }
      const opening = { ...item, what: 'the three opened, CPU', unit: 'ms', plumbline: own.openMs };
      figures.push(figure(opening, { name: `maxmind ${versionOf('maxmind')}`, value: looked['maxmind'].openMs }));

      const [statistics, feed] = [join(folder, 'delegated-nro-extended'), join(folder, 'feed.csv')];
      await write(statistics, quick ? RECORDS / 10 : RECORDS, '2.3|nro|20261120|500000||20261120|+0000\n', (i) =>
        i % 4 === 3
          ? `apnic|JP|ipv6|2400:${(i & 0xffff).toString(16)}::|32|20050101|allocated|A91A7381|e-stats\n`
          : `ripencc|DE|ipv4|${dotted(0x0b00_0000 + 4_096 * i)}|4096|20050101|allocated|3c19e1fb-9c4d|e-stats\n`,
      );
      await write(feed, quick ? ENTRIES / 10 : ENTRIES, '# a feed\n', (i) =>
        i % 2 === 1
          ? `2a00:${(i & 0xffff).toString(16)}::/${32 + (i >> 16)},DE,DE-BE,Berlin,\n`
          : `${dotted(0x0b00_0000 + 256 * i)}/24,GB,GB-ENG,London,\n`,
      );
      for (const [task, file, what] of /** @type {const} */ ([
        ['delegated', statistics, 'the registries'],
        ['geofeed', feed, 'a feed'],
      ])) {
        const read = await best([task, `${task}-whole`], { file }, 'ms');
        const [streamed, whole] = [read[task], read[`${task}-whole`]];
        const name = 'read whole, split';
        const lines = `${what}, CPU`;
        figures.push(figure({ ...item, what: lines, unit: 'ms', plumbline: streamed.ms }, { name, value: whole.ms }));
        const memory = { ...item, what: `${what}, memory`, unit: 'MiB', plumbline: streamed.mib };
        figures.push(figure(memory, { name, value: whole.mib }, { ratioAtMost: 1 }));
      }
      return figures;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
