import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, it } from 'vitest';

import { lateRun } from '../../src/probes/late.ts';
import type { Once } from '../../src/probes/probe.ts';
import { HandClock } from '../support/clock.ts';
import { FakeNet } from '../support/net.ts';

const clock = new HandClock();
const ctx = { clock, net: new FakeNet({ clock }), signal: new AbortController().signal };
const aim = { subject: { vantage: 'here' }, address: '192.0.2.1' };

it('is loaded when it is first asked for, and once', async () => {
  let loaded = 0;
  const run: Once<number, null>['run'] = (_, options) =>
    Promise.resolve({ status: 'measured', values: { options }, findings: [], report: null });
  const late = lateRun(() => {
    loaded += 1;
    return Promise.resolve({ run });
  });
  expect(loaded).toBe(0);
  const outcomes = await Promise.all([late(aim, 1, ctx), late(aim, 2, ctx)]);
  expect(outcomes.map((outcome) => outcome.status === 'measured' && outcome.values)).toEqual([
    { options: 1 },
    { options: 2 },
  ]);
  expect(loaded).toBe(1);
});

/** All that a module imports before anything runs: files, and packages by their names. */
const importedBy = (file: string, seen = new Set<string>()): ReadonlySet<string> => {
  const text = readFileSync(file, 'utf8');
  for (const [, from = ''] of text.matchAll(/^(?:import|export)\s(?!type\b)[^'";=]*?from '([^']+)';/gm)) {
    const imported = from.startsWith('.') ? resolve(dirname(file), from) : from;
    if (seen.has(imported)) continue;
    seen.add(imported);
    if (from.startsWith('.')) importedBy(imported, seen);
  }
  return seen;
};
it('no command that looks at no site waits for what only sites need', () => {
  const all = importedBy(fileURLToPath(new URL('../../src/main.ts', import.meta.url)));
  expect(all).toContain('zod');
  expect([...all].some((file) => file.endsWith('/probes/headers/options.ts'))).toBe(true);
  const heavy = [...all].filter((file) => /^(?:tldts|htmlparser2)$|\/headers\/(?:lint|observatory|fix)\//.test(file));
  expect(heavy).toEqual([]);
});
