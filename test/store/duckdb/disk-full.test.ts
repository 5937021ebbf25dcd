import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';

import { expect, it } from 'vitest';

import { openDuckDb } from '../../../src/store/duckdb/open.ts';
import { SERIES, BASE } from '../../contracts/store-entries.ts';
import { HandClock } from '../../support/clock.ts';
import { stateFolders } from '../../support/state-folder.ts';
import { owners, type Owner, type Said } from './process.ts';

const newFolder = stateFolders();
const start = owners();

// A small disk in a mount namespace that goes with the process: needs root.
const allowed = spawnSync('unshare', ['-m', 'true']).status === 0;

/** Waits for a line that `wanted` accepts; asks for the health until then. */
const until = async (owner: Owner, wanted: (said: Said) => boolean): Promise<Said> => {
  for (;;) {
    const said = await owner.next();
    if (said === undefined) throw new Error('the process has ended');
    if (wanted(said)) return said;
    if (said.health !== undefined) owner.say('health');
  }
};

it.skipIf(!allowed)(
  `a full disk costs nothing that was acknowledged, and is got over (${allowed ? 'mounting one' : 'needs root, to mount one'})`,
  { timeout: 60_000 },
  async () => {
    const folder = newFolder();
    mkdirSync(`${folder}/disk`);
    const mounted = `mount -t tmpfs -o size=3m tmpfs "${folder}/disk" && exec "$@"`;
    const owner = start([`${folder}/disk`], ['unshare', '-m', 'sh', '-c', mounted, 'sh']);
    await owner.next();
    // 20,000 rows an append: the disk is full after a few.
    let durable = 0;
    let failed: Said | undefined;
    while (failed === undefined) {
      owner.say('append');
      owner.say('health');
      const said = await until(owner, (s) => s.durable !== undefined || s.health?.ok === false);
      if (said.durable === undefined) failed = said;
      else durable = said.durable;
    }
    expect(durable).toBeGreaterThan(0);
    expect(failed.health?.lastError).toMatch(/space|write|resize/i);
    expect(failed.health?.pending).toBeGreaterThan(0);
    const grow = ['-m', 'mount', '-o', 'remount,size=64m', 'tmpfs', `${folder}/disk`];
    execFileSync('nsenter', ['-t', String(owner.process.pid), ...grow]);
    owner.say('health');
    const after = await until(owner, (s) => s.durable !== undefined);
    expect(after.durable).toBe(durable + 20);
    owner.say('health');
    await until(owner, (s) => s.health?.ok === true && s.health.pending === 0);
    owner.say('close');
    await until(owner, (s) => s.closed === true);
    const kept = newFolder();
    copyFileSync(`/proc/${owner.process.pid}/root${folder}/disk/plumbline.duckdb`, `${kept}/plumbline.duckdb`);
    await owner.kill();
    const store = await openDuckDb({ folder: kept, clock: new HandClock(), gather: 0 });
    if (!store.ok) throw new Error(store.message);
    const { n } = await store.query.stats({ ...SERIES, from: 0, to: 3 * BASE });
    expect(n).toBe((after.durable ?? 0) * 1_000);
    await store.close();
  },
);

it.skipIf(!allowed)('a disk that is full at the start is said, and nothing is left on it', async () => {
  const folder = newFolder();
  mkdirSync(`${folder}/disk`);
  const disk = `"${folder}/disk"`;
  const full = `mount -t tmpfs -o size=4k tmpfs ${disk} && head -c 4096 /dev/zero > ${disk}/fill; "$@"
    test "$(ls ${disk})" = fill && echo '{"closed":true}'`;
  const owner = start([`${folder}/disk`], ['unshare', '-m', 'sh', '-c', full, 'sh']);
  expect(await owner.next()).toMatchObject({ failed: { what: 'unusable' } });
  expect(await owner.next()).toEqual({ closed: true });
});
