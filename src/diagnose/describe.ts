import type { Ask, Exchange, Packets } from '../domain/ask.ts';

/** "1,500 bytes", "60 kB", "1.5 MB". */
export const size = (bytes: number): string => {
  if (bytes < 10_000) return `${bytes.toLocaleString('en-US')} ${bytes === 1 ? 'byte' : 'bytes'}`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1_000)} kB` : `${Number((bytes / 1_000_000).toFixed(1))} MB`;
};

/** How an address is called; the address itself as a rule. */
export type Naming = (address: string) => string;

/** What is being asked, in words: "download of up to 524 kB from 192.0.2.7 port 443". */
export const inWords = (ask: Ask, naming: Naming = (address) => address): string => {
  switch (ask.kind) {
    case 'together': {
      const told = [...new Set(ask.asks.map((a) => inWords(a, naming)))];
      return told.length === 1 ? `${ask.asks.length} at once: ${told[0]}` : `at once: ${told.join('; ')}`;
    }
    case 'route':
      return `route to ${naming(ask.to)}, as the kernel knows it`;
    case 'resolve':
      return `addresses of ${ask.name}, of the system’s resolvers${ask.also.length === 0 ? '' : ` and ${ask.also.join(', ')}`}`;
    case 'exchange':
      return exchange(ask, naming);
    case 'packets':
      return packets(ask, naming);
    case 'walk':
      return `SYNs to ${naming(ask.to)} port ${ask.port} that end at each hop, ${ask.mostHops} at most`;
    case 'server-ttl':
    default:
      return `hop limit of what ${naming(ask.to)} port ${ask.port} answers`;
  }
};

const exchange = ({ to, port, mss, tls, http, mostBytes, onlyResetsOfTtl }: Exchange, naming: Naming): string => {
  const where = `${naming(to)} port ${port}`;
  const with_ = [
    ...(mss === undefined ? [] : [`segments of at most ${mss}`]),
    ...(onlyResetsOfTtl === undefined ? [] : ['resets of others left out']),
  ];
  const tail = with_.length === 0 ? '' : `, ${with_.join(', ')}`;
  if (http?.method === 'POST') return `upload of ${size(http.bodyBytes ?? 0)} to ${where}${tail}`;
  if (http !== undefined) return `download of at most ${size(mostBytes)} from ${where}${tail}`;
  if (tls === undefined) return `TCP connection to ${where}${tail}`;
  return `TLS handshake ${tls.name === null ? 'without a name' : `as ${tls.name}`} with ${where}${tail}`;
};

const packets = ({ protocol, to, sizes, df, ttl }: Packets, naming: Naming): string => {
  const different = [...new Set(sizes)].toSorted((a, b) => b - a);
  const [most = 0] = different;
  const bytes = different.length <= 3 ? different.join(', ') : `${different.at(-1)} to ${most}`;
  const noun =
    protocol === 'echo' ? (sizes.length === 1 ? 'echo' : 'echoes') : `UDP packet${sizes.length === 1 ? '' : 's'}`;
  const whole = df === 'set' ? ', not to be fragmented' : '';
  return `${sizes.length} ${noun} of ${bytes} bytes to ${naming(to)}${whole}${ttl === undefined ? '' : `, hop limit ${ttl}`}`;
};
