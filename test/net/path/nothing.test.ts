import { describe, expect, it } from 'vitest';

import { nothingSeen } from '../../../src/net/path/nothing.ts';

describe('what is seen where nothing was sent', () => {
  it('is of the kind that was asked, and says why', () => {
    const to = '192.0.2.1';
    const asks = [
      { kind: 'route', to },
      { kind: 'resolve', name: 'a.test', also: [], timeout: 1 },
      { kind: 'exchange', to, port: 1, mostBytes: 1, timeout: 1 },
      { kind: 'packets', protocol: 'udp', to, sizes: [100, 200], apart: 0, timeout: 1, df: 'set' },
      { kind: 'walk', to, port: 1, mostHops: 1, timeout: 1 },
      { kind: 'server-ttl', to, port: 1, timeout: 1 },
    ] as const;
    for (const ask of asks) {
      const seen = nothingSeen(ask, 'unsupported', 'no such socket');
      expect(seen.kind).toBe(ask.kind);
      expect(JSON.stringify(seen)).toContain('no such socket');
    }
    expect(nothingSeen(asks[3], 'cancelled', 'cancelled')).toMatchObject({
      packets: [{ bytes: 100, outcome: 'not-sent' }, { bytes: 200 }],
    });
  });
});
