import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';

import { afterEach, describe, expect, it } from 'vitest';

import { buildOwnerApi, type OwnerDeps } from '../../../src/api/owner/app.ts';
import { answersAt, ownerAt, ownerHere, type Owner } from '../../../src/api/owner/ask.ts';
import { serveOwner } from '../../../src/api/owner/serve.ts';
import { LIMITS } from '../../../src/api/connections.ts';
import type { Sample } from '../../../src/domain/sample.ts';
import { DAY, microsOf } from '../../../src/domain/time.ts';
import { ping } from '../../../src/probes/ping.ts';
import type { Query } from '../../../src/store/journal.ts';
import { BASE, samples } from '../../contracts/store-entries.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { stateFolders } from '../../support/state-folder.ts';

const newFolder = stateFolders();
const going = new AbortController().signal;
const EXPORT = `/export?what=samples&format=csv&from=${BASE - microsOf(DAY)}&to=${BASE + microsOf(5 * DAY)}`;
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const filled = async (count: number): Promise<Query> => {
  const { journal, query } = memoryStore();
  const all: readonly Sample[] = Array.from({ length: count }, (_, i) => ({ at: BASE + i, value: i }));
  await journal.append([{ ...samples(BASE, 0), samples: all }]);
  return query;
};
const depsOf = (query: Query, bugs: unknown[] = []): OwnerDeps => ({
  query,
  probes: [ping],
  backup: () => Promise.resolve({ ok: false, why: 'no room' }),
  onBug: (error) => bugs.push(error),
});
/** Served on a socket, and asked there. */
const served = async (deps: OwnerDeps, limits = LIMITS): Promise<{ readonly path: string; readonly owner: Owner }> => {
  const path = join(newFolder(), 'plumbline.sock');
  const serving = await serveOwner(buildOwnerApi(deps), path, limits);
  if (!serving.ok) throw new Error(serving.detail);
  closers.push(() => serving.close(0));
  return { path, owner: ownerAt(path, 5_000) };
};
const told = async (owner: Owner, path: string): Promise<{ readonly status: number; readonly body: string }> => {
  const { status, body } = await owner.ask('GET', path, going);
  return { status, body: await text(body) };
};

describe('the socket of the state folder', () => {
  it('is for this user alone, and gone when the service is', async () => {
    const { path, owner } = await served(depsOf(await filled(3)));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(await answersAt(path, going)).toBe(true);
    expect((await told(owner, EXPORT)).body.split('\n')).toHaveLength(5);
    await closers.pop()?.();
    expect(await answersAt(path, going)).toBe(false);
    expect(readdirSync(join(path, '..'))).toEqual([]);
  });
  it('takes the place of what a killed service left', async () => {
    const folder = newFolder();
    const path = join(folder, 'plumbline.sock');
    writeFileSync(path, 'left');
    const serving = await serveOwner(buildOwnerApi(depsOf(await filled(1))), path);
    expect(serving.ok).toBe(true);
    expect(await answersAt(path, going)).toBe(true);
    if (serving.ok) await serving.close(0);
  });
  it('says why it can not be, where a folder lies in its place', async () => {
    const path = join(newFolder(), 'plumbline.sock');
    mkdirSync(path);
    const serving = await serveOwner(buildOwnerApi(depsOf(await filled(1))), path);
    expect(serving).toMatchObject({ ok: false, detail: expect.stringContaining(path) as string });
  });
  it('is waited for no longer than told where nobody talks', async () => {
    const path = join(newFolder(), 'silent.sock');
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(path, resolve));
    await expect(ownerAt(path, 20).ask('GET', '/', going)).rejects.toThrow('no answer within 0.02 s');
    silent.close();
  });
  it('holds a bounded number of connections', async () => {
    const { path } = await served(depsOf(await filled(40_000)), { ...LIMITS, all: 1, each: 1 });
    const first = await ownerAt(path, 5_000).ask('GET', EXPORT, going);
    expect(first.status).toBe(200);
    expect(await answersAt(path, going)).toBe(false);
    first.body.destroy();
  });
});

