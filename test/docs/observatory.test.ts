import { readFileSync } from 'node:fs';

import { expect, it } from 'vitest';

import { CSP_CODES } from '../../src/domain/headers/csp-codes.ts';
import { MOST_POLICIES } from '../../src/probes/headers/observatory/csp-combined.ts';
import { MOST_COOKIES } from '../../src/probes/headers/observatory/jar.ts';
import { resultOf, RULE_NAMES, RULES } from '../../src/probes/headers/observatory/rules.ts';
import { BONUS_FROM, GRADES } from '../../src/probes/headers/observatory/score.ts';
import { MOST_PAGE } from '../../src/wire/http/page.ts';

const page = readFileSync(new URL('../../docs/sites.md', import.meta.url), 'utf8');
const section = page.slice(page.indexOf('## Observatory, version 6')).split(/\n(?=## )/)[0] ?? '';

it('the page has every result of every test with what it costs, as the table has it', () => {
  const rows = section.split('\n').filter((line) => /^\| [a-z-]+ \| `/.test(line));
  const wanted = RULE_NAMES.flatMap((rule) =>
    Object.keys(RULES[rule]).map((result) => {
      const { points, pass, raise } = resultOf(rule, result);
      const leads = raise === undefined ? '' : `\`${raise.to}\``;
      return `| ${rule} | \`${result}\` | ${points > 0 ? '+' : ''}${points} | ${pass ? 'yes' : 'no'} | ${leads} |`;
    }),
  );
  expect(rows).toEqual(wanted);
});
it('the page has the letters, where bonuses begin to count, the most that there is, and the bounds', () => {
  expect(section).toContain(`${GRADES.map(([from, letter]) => `${letter} ${from}`).join(', ')}.`);
  expect(section).toContain(`where ${BONUS_FROM} or more are left`);
  const most = RULE_NAMES.map((rule) =>
    Math.max(...Object.keys(RULES[rule]).map((result) => resultOf(rule, result).points)),
  ).reduce((sum, points) => sum + points, 100);
  expect(section).toContain(`${most} is the most that there is`);
  const bounds = [
    `${MOST_POLICIES} policies`,
    `${MOST_PAGE.policies.toLocaleString('en')} characters`,
    `${MOST_PAGE.scripts.toLocaleString('en')} scripts`,
    `${MOST_COOKIES.toLocaleString('en')} cookies`,
  ];
  for (const bound of bounds) expect(section).toContain(bound);
});
it('the page has every code of what policies let through', () => {
  const open = page.slice(page.indexOf('## Content-Security-Policy beyond its grade')).split(/\n(?=## )/)[0] ?? '';
  const wanted = Object.entries(CSP_CODES).map(
    ([code, { severity, meaning }]) => `| \`${code}\` | ${severity} | ${meaning} |`,
  );
  expect(open.split('\n').filter((line) => line.startsWith('| `'))).toEqual(wanted);
});
