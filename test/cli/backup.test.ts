import { Readable } from 'node:stream';

import { describe, expect, it } from 'vitest';

import type { Destination } from '../../src/cli/deps.ts';
import { cliForTest } from './support.ts';

const withOwner = (save: (into: Destination) => Promise<string | undefined>) => {
  const asked: string[] = [];
  const cli = cliForTest({
    deps: {
      openOwner: (state) =>
        Promise.resolve({
          ok: true,
          folder: '/state',
          owner: {
            ask: (method, path) => {
              asked.push(`${method} ${path} ${state ?? ''}`);
              return Promise.resolve({ status: 200, body: Readable.from(['bytes']) });
            },
            close: () => Promise.resolve(),
          },
        }),
      save: (_, into) => save(into),
    },
  });
  return { ...cli, asked };
};

describe('plumbline backup', () => {
  it('asks the owner for a copy, and says what is in it', async () => {
    const into: Destination[] = [];
    const { run, asked } = withOwner((to) => {
      into.push(to);
      return Promise.resolve('a whole record');
    });
    expect(await run('backup x.db --state /s -f')).toMatchObject({
      code: 0,
      err: 'Written to x.db: a whole record.\n',
    });
    expect(asked).toEqual(['POST /backup /s']);
    expect(into).toEqual([{ file: 'x.db', force: true, record: true }]);
  });
  it('that is not whole is none', async () => {
    const { run } = withOwner(() => Promise.reject(new Error('samples has 3 rows, expected 4')));
    expect(await run('backup x.db')).toMatchObject({ code: 3, err: expect.stringContaining('expected 4') as string });
  });
  it.each(['backup', 'restore'])('%s wants one file', async (command) => {
    const { run } = cliForTest();
    expect(await run(command)).toMatchObject({ code: 2, err: expect.stringContaining('no file') as string });
    const { err } = await run(`${command} a b --state=`);
    expect(err).toContain('"b" is one word too many');
    expect(err).toContain('--state without a value');
  });
});
describe('plumbline restore', () => {
  it('says what is restored, and where what was there lies', async () => {
    const asked: unknown[] = [];
    const restore = (...what: readonly unknown[]) => {
      asked.push(what);
      return Promise.resolve({ ok: true, contents: 'a whole record', kept: '/s/old' } as const);
    };
    const { run } = cliForTest({ deps: { restore } });
    const told = 'Restored: a whole record. What was there is kept as /s/old.\n';
    expect(await run('restore x.db --state /s')).toMatchObject({ code: 0, err: told });
    expect(asked).toEqual([['x.db', '/s']]);
    expect(await cliForTest().run('restore x.db')).toMatchObject({ code: 0, err: 'Restored: a whole record.\n' });
  });
  it('says why not', async () => {
    const { run } = cliForTest({ deps: { restore: () => Promise.resolve({ ok: false, why: 'in use' }) } });
    expect(await run('restore x.db')).toMatchObject({ code: 2, err: 'plumbline: in use\n' });
  });
});
