import { readFileSync } from 'node:fs';

import { expect, it } from 'vitest';

import type { CodeInfo } from '../../src/domain/code-info.ts';
import { CACHE_CODES } from '../../src/domain/headers/cache-codes.ts';
import { DIFFERENCE_CODES } from '../../src/domain/headers/difference-codes.ts';
import { ORIGIN_CODES } from '../../src/domain/headers/origin-codes.ts';
import { POLICY_CODES } from '../../src/domain/headers/policy-codes.ts';
import { PROTECTION_CODES } from '../../src/domain/headers/protection-codes.ts';

const page = readFileSync(new URL('../../docs/sites.md', import.meta.url), 'utf8');
const section = /^## What plumbline says beyond the grades\n(.*?)(?=^## |$(?![^]))/ms.exec(page)?.[1] ?? '';

it('the page has every code of the lint, as the tables have them', () => {
  const tables: readonly Readonly<Record<string, CodeInfo>>[] = [
    POLICY_CODES,
    PROTECTION_CODES,
    ORIGIN_CODES,
    CACHE_CODES,
    DIFFERENCE_CODES,
  ];
  const wanted = tables.flatMap((table) =>
    Object.entries(table).map(([code, { severity, meaning }]) => `| \`${code}\` | ${severity} | ${meaning} |`),
  );
  const rows = section.split('\n').filter((line) => /^\| `[a-z-]+` \| (?:info|warn|fail) \|/.test(line));
  expect(rows).toEqual(wanted);
});
