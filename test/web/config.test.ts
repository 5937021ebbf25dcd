import { describe, expect, it } from 'vitest';

import type { ConfigAsRead, ConfigRow, ConfigTrouble } from '../../src/api/config/schema.ts';
import {
  configVerdict,
  documentText,
  everyText,
  linesTold,
  monthText,
  sectionsOf,
} from '../../web/src/model/config.ts';

const TROUBLE: ConfigTrouble = { severity: 'warn', about: 'running', path: 'targets.a', found: 'b', expected: 'c' };
const told = (more: Partial<ConfigAsRead> = {}): ConfigAsRead => ({
  now: 0,
  since: 0,
  file: '/plumbline.yaml',
  discovered: false,
  readOnly: false,
  token: 'not set',
  onDisk: { state: 'same', changes: [], more: 0 },
  troubles: [],
  rows: [],
  truncated: false,
  targets: [],
  costs: [],
  asked: [],
  ...more,
});
const disk = (state: NonNullable<ConfigAsRead['onDisk']>['state']) => ({ state, changes: [], more: 0 });

describe('whether the config is right', () => {
  it.each([
    [told(), 'up', 'The config is right'],
    [told({ onDisk: disk('changed') }), 'up', 'The config is right, and its file has changed since'],
    [told({ onDisk: disk('changed'), troubles: [TROUBLE] }), 'degraded', /1.thing wants a look/],
    [told({ troubles: [TROUBLE, TROUBLE] }), 'degraded', /2.things want a look/],
    [
      told({ onDisk: disk('wrong'), troubles: [TROUBLE, { ...TROUBLE, severity: 'fail' }] }),
      'down',
      /wrong: 1.problem\. A restart would not start/,
    ],
    [told({ onDisk: disk('gone') }), 'down', /cannot be read/],
    [told({ onDisk: disk('silent') }), 'unknown', /does not answer/],
  ] as const)('is a word and a sentence: %#', (config, word, title) => {
    const verdict = configVerdict(config);
    expect(verdict.word).toBe(word);
    expect(verdict.title).toMatch(title);
  });
});

describe('the document', () => {
  const rows: readonly ConfigRow[] = [
    { depth: 0, key: 'vantage', value: 'home', from: 'written', line: 1 },
    { depth: 0, key: 'keep', from: 'default' },
    { depth: 1, key: 'raw', value: '14d', from: 'default' },
    { depth: 0, key: 'targets', from: 'written', line: 2 },
    { depth: 1, key: 'a', from: 'written', line: 3 },
    { depth: 2, key: 'ping', from: 'default' },
  ];
  it('is as it is written, or with what is so without it', () => {
    expect(documentText(sectionsOf(rows, false))).toBe('vantage: home\ntargets:\n  a:');
    expect(documentText(sectionsOf(rows, true))).toBe('vantage: home\nkeep:\n  raw: 14d\ntargets:\n  a:\n    ping:');
  });
  it('tells a line of the file once', () => {
    const on = (line: number | undefined): ConfigRow => ({
      depth: 1,
      key: 'a',
      from: 'written',
      ...(line === undefined ? {} : { line }),
    });
    expect(linesTold([on(3), on(4), on(4), on(undefined), on(5)])).toEqual([3, 4, undefined, undefined, 5]);
  });
  it('tells times and bytes as people say them', () => {
    const plain = (text: string): string => text.replaceAll('\u00a0', ' ');
    expect([1_000, 30_000, 21_600_000, 86_400_000].map((ms) => plain(everyText(ms)))).toEqual([
      'every 1 s',
      'every 30 s',
      'every 6 h',
      'every 1 d',
    ]);
    expect([3_200_000, 46_300_000, 1_240_000_000].map((b) => plain(monthText(b)))).toEqual([
      '3.2 MB',
      '46 MB',
      '1.2 GB',
    ]);
  });
});
