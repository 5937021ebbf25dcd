import { describe, expect, it } from 'vitest';
import type { TestModule } from 'vitest/node';

import { describeSkipped, tally } from './tally.mjs';

interface Told {
  readonly name: string;
  readonly state: 'passed' | 'failed' | 'skipped' | 'pending';
  readonly note?: string;
}
/** As much of vitest's module as the tally looks at. */
const moduleOf = (tests: readonly Told[], errors = 0, suiteErrors = 0): TestModule =>
  ({
    relativeModuleId: 'test/a.test.ts',
    errors: () => Array.from({ length: errors }, () => ({ message: 'x' })),
    children: {
      allSuites: () => [{ errors: () => Array.from({ length: suiteErrors }, () => ({ message: 'x' })) }],
      allTests: () => tests.map((t) => ({ fullName: t.name, result: () => ({ state: t.state, note: t.note }) })),
    },
  }) as unknown as TestModule;
const run = { unhandledErrors: 0, byName: false };

describe('the tally', () => {
  it('counts what became of each test', () => {
    const modules = [
      moduleOf([
        { name: 'a', state: 'passed' },
        { name: 'b', state: 'failed' },
        { name: 'c', state: 'passed' },
      ]),
    ];
    expect(tally(modules, run)).toEqual({ passed: 2, failed: 1, skipped: [] });
  });

  it('counts a broken file, a broken group and an unhandled error as failures', () => {
    const modules = [moduleOf([{ name: 'a', state: 'skipped', note: 'broken' }], 1, 2)];
    expect(tally(modules, { ...run, unhandledErrors: 3 }).failed).toBe(6);
  });

  it('counts a test that was cut short as failed', () => {
    expect(tally([moduleOf([{ name: 'a', state: 'pending' }])], run).failed).toBe(1);
  });

  it('takes the reason from the note, else from brackets in the name', () => {
    const modules = [
      moduleOf([
        { name: 'a', state: 'skipped', note: 'needs root' },
        { name: 'page (skipped: no chromium) > b', state: 'skipped' },
        { name: 'engine (needs root (namespaces)) > c', state: 'skipped' },
        { name: 'd', state: 'skipped' },
      ]),
    ];
    const reasons = tally(modules, run).skipped.map((s) => s.reason);
    expect(reasons).toEqual(['needs root', 'no chromium', 'needs root (namespaces)', 'no reason given']);
  });

  it('does not tell of tests that were not asked for by name', () => {
    const modules = [moduleOf([{ name: 'a', state: 'skipped' }])];
    expect(tally(modules, { ...run, byName: true }).skipped).toEqual([]);
  });
});

describe('the list of what was skipped', () => {
  it('groups by reason, most first, and is empty for nothing', () => {
    const skipped = [
      { name: 'a', reason: 'one' },
      { name: 'b', reason: 'two' },
      { name: 'c', reason: 'two' },
    ];
    expect(describeSkipped(skipped)).toBe('Skipped:\n  2 × two\n      b\n      c\n  1 × one\n      a\n\n');
    expect(describeSkipped([])).toBe('');
  });
});
