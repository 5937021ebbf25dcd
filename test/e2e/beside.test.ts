import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startService, type Service } from '../survive/service.ts';

// The built command line beside the built service, over the socket in the state folder.

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const CONFIG = 'vantage: test\ntargets:\n  near: { address: 127.0.0.1, ping: { every: 50ms } }\n';
const folder = mkdtempSync(join(tmpdir(), 'plumbline-beside-'));
const state = join(folder, 'state');
let service: Service;

const withState = (args: readonly string[]) => (args.includes('--state') ? args : [...args, '--state', state]);
const plumbline = (...args: readonly string[]) =>
  new Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>((resolve) => {
    const child = spawn(process.execPath, [MAIN, ...withState(args)], { stdio: ['ignore', 'pipe', 'pipe'] });
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.on('close', (code) => resolve({ code, out, err }));
  });

/** SIGKILL after a while, if it has not ended by then. */
const killed = (ms: number, args: readonly string[]) =>
  new Promise<void>((resolve) => {
    const child = spawn(process.execPath, [MAIN, ...withState(args)], { stdio: 'ignore' });
    const timer = setTimeout(() => child.kill('SIGKILL'), ms);
    child.on('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });

beforeAll(async () => {
  service = startService({ folder, config: CONFIG });
  await service.url();
});
afterAll(async () => {
  await service.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

describe('the command line beside a service', () => {
  it('exports what is measured, while it is measured', async () => {
    expect(statSync(join(state, 'plumbline.sock')).mode & 0o777).toBe(0o600);
    await expect.poll(async () => (await plumbline('export')).out.split('\n').length).toBeGreaterThan(20);
    const { code, out } = await plumbline('export', '--format', 'jsonl', '--target', 'near');
    expect(code).toBe(0);
    const first = JSON.parse(out.split('\n')[0] ?? '') as Record<string, unknown>;
    expect(first).toMatchObject({ target: 'near', probe: 'ping', field: 'rtt', unit: 'us', lost: 0, vantage: 'test' });
    const parquet = join(folder, 'a.parquet');
    expect(await plumbline('export', '--to', parquet)).toMatchObject({ code: 0, out: '' });
    expect(readFileSync(parquet).subarray(0, 4).toString()).toBe('PAR1');
    expect(await plumbline('export', '--to', parquet)).toMatchObject({ code: 2 });
    expect(await plumbline('export', '--target', 'neer')).toMatchObject({
      code: 2,
      err: expect.stringContaining('near') as string,
    });
    expect(readdirSync(folder).toSorted()).toEqual(['a.parquet', 'plumbline.yaml', 'state']);
  });
  it('makes a backup of what is measured, refuses to restore it meanwhile, and restores it after', async () => {
    const file = join(folder, 'b.backup');
    const made = await plumbline('backup', file);
    expect(made).toMatchObject({ code: 0, err: expect.stringMatching(/a whole record.* samples/) as string });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await plumbline('backup', file)).toMatchObject({ code: 2 });
    expect(await plumbline('restore', file)).toMatchObject({
      code: 2,
      err: expect.stringContaining('Stop it first') as string,
    });
    await service.kill('SIGTERM');
    expect(await plumbline('restore', file)).toMatchObject({ code: 0 });
    expect(readdirSync(state).filter((name) => name.includes('before-restore'))).toHaveLength(1);
    service = startService({ folder, config: CONFIG });
    await service.url();
    // As after any stop: what came after the backup is a time when nobody watched.
    await expect.poll(async () => (await plumbline('export', '--what', 'gaps')).out).toContain(',stopped,');
    rmSync(file);
  });
  it('leaves the old or the new where a backup or a restore is killed', async () => {
    const [file, other] = [join(folder, 'k.backup'), join(folder, 'other')];
    expect(await plumbline('backup', file)).toMatchObject({ code: 0 });
    for (const ms of [200, 500]) {
      await killed(ms, ['backup', file, '--force']);
      expect(await plumbline('restore', file, '--state', other)).toMatchObject({ code: 0 });
    }
    for (const ms of [200, 500]) {
      await killed(ms, ['restore', file, '--state', other]);
      const { code, out } = await plumbline('export', '--state', other);
      expect(code).toBe(0);
      expect(out.split('\n').length).toBeGreaterThan(20);
    }
  });
  it('says so where the service does not answer', async () => {
    service.signal('SIGSTOP');
    const { code, err } = await plumbline('export');
    service.signal('SIGCONT');
    expect(code).toBe(2);
    expect(err).toMatch(new RegExp(`in use by another plumbline: process ${service.pid}.*does not answer`));
  });
  it('reads the record itself where the service was killed, and the next one takes the socket over', async () => {
    const before = (await plumbline('export', '--until', '-1s')).out;
    await service.kill('SIGKILL');
    expect(readdirSync(state)).toContain('plumbline.sock');
    const { code, out } = await plumbline('export');
    expect(code).toBe(0);
    expect(out.startsWith(before)).toBe(true);
    service = startService({ folder, config: CONFIG });
    await service.url();
    await expect.poll(async () => (await plumbline('export', '--what', 'gaps')).out).toContain(',stopped,');
  });
});