describe('an export that the owner is asked for', () => {
  it('is the same over the socket and within the process', async () => {
    const deps = depsOf(await filled(30_000));
    const { owner } = await served(deps);
    const here = ownerHere(buildOwnerApi(deps), () => Promise.resolve());
    const [over, within] = [await told(owner, EXPORT), await told(here, EXPORT)];
    expect(over.status).toBe(200);
    expect(over.body.split('\n')).toHaveLength(30_002);
    expect(over).toEqual(within);
  });
  it.each([
    ['what=samples&format=csv&from=0', 400],
    ['what=everything&format=csv&from=0&to=9', 400],
    ['what=samples&format=parquet&from=0&to=9', 400],
    ['what=samples&format=csv&from=-1&to=9', 400],
    ['what=samples&format=csv&from=9&to=9', 400],
    [`what=samples&format=csv&from=0&to=${BASE}`, 400],
    [`what=samples&format=csv&from=0&to=9&target=${'x'.repeat(254)}`, 400],
    [`what=samples&format=csv&from=0&to=9${'&target=x'.repeat(101)}`, 400],
  ])('is refused: %s', async (query, status) => {
    const { owner } = await served(depsOf(await filled(1)));
    expect((await told(owner, `/export?${query}`)).status).toBe(status);
  });
  it('names the nearest where the record knows no such target or probe', async () => {
    const { owner } = await served(depsOf(await filled(1)));
    expect(await told(owner, `${EXPORT}&target=ruoter`)).toMatchObject({
      status: 404,
      body: expect.stringMatching(/\\"ruoter\\".*perhaps router/) as string,
    });
    expect(await told(owner, `${EXPORT}&probe=quite-another`)).toMatchObject({
      status: 404,
      body: expect.stringContaining('"expected":"ping"') as string,
    });
    expect(await told(owner, '/nothing')).toMatchObject({ status: 404 });
  });
  it('is one of two at most, and makes room when its reader leaves', async () => {
    const { owner } = await served(depsOf(await filled(40_000)));
    const running = [await owner.ask('GET', EXPORT, going), await owner.ask('GET', EXPORT, going)];
    expect(await told(owner, EXPORT)).toMatchObject({ status: 503 });
    for (const { body } of running) body.destroy();
    await expect.poll(async () => (await told(owner, `${EXPORT}&target=router`)).status).toBe(200);
  });
  it('goes no further ahead than its reader', async () => {
    const query = await filled(1);
    let asked = 0;
    const endless: Query = {
      ...query,
      raw: (q) => {
        asked += 1;
        const many = Math.min(q.limit - 1, q.to - q.from);
        return Promise.resolve(Array.from({ length: many }, (_, i) => ({ at: q.from + i, value: i })));
      },
      buckets: (q) => query.buckets(q),
    };
    const { owner } = await served(depsOf(endless));
    const { body } = await owner.ask('GET', EXPORT, going);
    let before = -1;
    await expect
      .poll(() => {
        const still = asked === before;
        before = asked;
        return still;
      })
      .toBe(true);
    expect(asked).toBeLessThan(40);
    body.destroy();
  });
  it('is no bug where its reader left and the store was closed after', async () => {
    let close = (): void => undefined;
    const closed = new Promise<never>((_, reject) => {
      close = () => reject(new Error('the database is closed'));
    });
    const bugs: unknown[] = [];
    const deps = depsOf({ ...(await filled(1)), raw: () => closed }, bugs);
    const here = ownerHere(buildOwnerApi(deps), () => Promise.resolve(close()));
    const { body } = await here.ask('GET', EXPORT, going);
    body.destroy();
    await here.close();
    await expect(closed).rejects.toThrow('closed');
    await setImmediate();
    expect(bugs).toEqual([]);
  });
  it('breaks off where the store fails, so that half of it is not taken for all', async () => {
    const query = await filled(40_000);
    let left = 2;
    const failing: Query = {
      ...query,
      raw: (q) => {
        left -= 1;
        return left < 0 ? Promise.reject(new Error('the disk is gone')) : query.raw(q);
      },
    };
    const bugs: unknown[] = [];
    const deps = depsOf(failing, bugs);
    const { owner } = await served(deps);
    await expect(told(owner, EXPORT)).rejects.toThrow('aborted');
    left = 2;
    await expect(
      told(
        ownerHere(buildOwnerApi(deps), () => Promise.resolve()),
        EXPORT,
      ),
    ).rejects.toThrow('disk');
    expect(bugs).toHaveLength(2);
  });
  it('says why there is no backup, and hands one on as it is', async () => {
    const deps = depsOf(await filled(1));
    const { owner } = await served(deps);
    const refused = await owner.ask('POST', '/backup', going);
    expect(refused.status).toBe(503);
    expect(await text(refused.body)).toContain('No backup: no room.');
    const bytes = 'x'.repeat(300_000);
    const made = {
      ...deps,
      backup: () => Promise.resolve({ ok: true, bytes: 300_000, body: Readable.from([Buffer.from(bytes)]) }),
    };
    const { body } = await (await served(made as OwnerDeps)).owner.ask('POST', '/backup', going);
    expect(await text(body)).toBe(bytes);
  });
  it('says no more of a bug than that there was one', async () => {
    const bugs: unknown[] = [];
    const broken = { ...(await filled(1)), series: () => Promise.reject(new Error('secret')) };
    const { owner } = await served(depsOf(broken, bugs));
    const { status, body } = await told(owner, `${EXPORT}&target=x`);
    expect(status).toBe(500);
    expect(body).not.toContain('secret');
    expect(bugs).toHaveLength(1);
  });
});
