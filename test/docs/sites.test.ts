import { readFileSync } from 'node:fs';

import { expect, it } from 'vitest';

import { parseConfig } from '../../src/config/parse.ts';
import { siteKeys } from '../../src/config/site-schema.ts';
import { SITE_CODES } from '../../src/domain/site-codes.ts';
import { PROBES } from '../../src/probes/index.ts';

// Holds docs/sites.md to the code.

const page = readFileSync(new URL('../../docs/sites.md', import.meta.url), 'utf8');

it('the page has every code that is told as time passes, and how bad it is', () => {
  const rows = [...page.matchAll(/^\| `([\w-]+)` \| (info|warn|fail) \| (?:yes|no) \|/gm)].map(([, code, severity]) => [
    code,
    severity,
  ]);
  expect(rows).toEqual(Object.entries(SITE_CODES).map(([code, { severity }]) => [code, severity]));
});
it('the page has every key of a site', () => {
  for (const key of siteKeys) expect(page).toContain(`| \`${key}\` |`);
});
const configs = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => text);
it('what one begins with is a config', () => {
  const parsed = parseConfig(configs[0] ?? '', { probes: PROBES, vantage: 'home' });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  expect(parsed.config.sites?.map((s) => s.name)).toEqual(['blog']);
});
it('the config on the page is one', () => {
  const text = configs[1] ?? '';
  const parsed = parseConfig(text, { probes: PROBES, vantage: 'home' });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  expect(parsed.config.sites?.map((s) => s.name)).toEqual(['blog', 'origin']);
  const every = parsed.config.targets[0]?.checks.map((c) => [c.probe.name, c.every / 1_000]);
  expect(every).toEqual([
    ['tcp', 10],
    ['headers', 6 * 3_600],
    ['hsts', 24 * 3_600],
    ['tls', 6 * 3_600],
  ]);
});
