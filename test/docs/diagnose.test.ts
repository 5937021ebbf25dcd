import { readFileSync } from 'node:fs';

import { expect, it } from 'vitest';

import { MOST } from '../../src/diagnose/cost.ts';
import { PRECEDENCE } from '../../src/diagnose/precedence.ts';
import { PLATFORMS } from '../../src/diagnose/remedy/remedy.ts';
import { CODES } from '../../src/domain/codes.ts';
import { PATH_CODES } from '../../src/domain/path-codes.ts';
import { mtu } from '../../src/probes/mtu/mtu.ts';
import { optionNames } from '../../src/probes/options.ts';

const page = readFileSync(new URL('../../docs/diagnose.md', import.meta.url), 'utf8');

it('the page has every code in its order, as the tables have them', () => {
  const rows = page.split('\n').filter((line) => /^\| \d+ \| `/.test(line));
  const wanted = PRECEDENCE.map((code, i) => {
    const { severity, meaning, remedy } = CODES[code];
    return `| ${i + 1} | \`${code}\` | ${severity} | ${meaning} | ${remedy} |`;
  });
  expect(rows).toEqual(wanted);
  expect([...PRECEDENCE].toSorted()).toEqual(Object.keys(PATH_CODES).concat('packet-loss').toSorted());
});
it('the page names every platform, every option of the check, and the bounds', () => {
  for (const name of [...PLATFORMS, ...optionNames(mtu)]) expect(page).toContain(`\`${name}\``);
  expect(page).toContain(
    `${MOST.millis / 1_000} seconds, ${MOST.bytes / 1e6} MB, and ${MOST.packets} packets beside the connections`,
  );
});
