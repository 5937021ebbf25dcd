import { execFileSync, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { readTextFile } from '../../src/config/text-file.ts';

describe('a pipe', () => {
  let folder = '';
  let pipe = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'plumbline-pipe-'));
    pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('that nobody writes to is waited for as long as told, and is no empty file', async () => {
    expect(await readTextFile(pipe, 1024, 0)).toMatchObject({ ok: false, found: 'a pipe that nothing comes out of' });
  });
  it('that a writer keeps open and silent, too', async () => {
    const both = openSync(pipe, 'r+');
    expect(await readTextFile(pipe, 1024, 0)).toMatchObject({ ok: false, found: 'a pipe that nothing comes out of' });
    closeSync(both);
  });
  it('is read to its end', async () => {
    const read = readTextFile(pipe, 1024);
    // Its shell waits for the reader, as every writer into a pipe does.
    spawn('sh', ['-c', 'exec >"$1"; echo "vantage: home"; echo "listen: 127.0.0.1:1"', 'sh', pipe]);
    expect(await read).toMatchObject({ ok: true, text: 'vantage: home\nlisten: 127.0.0.1:1\n' });
  });
});

it('a device without end is refused at the limit', async () => {
  expect(await readTextFile('/dev/zero', 1024)).toMatchObject({ ok: false, found: 'a longer file' });
});
