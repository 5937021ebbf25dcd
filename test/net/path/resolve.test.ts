import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Resolve } from '../../../src/domain/ask.ts';
import { askOf } from '../../support/ask.ts';
import { dnsServer } from '../../support/dns.ts';

const never = new AbortController().signal;

describe('a name, asked of each resolver', () => {
  let one: Awaited<ReturnType<typeof dnsServer>>;
  let other: typeof one;
  beforeAll(async () => {
    one = await dnsServer((name, type) => {
      if (name === 'none.test') return { rcode: 3 };
      if (name === 'empty.test' || type === 'AAAA') return { addresses: [] };
      if (name === 'many.test') return { addresses: Array.from({ length: 70 }, (_, i) => [192, 0, 2, i]) };
      return { addresses: [[192, 0, 2, 1]] };
    });
    other = await dnsServer((name, type) => {
      if (name === 'none.test') return { rcode: 5 };
      if (name === 'empty.test') return 'silence';
      return type === 'A' ? { addresses: [[203, 0, 113, 9]] } : { rcode: 2 };
    });
  });
  afterAll(() => Promise.all([one.close(), other.close()]));
  const look = (name: string, more: Partial<Resolve> = {}) =>
    askOf({ servers: [one.server], timeout: 200 })(
      { kind: 'resolve', name, also: [other.server], timeout: 400, ...more },
      {},
      never,
    );

  it('has what each says, and what the system says', async () => {
    const tookMs = expect.any(Number);
    expect(await look('a.test')).toEqual({
      kind: 'resolve',
      system: { addresses: ['192.0.2.1'] },
      servers: [
        { server: one.server, addresses: ['192.0.2.1'], tookMs },
        { server: other.server, addresses: ['203.0.113.9'], tookMs },
      ],
    });
  });
  it('tells why there is no address', async () => {
    expect(await look('none.test')).toMatchObject({
      system: { addresses: [], failed: 'no-such-name' },
      servers: [{ failed: 'no-such-name' }, { failed: 'refused' }],
    });
    expect(await look('empty.test')).toMatchObject({
      system: { failed: 'no-address' },
      servers: [{ failed: 'no-address' }, { failed: 'timeout' }],
    });
    expect((await look('a.test', { also: ['no address'] })).servers[1]).toMatchObject({ failed: 'failed' });
  });
  it('is asked of eight, and answered with sixty-four addresses, at most', async () => {
    const also = Array.from({ length: 12 }, (_, i) => `127.0.0.${i + 2}:1`);
    const { servers, system } = await look('many.test', { also });
    expect(servers).toHaveLength(8);
    expect([servers[0]?.addresses.length, system.addresses.length]).toEqual([64, 64]);
    expect(servers[1]).toMatchObject({ addresses: [], failed: 'refused' });
  });
  it('is asked of none apart by a device or a mark, and ends at an abort', async () => {
    const ask = askOf({ servers: [one.server], timeout: 200 });
    const asked = { kind: 'resolve', name: 'a.test', also: [], timeout: 400 } as const;
    expect((await ask(asked, { mark: 1 }, never)).servers).toEqual([]);
    expect((await ask(asked, { source: '127.0.0.1' }, never)).servers).toMatchObject([{ addresses: ['192.0.2.1'] }]);
    const stop = new AbortController();
    const answer = ask({ ...asked, name: 'empty.test', also: [other.server], timeout: 60_000 }, {}, stop.signal);
    stop.abort();
    expect(await answer).toMatchObject({ system: { addresses: [] } });
  });
});
