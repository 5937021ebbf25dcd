// @ts-check
// The list that browsers have built in: read from bytes until it can be asked, and asked, beside what one would write in a minute:
// comments out, JSON.parse, a Map and a walk up the labels. The list is made up, as large and as long as Chromium's of 2026, unless
// PLUMBLINE_LIST names a file.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { figure } from './support/figures.mjs';

const CHILD = fileURLToPath(new URL('./support/preload-child.mjs', import.meta.url));
const NAMES = 94_600;
const TOPS = ['com', 'com', 'com', 'net', 'org', 'de', 'de', 'io', 'co.uk', 'com.br', 'app', 'nl'];
const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Any names, the same each time. @param {number} count */
const listOf = (count) => {
  let state = 1;
  const next = (/** @type {number} */ below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
  const entries = Array.from({ length: count }, (_, i) => {
    const label = Array.from({ length: 4 + next(14) }, () => LETTERS[next(LETTERS.length)]).join('');
    const policy = i % 10 === 0 ? 'bulk-18-weeks' : 'bulk-1-year';
    const subdomains = i % 378 === 0 ? '' : ', "include_subdomains": true';
    const name = `${label}${i.toString(36)}.${TOPS[next(TOPS.length)]}`;
    return `    { "name": "${name}", "policy": "${policy}", "mode": "force-https"${subdomains} }`;
  });
  const comments = Array.from(
    { length: 500 },
    (_, i) => `    // Comment ${i}: of whoever keeps the list, on a line of its own.`,
  );
  return `// Made up\n{\n  "pinsets": [],\n  "entries": [\n${comments.join('\n')}\n${entries.join(',\n')}\n  ]\n}\n`;
};

/** @type {import('./support/figures.mjs').Bench} */
export default {
  name: 'preload',
  title: '8. The preload list: 94,600 names read from JSON, and looked up',
  run: async ({ say, quick }) => {
    const folder = mkdtempSync(join(tmpdir(), 'plumbline-bench-preload-'));
    const own = join(folder, 'list.json');
    const file = process.env['PLUMBLINE_LIST'] ?? own;
    try {
      if (file === own) writeFileSync(own, listOf(NAMES));
      /** Of several runs in turn the median of each figure. @type {Record<string, Record<string, number>[]>} */
      const told = { plumbline: [], regexp: [], lines: [] };
      for (let round = 0; round < (quick ? 1 : 7); round += 1)
        for (const [task, runs] of Object.entries(told)) {
          const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', CHILD, task, file]);
          say(`${task}: ${stdout.trim()}`);
          runs.push(JSON.parse(stdout));
        }
      const median = (/** @type {string} */ task, /** @type {string} */ key) => {
        const values = (told[task] ?? []).map((run) => run[key] ?? Number.NaN).toSorted((a, b) => a - b);
        return values[Math.floor(values.length / 2)] ?? Number.NaN;
      };
      const peers = [
        ['regexp', 'regexp, JSON.parse, Map'],
        ['lines', 'split, filter, JSON.parse, Map'],
      ];
      return peers.flatMap(([task = '', name = '']) =>
        [
          { what: 'from bytes to a list, CPU', unit: 'ms', key: 'cpuMs', target: { atMost: 300 } },
          { what: 'the same, by the clock', unit: 'ms', key: 'ms', target: {} },
          { what: 'longest while with nothing else', unit: 'ms', key: 'stall', target: { ratioAtMost: 0.25 } },
          { what: 'a look-up', unit: 'µs', key: 'micros', target: { atMost: 2 } },
          { what: 'held', unit: 'MiB', key: 'mib', target: { ratioAtMost: 0.5 } },
        ].map(({ what, unit, key, target }) =>
          figure(
            { item: 8, what, unit, plumbline: median('plumbline', key) },
            { name, value: median(task, key) },
            target,
          ),
        ),
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
