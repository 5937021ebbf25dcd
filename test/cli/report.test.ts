import { Readable } from 'node:stream';

import { describe, expect, it } from 'vitest';

import type { CliDeps } from '../../src/cli/deps.ts';
import { cliForTest } from './support.ts';

const withOwner = (status = 200, more: Partial<CliDeps> = {}) => {
  const asked: URL[] = [];
  const saved: (string | undefined)[] = [];
  const body = status === 200 ? 'whole' : JSON.stringify({ error: { what: 'No such line.', expected: 'dsl' } });
  const cli = cliForTest({
    deps: {
      openOwner: () =>
        Promise.resolve({
          ok: true,
          folder: '/state',
          owner: {
            ask: (_, path) => {
              asked.push(new URL(path, 'http://owner'));
              return Promise.resolve({ status, body: Readable.from([body]) });
            },
            close: () => Promise.resolve(),
          },
        }),
      save: (_, into) => {
        saved.push(into.file);
        return Promise.resolve(undefined);
      },
      ...more,
    },
  });
  return { ...cli, asked, saved };
};

describe('plumbline report', () => {
  it('writes the echoes and the page of one and the same time, side by side', async () => {
    const { run, asked, saved } = withOwner();
    const { code, err } = await run('report dsl --from -2d --to -1d --out /tmp/r', 0);
    expect(code).toBe(0);
    expect(asked.map((u) => u.pathname)).toEqual(['/report.csv', '/report']);
    expect(asked[0]?.search).toBe(asked[1]?.search);
    expect(asked[0]?.searchParams.get('line')).toBe('dsl');
    const [csv = '', page = ''] = saved.map(String);
    expect(csv).toMatch(/^\/tmp\/r\/plumbline-dsl-\d{8}T\d{6}Z-\d{8}T\d{6}Z\.csv$/);
    expect(page).toBe(csv.replace(/csv$/, 'html'));
    expect(err).toBe(`Written to ${csv}.\nWritten to ${page}.\n`);
  });
  it('is of the last two weeks unless told, and of nothing that has not settled', async () => {
    const { run, asked, clock } = withOwner();
    await run('report dsl', 0);
    const query = asked[0]?.searchParams;
    const [from, to] = [Number(query?.get('from')), Number(query?.get('to'))];
    expect(from).toBe(clock.now() - 14 * 86_400_000_000);
    expect(clock.now() - to).toBeGreaterThanOrEqual(60_000_000);
  });
  it('writes no page where there are no echoes', async () => {
    const { run, asked } = withOwner(404);
    expect(await run('report dls', 0)).toMatchObject({ code: 2, err: 'plumbline: No such line. Expected dsl.\n' });
    expect(asked).toHaveLength(1);
  });
  it.each([
    ['report', 'the name of one'],
    ['report dsl 5g', 'one word too many'],
    ['report dsl --from -40d', '31 days at most'],
    ['report dsl --to 2300-01-01', '--to: The end is after 2199'],
    ['report dsl --out=', 'a folder'],
  ])('refuses %s', async (command, said) => {
    const { run, asked } = withOwner();
    const { code, err } = await run(command, 0);
    expect(code).toBe(2);
    expect(err).toContain(said);
    expect(asked).toEqual([]);
  });
  it('asks nobody where the files may not be written', async () => {
    const { run, asked } = withOwner(200, { refusalOf: () => 'is there already; --force replaces it' });
    expect(await run('report dsl', 0)).toMatchObject({ code: 2 });
    expect(asked).toEqual([]);
  });
});
