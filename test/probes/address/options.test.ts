import { describe, expect, it } from 'vitest';

import { options } from '../../../src/probes/address/options.ts';

describe('what may be asked about addresses', () => {
  it('is named as a list, or as one text', () => {
    const lists = ['zen.example.org', 'bl.example.net'];
    expect(options.parse({ blocklists: lists }).blocklists).toEqual(lists);
    expect(options.parse({ blocklists: 'zen.example.org, bl.example.net' }).blocklists).toEqual(lists);
    expect(options.parse({})).toMatchObject({ blocklists: [], router: true, registry: 'https://data.iana.org/rdap/' });
    expect(options.parse({ gateway: 'FE80::1%eth0' }).gateway).toBe('fe80::1%eth0');
  });
  it.each([
    { gateway: 'router' },
    { gateway: '192.168.1' },
    { blocklists: ['a b'] },
    { blocklists: Array.from({ length: 17 }, (_, i) => `list${i}.example`) },
    { registry: true },
    { registry: 'ftp://data.iana.org/' },
    { tunnel: 'perhaps' },
    { router: 1 },
  ])('is not %j', (given) => {
    expect(options.safeParse(given).success).toBe(false);
  });
});
