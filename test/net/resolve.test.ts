import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createResolve, isHostName, type Resolve } from '../../src/net/resolve.ts';
import { preferredFamily, sourceFor } from '../../src/net/source.ts';
import { dnsServer } from '../support/dns.ts';

const never = new AbortController().signal;
const V6 = [0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];

describe('resolving a name', () => {
  let dns: Awaited<ReturnType<typeof dnsServer>>;
  let resolve: Resolve;
  const root = mkdtempSync(join(tmpdir(), 'plumbline-hosts-'));
  beforeAll(async () => {
    mkdirSync(join(root, 'etc'));
    writeFileSync(join(root, 'etc/hosts'), '192.0.2.99 box.example box\n');
    dns = await dnsServer((name, type) => {
      if (name === 'silent.test' || name === 'still.test') return 'silence';
      if (name === 'broken.test') return { rcode: 2 };
      if (name === 'refused.test') return { rcode: 5 };
      if (name === 'none.test') return { rcode: 3 };
      if (name === 'half.test') return type === 'A' ? { addresses: [[192, 0, 2, 1]] } : 'silence';
      if (name === 'no-four.test') return type === 'A' ? { addresses: [] } : { rcode: 2 };
      if (name === 'many.test')
        return {
          addresses: Array.from({ length: 70 }, (_, i) => (type === 'A' ? [192, 0, 2, i] : [...V6.slice(0, 15), i])),
          ttl: 2 ** 31 - 1,
        };
      if (name === 'empty.test' || (name === 'four.test' && type === 'AAAA')) return { addresses: [] };
      return type === 'A'
        ? {
            addresses: [
              [192, 0, 2, 1],
              [192, 0, 2, 2],
            ],
            ttl: 300,
          }
        : { addresses: [V6], ttl: 30 };
    });
    resolve = createResolve({ servers: [dns.server], root, timeout: 150, prefer: () => Promise.resolve(6) });
  });
  afterAll(async () => {
    await dns.close();
    rmSync(root, { recursive: true });
  });

  it('asks nobody for a numeric address', async () => {
    expect(await resolve('192.0.2.5', undefined, never)).toEqual({ ok: true, addresses: ['192.0.2.5'] });
    expect(await resolve('2001:DB8::5', 6, never)).toEqual({ ok: true, addresses: ['2001:db8::5'] });
    expect(await resolve('192.0.2.5', 6, never)).toMatchObject({ ok: false, reason: 'no-address' });
    expect(dns.asked).toEqual([]);
  });

  it('believes the hosts file first', async () => {
    expect(await resolve('BOX.example', undefined, never)).toEqual({ ok: true, addresses: ['192.0.2.99'] });
    expect(dns.asked).toEqual([]);
  });

  it('keeps localhost to itself', async () => {
    expect(await resolve('localhost', undefined, never)).toEqual({ ok: true, addresses: ['127.0.0.1', '::1'] });
    expect(await resolve('a.localhost', 6, never)).toEqual({ ok: true, addresses: ['::1'] });
    expect(dns.asked).toEqual([]);
  });

  it('asks DNS for both families, with the lowest TTL, the preferred family first', async () => {
    expect(await resolve('both.test', undefined, never)).toEqual({
      ok: true,
      addresses: ['2001:db8::1', '192.0.2.1', '192.0.2.2'],
      ttl: 30,
    });
    const four = createResolve({ servers: [dns.server], root, prefer: () => Promise.resolve(4) });
    expect(await four('both.test', undefined, never)).toMatchObject({
      addresses: ['192.0.2.1', '192.0.2.2', '2001:db8::1'],
    });
  });

  it('asks only for the family that is wanted', async () => {
    dns.asked.length = 0;
    expect(await resolve('both.test', 4, never)).toEqual({ ok: true, addresses: ['192.0.2.1', '192.0.2.2'], ttl: 300 });
    expect(dns.asked).toEqual(['both.test A']);
    expect(await resolve('four.test', 6, never)).toMatchObject({ ok: false, reason: 'no-address' });
  });

  it('takes one family when the other gets no answer', async () => {
    expect(await resolve('half.test', undefined, never)).toMatchObject({ ok: true, addresses: ['192.0.2.1'] });
  });

  it('keeps sixty-four addresses of either family', async () => {
    const found = await resolve('many.test', undefined, never);
    expect(found.ok && found.addresses.filter((a) => a.includes(':'))).toHaveLength(64);
    expect(found.ok && found.addresses.filter((a) => a.includes('.'))).toHaveLength(64);
  });

  it.each([
    ['none.test', 'no-address'],
    ['empty.test', 'no-address'],
    ['broken.test', 'failed'],
    ['refused.test', 'refused'],
    ['silent.test', 'timeout'],
    ['no-four.test', 'failed'],
    ['not a name', 'no-address'],
  ])('%s: %s', async (name, reason) => {
    expect(await resolve(name, undefined, never)).toMatchObject({
      ok: false,
      reason,
      detail: expect.stringContaining(name),
    });
  });

  it('stops when told to', async () => {
    const stop = new AbortController();
    const patient = createResolve({ servers: [dns.server], root, timeout: 60_000 });
    const result = patient('still.test', undefined, stop.signal);
    await expect.poll(() => dns.asked.includes('still.test AAAA')).toBe(true);
    stop.abort();
    expect(await result).toMatchObject({ ok: false, reason: 'cancelled' });
    const early = new AbortController();
    const begun = patient('both.test', undefined, early.signal);
    early.abort();
    expect(await begun).toMatchObject({ reason: 'cancelled' });
  }, 5_000);

  it.each(['example.org', 'a', 'xn--bcher-kva.example', '_dmarc.example.org', 'example.org.'])(
    '%s is a name',
    (name) => {
      expect(isHostName(name)).toBe(true);
    },
  );
  it.each(['', '.', 'a..b', '-a.b', 'a-.b', 'http://a', 'a b', '1.2.3', `${'a'.repeat(64)}.b`, 'a.'.repeat(130)])(
    '%j is none',
    (name) => {
      expect(isHostName(name)).toBe(false);
    },
  );
});

describe('the source address', () => {
  it('is what the kernel would send from', async () => {
    expect(await sourceFor('127.0.0.1', 4)).toBe('127.0.0.1');
  });
  it('decides for IPv4 where it does not fit the destination', async () => {
    expect(await preferredFamily('4000::1')).toBe(4);
  });
});
