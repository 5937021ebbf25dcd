import type { Ask, ExchangeSeen, PacketsSeen, Seen } from '../domain/ask.ts';
import { size } from './describe.ts';
import type { Step } from './diagnosis.ts';
import { seconds } from './figures.ts';
import { endWords } from './words.ts';

/** What was seen, in words, for a plan that does not come to tell it by itself. */
export const toldOf = (ask: Ask, seen: Seen): readonly Step[] => {
  if (ask.kind === 'together' && seen.kind === 'together')
    return ask.asks.flatMap((inner, i) => {
      const answer = seen.seen[i];
      return answer === undefined ? [] : toldOf(inner, answer);
    });
  const told = words(seen);
  if (told === undefined) return [];
  const family = 'to' in ask ? { family: ask.to.includes(':') ? (6 as const) : (4 as const) } : {};
  return [{ name: nameOf(ask), ...family, told }];
};

const nameOf = (ask: Ask): string => {
  if (ask.kind === 'resolve') return 'names';
  if (ask.kind === 'server-ttl') return 'hop limit';
  if (ask.kind === 'packets') return ask.protocol === 'echo' ? 'echoes' : 'UDP packets';
  if (ask.kind !== 'exchange') return ask.kind;
  if (ask.http !== undefined) return ask.http.method === 'POST' ? 'upload' : 'download';
  return ask.tls === undefined ? 'connection' : 'TLS';
};

const words = (seen: Seen): string | undefined => {
  switch (seen.kind) {
    case 'together':
      return undefined;
    case 'route': {
      const { route } = seen;
      if (route === undefined) return seen.unsupported ?? 'none';
      const out = route.device === undefined ? '' : ` over ${route.device}`;
      return `from ${route.source}${out}, path MTU ${route.pathMtu} of ${route.linkMtu}`;
    }
    case 'resolve': {
      const { addresses, failed } = seen.system;
      return addresses.length === 0 ? (failed ?? 'no address') : addresses.join(', ');
    }
    case 'exchange':
      return exchange(seen);
    case 'packets':
      return packets(seen);
    case 'walk':
      return (
        seen.unsupported ?? `${seen.hops.filter((h) => h.from !== undefined).length} of ${seen.hops.length} hops answer`
      );
    case 'server-ttl':
    default:
      return seen.unsupported ?? (seen.ttl === undefined ? 'unknown' : String(seen.ttl));
  }
};

const exchange = (seen: ExchangeSeen): string => {
  const { end, tookMs, http, info, detail } = seen;
  const took = seconds(tookMs);
  if (end === 'done') return http === undefined ? `stands after ${took}` : `${size(http.bodyBytes)} in ${took}`;
  const got = info === undefined ? '' : `, ${size(info.bytesReceived)} received`;
  return `${endWords(seen)} after ${took}${got}${detail === undefined ? '' : ` (${detail})`}`;
};

const packets = ({ packets, unsupported }: PacketsSeen): string => {
  if (unsupported !== undefined) return unsupported;
  const counts = new Map<string, number>();
  for (const { outcome } of packets) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return [...counts].map(([outcome, n]) => `${n} ${outcome.replaceAll('-', ' ')}`).join(', ');
};
