import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { readUpTo } from '../../src/net/files.ts';

describe("a table of the system's", () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'plumbline-files-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is read as far as its lines are whole, however long it is', async () => {
    const path = join(folder, 'hosts');
    writeFileSync(path, '192.0.2.17 a\n192.0.2.18 b\n');
    expect(await readUpTo(path, 1_000)).toBe('192.0.2.17 a\n192.0.2.18 b\n');
    expect(await readUpTo(path, 22)).toBe('192.0.2.17 a\n');
    expect(await readUpTo('/dev/zero', 1_000)).toBe('');
  });
  it('is read whole where it is longer than most are', async () => {
    const path = join(folder, 'long');
    const text = Array.from({ length: 5_000 }, (_, i) => `192.0.2.1 name-${i}\n`).join('');
    writeFileSync(path, text);
    expect(await readUpTo(path, 1 << 20)).toBe(text);
    expect(await readUpTo(path, text.length)).toBe(text);
    expect(await readUpTo(path, 40_000)).toBe(text.slice(0, text.lastIndexOf('\n', 39_999) + 1));
  });
  it('is empty where there is none, or a folder or a pipe in its place', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    expect(await readUpTo(join(folder, 'none'), 100)).toBe('');
    expect(await readUpTo(folder, 100)).toBe('');
    expect(await readUpTo(pipe, 100)).toBe('');
    const silent = openSync(pipe, 'r+');
    expect(await readUpTo(pipe, 100)).toBe('');
    closeSync(silent);
  });
});
