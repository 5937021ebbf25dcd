// @ts-check
// How large the record gets and how quickly it answers: two weeks of samples of 20 targets each second, and a year of
// rollups. Each part runs in a process of its own. The peer is the same record without its rollups.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { figure } from './support/figures.mjs';

const CHILD = fileURLToPath(new URL('./support/store-child.mjs', import.meta.url));
const MINUTE = 60_000_000;
const HOUR = 60 * MINUTE;
const TARGETS = 20;
/** Milliseconds that no view is read from the samples for; and all are. */
const [ROLLED, EXACT] = [6 * 3_600_000, 400 * 24 * 3_600_000];

/** @type {import('./support/figures.mjs').Bench} */
export default {
  name: 'store',
  title: '5. Big: two weeks of samples, a year of rollups',
  run: async ({ say, quick }) => {
    const { days, times, asks } = quick ? { days: 2, times: 3, asks: 6 } : { days: 14, times: 26, asks: 40 };
    const folders = ['store', 'few', 'many'].map((name) => mkdtempSync(join(tmpdir(), `plumbline-bench-${name}-`)));
    const [folder = '', few = '', many = ''] = folders;
    /** @type {(task: string, where: string, asked: object) => Promise<any>} */
    const part = async (task, where, asked) => {
      say(`${task} ${JSON.stringify(asked)}`);
      const { stdout } = await promisify(execFile)(process.execPath, [CHILD, task, where, JSON.stringify(asked)]);
      say(stdout.trim());
      return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
    };
    try {
      const filled = await part('fill', folder, { days, targets: TARGETS, times });
      const big = /** @type {const} */ ({ item: 5 });
      const figures = [
        figure({ ...big, what: 'a row of samples', unit: 'B', plumbline: filled.rawRow }, undefined, { atMost: 8 }),
        figure({ ...big, what: 'a minute rolled up', unit: 'B', plumbline: filled.minuteRow }, undefined),
        figure({ ...big, what: 'the whole file', unit: 'MiB', plumbline: filled.bytes / 2 ** 20 }, undefined),
        figure({ ...big, what: 'rolled up', unit: 'rows/s', plumbline: filled.rowsASecond }, undefined),
      ];
      for (const [name, view, isThere] of /** @type {const} */ ([
        ['24 h', { days: 1, width: 5 * MINUTE }, true],
        [`${days} d`, { days, width: HOUR }, true],
        ['30 d', { days: 30, width: 2 * HOUR }, false],
        ['1 y', { days: 365, width: 24 * HOUR }, false],
      ])) {
        if (quick && view.days > days * (times + 1)) continue;
        const told = await part('views', folder, { ...view, times: asks, exact: ROLLED });
        const raw = isThere
          ? await part('views', folder, { ...view, times: Math.min(asks, 10), exact: EXACT })
          : undefined;
        const peer = raw === undefined ? undefined : { name: 'from samples', value: raw.p95 };
        const what = `view of ${name}, p95`;
        figures.push(figure({ ...big, what, unit: 'ms', plumbline: told.p95 }, peer, { atMost: 100 }));
        const cpu = raw === undefined ? undefined : { name: 'from samples', value: raw.cpu };
        figures.push(figure({ ...big, what: `view of ${name}, CPU`, unit: 'ms', plumbline: told.cpu }, cpu));
        figures.push(
          figure({ ...big, what: `memory after views of ${name}`, unit: 'MiB', plumbline: told.mib }, undefined),
        );
      }
      const { error, naive, counted } = await part('truth', folder, { days, targets: TARGETS });
      say(`${counted} percentiles compared, half a microsecond of rounding apart`);
      const worst = { ...big, what: 'percentile off, at most', unit: '%', plumbline: error * 100 };
      figures.push(figure(worst, { name: 'p90 of hourly p90s', value: naive * 100 }, { atMost: 1 }));
      for (const [where, asked, limit] of /** @type {const} */ ([
        [few, { targets: TARGETS, seconds: 6 * 3_600, appends: quick ? 60 : 200 }, { atMost: 100 }],
        [many, { targets: 1_000, seconds: 600, appends: quick ? 20 : 100 }, {}],
      ])) {
        const { alone, beside } = await part('commits', where, asked);
        const what = `${asked.targets} rows beside upkeep, p99`;
        const peer = { name: 'without upkeep', value: alone.p99 };
        figures.push(figure({ ...big, what, unit: 'ms', plumbline: beside.p99 }, peer, limit));
      }
      return figures;
    } finally {
      for (const f of folders) rmSync(f, { recursive: true, force: true });
    }
  },
};
