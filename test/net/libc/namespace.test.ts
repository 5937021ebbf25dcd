import { execFileSync } from 'node:child_process';
import { readdirSync, readlinkSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openLibc, type Libc } from '../../../src/net/libc/libc.ts';
import { inNamespace, interfaceIndex } from '../../../src/net/libc/namespace.ts';
import { ownNetworkMissing } from '../../support/own-network.ts';

const missing = ownNetworkMissing();
const NAME = `${process.pid}-other`;
const here = (): string => readlinkSync('/proc/thread-self/ns/net');
const openFiles = (): number => readdirSync('/proc/self/fd').length;

describe.skipIf(missing !== undefined)(`another network namespace (${missing ?? 'root'})`, () => {
  let libc: Libc;
  beforeAll(async () => {
    const opened = await openLibc();
    if (!opened.ok) throw new Error(opened.why);
    ({ libc } = opened);
    execFileSync('ip', ['netns', 'add', NAME]);
    execFileSync('ip', ['-n', NAME, 'link', 'add', 'only0', 'index', '77', 'type', 'veth']);
  });
  afterAll(() => void execFileSync('ip', ['netns', 'del', NAME]));

  it('is entered for a moment, by name or by path', () => {
    const [before, files] = [here(), openFiles()];
    const there = inNamespace(libc, NAME, here);
    expect(there).not.toBe(before);
    expect(inNamespace(libc, `/run/netns/${NAME}`, here)).toBe(there);
    expect(inNamespace(libc, undefined, here)).toBe(before);
    expect(here()).toBe(before);
    expect(openFiles()).toBe(files);
  });
  it('is left also where what is done there throws', () => {
    const [before, files] = [here(), openFiles()];
    const act = (): never => {
      throw new Error('a mistake');
    };
    expect(() => inNamespace(libc, NAME, act)).toThrow('a mistake');
    expect(here()).toBe(before);
    expect(openFiles()).toBe(files);
  });
  it('has interfaces of its own', () => {
    expect(interfaceIndex(libc, 'only0', NAME)).toBe(77);
    expect(interfaceIndex(libc, 'only0', undefined)).toBe(0);
    expect(interfaceIndex(libc, 'only0', 'none')).toBe(0);
  });
  it.each([
    ['none', 'ENOENT: there is no network namespace none'],
    ['/etc/passwd', 'EINVAL: /etc/passwd is no network namespace'],
  ])('is told where there is none: %s', (name, detail) => {
    const files = openFiles();
    expect(inNamespace(libc, name, here)).toEqual({ error: { code: detail.slice(0, 6), detail } });
    expect(openFiles()).toBe(files);
  });
  it('wants a privilege', () => {
    const errno = 1; // EPERM
    const denied: Libc = { ...libc, setns: () => -1, errno: () => errno };
    const detail = `EPERM: the network namespace ${NAME} wants CAP_SYS_ADMIN to be entered`;
    expect(inNamespace(denied, NAME, here)).toEqual({ error: { code: 'EPERM', detail } });
  });
  it('that cannot be left is a bug, and throws', () => {
    let entered = 0;
    const stuck: Libc = { ...libc, setns: () => (entered++ === 0 ? 0 : -1), errno: () => 1 };
    expect(() => inNamespace(stuck, NAME, here)).toThrow('cannot come back from the network namespace');
  });
});
