import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { lookUpHosts, readHosts } from '../../src/net/hosts.ts';

const HOSTS = [
  '127.0.0.1 localhost',
  '192.0.2.7\trouter.lan  Router # the box',
  '# 192.0.2.8 router',
  '2001:DB8::7 router',
  '192.0.2.7 router',
  'router 192.0.2.9',
  '192.0.2.300 router',
].join('\r\n');

describe('the hosts file', () => {
  it('gives every address of a name, canonical, once, whatever the case or a final dot', () => {
    expect(lookUpHosts(HOSTS, 'ROUTER.')).toEqual(['192.0.2.7', '2001:db8::7']);
    expect(lookUpHosts(HOSTS, 'router.lan')).toEqual(['192.0.2.7']);
    expect(lookUpHosts(HOSTS, 'the')).toEqual([]);
    expect(lookUpHosts(HOSTS, '')).toEqual([]);
  });

  it('finds any line written into any other text', () => {
    const noise = fc.string({ maxLength: 80 }).map((s) => s.replaceAll('wanted', '').replaceAll('\n', ' '));
    fc.assert(
      fc.property(noise, noise, fc.ipV4(), (before, after, address) => {
        expect(lookUpHosts(`${before}\n${address} other wanted\n${after}`, 'wanted')).toEqual([address]);
      }),
    );
  });

  it('stops at sixteen addresses', () => {
    const text = Array.from({ length: 40 }, (_, i) => `192.0.2.${i} many`).join('\n');
    expect(lookUpHosts(text, 'many')).toHaveLength(16);
  });

  it('is empty where there is none', async () => {
    expect(await readHosts('localhost', '/nonexistent')).toEqual([]);
  });
});
