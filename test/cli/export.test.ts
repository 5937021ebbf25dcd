import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Owner } from '../../src/api/owner/ask.ts';
import type { CliDeps, Destination } from '../../src/cli/deps.ts';
import { cliForTest } from './support.ts';

const HOUR_US = 3_600_000_000;

/** A command line whose record is asked of a fake owner. */
const withOwner = (
  answer: { readonly status?: number; readonly body?: Readable } = {},
  more: Partial<CliDeps> = {},
) => {
  const asked: { method: string; path: string; state: string | undefined }[] = [];
  const saved: { into: Destination; text: string }[] = [];
  let open = 0;
  const cli = cliForTest({
    ...('stdout' in more ? { tty: true } : {}),
    deps: {
      openOwner: (state) => {
        open += 1;
        const owner: Owner = {
          ask: (method, path) => {
            asked.push({ method, path, state });
            return Promise.resolve({ status: answer.status ?? 200, body: answer.body ?? Readable.from(['rows']) });
          },
          close: () => {
            open -= 1;
            return Promise.resolve();
          },
        };
        return Promise.resolve({ ok: true, owner, folder: '/state' });
      },
      refusalOf: () => undefined,
      save: async (body, into) => {
        saved.push({ into, text: await text(body) });
        return undefined;
      },
      ...more,
    },
  });
  return { ...cli, asked, saved, openOwners: () => open };
};
const queryOf = (path: string | undefined): URLSearchParams => new URLSearchParams(path?.split('?')[1]);

describe('plumbline export', () => {
  it('asks for all samples as CSV on standard output, unless told', async () => {
    const { run, asked, saved, clock, openOwners } = withOwner();
    const now = clock.now();
    expect(await run('export')).toMatchObject({ code: 0, err: '' });
    const query = queryOf(asked[0]?.path);
    expect([query.get('what'), query.get('format')]).toEqual(['samples', 'csv']);
    expect(Number(query.get('to'))).toBe(now);
    expect(Number(query.get('from'))).toBeLessThan(now - 3_600 * 24 * HOUR_US);
    expect(saved).toEqual([{ into: { force: false }, text: 'rows' }]);
    expect(openOwners()).toBe(0);
  });
  it('asks for what it is told, in the format of the file', async () => {
    const { run, asked, saved, clock } = withOwner();
    const now = clock.now();
    const command =
      'export --what minutes --target a --target b --probe ping --from -2h --until -1h --to x.ndjson -f --state /s';
    expect(await run(command)).toMatchObject({ code: 0, err: 'Written to x.ndjson.\n' });
    const query = queryOf(asked[0]?.path);
    expect(asked[0]).toMatchObject({ method: 'GET', state: '/s' });
    expect(query.getAll('target')).toEqual(['a', 'b']);
    expect(query.getAll('probe')).toEqual(['ping']);
    expect([query.get('what'), query.get('format')]).toEqual(['minutes', 'jsonl']);
    expect([Number(query.get('from')), Number(query.get('to'))]).toEqual([now - 2 * HOUR_US, now - HOUR_US]);
    expect(saved[0]?.into).toEqual({ file: 'x.ndjson', force: true });
  });
  it('makes Parquet of CSV, for a file or a pipe', async () => {
    const { run, asked, saved } = withOwner();
    expect(await run('export --to x.parquet --what gaps')).toMatchObject({ code: 0 });
    expect(queryOf(asked[0]?.path).get('format')).toBe('csv');
    expect(saved[0]?.into.parquet?.map((c) => c.name)).toContain('seconds');
    expect(await run('export --format parquet')).toMatchObject({ code: 0 });
  });
  it('tells everything that is wrong at once', async () => {
    const { run, asked } = withOwner();
    const { code, err } = await run('export more --what sampels --format xml --from yesterday --state=');
    expect(code).toBe(2);
    for (const said of [
      '"more" is one word too many',
      'perhaps samples',
      'one of csv, jsonl, parquet',
      '--from yesterday',
    ])
      expect(err).toContain(said);
    expect(err).toContain('--state without a value');
    expect(asked).toEqual([]);
  });
  it.each([
    ['--to x.xlsx', 'or --format'],
    ['--to x', 'or --format'],
    ['--until 2300-01-01', '--until 2300-01-01: The end is after 2199'],
    ['--from -1h --until -2h', 'The range is empty'],
    ['--what gaps --probe ping', 'no --probe there'],
    [Array.from({ length: 101 }, (_, i) => `--target t${i}`).join(' '), 'at most 100'],
  ])('refuses %s', async (options, said) => {
    const { code, told } = await withOwner().run(`export ${options}`);
    expect(code).toBe(2);
    expect(told).toContain(said);
  });
  it('puts no Parquet on a terminal', async () => {
    const cli = cliForTest({ tty: true });
    expect(await cli.run('export --format parquet')).toMatchObject({ code: 2 });
    expect(cli.stderr.text()).toContain('--to FILE, or a pipe');
  });
  it('says what the owner refuses, and whose fault it is', async () => {
    const problem = (what: string): Readable =>
      Readable.from([JSON.stringify({ error: { what, expected: 'others' } })]);
    const refused = await withOwner({ status: 404, body: problem('No such target.') }).run('export');
    expect(refused).toMatchObject({ code: 2, err: 'plumbline: No such target. Expected others.\n' });
    expect(await withOwner({ status: 503, body: problem('Busy.') }).run('export')).toMatchObject({ code: 3 });
  });
  it('asks nobody where the file may not be written', async () => {
    const { run, asked } = withOwner({}, { refusalOf: () => 'is there already; --force replaces it' });
    expect(await run('export --to x.csv')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--force') as string,
    });
    expect(asked).toEqual([]);
  });
  it('says why there is no record to ask', async () => {
    const cli = cliForTest({
      deps: { openOwner: () => Promise.resolve({ ok: false, detail: 'there is no record in /x' }) },
    });
    expect(await cli.run('export')).toMatchObject({ code: 2, err: 'plumbline: there is no record in /x\n' });
  });
  it('says that it broke off, and closes what it opened', async () => {
    const { run, openOwners } = withOwner({}, { save: () => Promise.reject(new Error('No space left')) });
    expect(await run('export --to x.csv')).toMatchObject({ code: 3, err: 'plumbline: it broke off: No space left\n' });
    expect(openOwners()).toBe(0);
  });
  it('names in its help every way to say a time that it takes', async () => {
    const { out } = await withOwner().run('export --help', 0);
    for (const way of ['-15m', '-2w', '"now"', 'ISO 8601', 'milliseconds since 1970']) expect(out).toContain(way);
  });
  it('never throws, whatever it is told', async () => {
    const options = ['--what', '--format', '--from', '--until', '--to', '--target', '--probe'];
    const argument = fc.tuple(fc.constantFrom(...options), fc.string({ maxLength: 12 }));
    await fc.assert(
      fc.asyncProperty(fc.array(argument, { maxLength: 5 }), async (given) => {
        const { code } = await withOwner().run(['export', ...given.flat()], 0);
        expect([0, 2]).toContain(code);
      }),
      { numRuns: 40 },
    );
  });
});
