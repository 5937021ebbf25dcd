import type { Ask, Seen, Together } from '../../domain/ask.ts';

/** What is seen where nothing was sent: cancelled before it began, or nothing that this system can do. */
export const nothingSeen = (
  ask: Exclude<Ask, Together>,
  end: 'unsupported' | 'cancelled',
  detail: string,
): Exclude<Seen, { kind: 'together' }> => {
  switch (ask.kind) {
    case 'route':
      return { kind: 'route', unsupported: detail };
    case 'resolve':
      return { kind: 'resolve', system: { addresses: [], failed: 'failed', detail }, servers: [] };
    case 'exchange':
      return { kind: 'exchange', stage: 'connect', end, detail, tookMs: 0, stallMs: 0 };
    case 'packets': {
      const packets = ask.sizes.map((bytes) => ({ bytes, outcome: 'not-sent', detail }) as const);
      return { kind: 'packets', packets, unsupported: detail };
    }
    case 'walk':
      return { kind: 'walk', hops: [], unsupported: detail };
    case 'server-ttl':
    default:
      return { kind: 'server-ttl', unsupported: detail };
  }
};
