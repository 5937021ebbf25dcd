import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { parseResolvers, readResolvers } from '../../src/net/resolvers.ts';

describe('resolvers', () => {
  let root = '';
  beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'plumbline-resolv-'))));
  afterEach(() => rmSync(root, { recursive: true }));
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };

  it('takes the first three nameservers, canonical, each once', () => {
    const text = [
      '# nameserver 9.9.9.9',
      'search lan',
      'nameserver 2001:DB8:0::1 # ours',
      '  nameserver\t192.0.2.1',
      'nameserver 2001:db8::1',
      'nameserver router',
      'nameserver fe80::1%eth0',
      'nameserver 192.0.2.4',
    ].join('\n');
    expect(parseResolvers(text)).toEqual(['2001:db8::1', '192.0.2.1', 'fe80::1%eth0']);
  });

  it('survives any text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        expect(parseResolvers(`nameserver ${text}`).length).toBeLessThanOrEqual(3);
      }),
    );
  });

  it('has none without a resolv.conf', async () => {
    expect(await readResolvers(root)).toEqual([]);
  });

  it("looks behind systemd-resolved's stub", async () => {
    put('etc/resolv.conf', 'nameserver 127.0.0.53\noptions edns0\n');
    expect(await readResolvers(root)).toEqual(['127.0.0.53']);
    put('run/systemd/resolve/resolv.conf', 'nameserver 192.0.2.1\nnameserver 192.0.2.2\n');
    expect(await readResolvers(root)).toEqual(['192.0.2.1', '192.0.2.2']);
  });

  it('leaves another local resolver alone', async () => {
    put('etc/resolv.conf', 'nameserver 127.0.0.1\n');
    put('run/systemd/resolve/resolv.conf', 'nameserver 192.0.2.1\n');
    expect(await readResolvers(root)).toEqual(['127.0.0.1']);
  });
});
