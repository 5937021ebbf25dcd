import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { setAsideIn } from '../../../src/store/influx/set-aside.ts';
import { BASE } from '../../contracts/store-entries.ts';
import { stateFolders } from '../../support/state-folder.ts';

const newFolder = stateFolders();
const linesIn = (path: string): readonly unknown[] =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

it('a line that is set aside is kept with its time and reason, for this user alone', async () => {
  const { path, add } = setAsideIn(newFolder());
  await add('a,t=1 f="x\ny" 1', '400 why', BASE);
  await add('b', '422', BASE);
  const time = new Date(BASE / 1_000).toISOString();
  expect(linesIn(path)).toEqual([
    { time, reason: '400 why', line: 'a,t=1 f="x\ny" 1' },
    { time, reason: '422', line: 'b' },
  ]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});
it('the file that is full takes the place of the older one', async () => {
  const { path, add } = setAsideIn(newFolder(), 500);
  for (let i = 0; i < 40; i += 1) await add('x'.repeat(100), `${i}`, BASE);
  expect(statSync(path).size).toBeLessThan(700);
  expect(statSync(`${path}.1`).size).toBeLessThan(700);
  expect(linesIn(path).at(-1)).toMatchObject({ reason: '39' });
});
it('one that can not be kept is not forgotten', async () => {
  await expect(setAsideIn(join(newFolder(), 'gone')).add('x', 'y', BASE)).rejects.toThrow('ENOENT');
});
