import type { Ask, Exchange, Packets, Together } from '../domain/ask.ts';

type Single = Exclude<Ask, Together>;

/** "1,500 bytes", "60 kB", "1.5 MB". */
export const size = (bytes: number): string => {
  if (bytes < 10_000) return `${bytes.toLocaleString('en-US')} ${bytes === 1 ? 'byte' : 'bytes'}`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1_000)} kB` : `${Number((bytes / 1_000_000).toFixed(1))} MB`;
};

/** How an address is called; the address itself as a rule. */
export type Naming = (address: string) => string;
const asItIs: Naming = (address) => address;

/** What is being asked, in words: "download of at most 524 kB from 192.0.2.7 port 443". */
export const inWords = (ask: Ask, naming: Naming = asItIs): string => kindsOf([ask], naming).join('; ');

/** Several asks in words, those that differ in nothing but numbers as one. */
export const kindsOf = (asks: readonly Ask[], naming: Naming = asItIs): readonly string[] => {
  const groups = new Map<string, [Single, ...Single[]]>();
  for (const single of asks.flatMap((a) => (a.kind === 'together' ? a.asks : [a]))) {
    // What there is no more money for is asked of nobody.
    if (single.kind === 'packets' && single.sizes.length === 0) continue;
    const key = shapeOf(single, naming);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [single]);
    else group.push(single);
  }
  return [...groups.values()].map((group) => wordsOf(group, naming));
};

/** What two asks have in common that are told as one. */
const shapeOf = (ask: Single, naming: Naming): string => {
  const to = 'to' in ask ? naming(ask.to) : ask.name;
  switch (ask.kind) {
    case 'exchange': {
      const { port, mss, tls, http, onlyResetsOfTtl } = ask;
      const name = http === undefined ? tls?.name : undefined;
      return JSON.stringify([
        to,
        port,
        http?.method,
        name,
        tls === undefined,
        mss === undefined,
        onlyResetsOfTtl === undefined,
      ]);
    }
    case 'packets':
      return JSON.stringify([to, ask.protocol, ask.df, ask.ttl === undefined]);
    case 'route':
    case 'resolve':
    case 'walk':
    case 'server-ttl':
    default:
      return JSON.stringify([to, ask.kind]);
  }
};

const of = <K extends Single['kind']>(kind: K, asks: readonly Single[]): readonly Extract<Single, { kind: K }>[] =>
  asks.filter((a): a is Extract<Single, { kind: K }> => a.kind === kind);

const wordsOf = (group: readonly [Single, ...Single[]], naming: Naming): string => {
  const [ask] = group;
  switch (ask.kind) {
    case 'route':
      return `route to ${naming(ask.to)}, as the kernel knows it`;
    case 'resolve': {
      const also = ask.also.length === 0 ? '' : ` and ${ask.also.join(', ')}`;
      return `addresses of ${ask.name}, of the system’s resolvers${also}`;
    }
    case 'exchange':
      return exchanges(of('exchange', group), ask, naming);
    case 'packets':
      return packets(of('packets', group), ask, naming);
    case 'walk':
      return `SYNs to ${naming(ask.to)} port ${ask.port} that end at each hop, ${ask.mostHops} at most`;
    case 'server-ttl':
    default:
      return `hop limit of what ${naming(ask.to)} port ${ask.port} answers`;
  }
};

/** "536", "1300 to 1340". */
const range = (numbers: readonly number[]): string => {
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  return least === most ? String(least) : `${least} to ${most}`;
};
const several = (count: number, noun: string): string => (count === 1 ? noun : `${count} ${noun}s`);

const exchanges = (all: readonly Exchange[], first: Exchange, naming: Naming): string => {
  const { to, port, tls, http, onlyResetsOfTtl } = first;
  const where = `${naming(to)} port ${port}`;
  const sizes = all.flatMap(({ mss }) => mss ?? []);
  const mss = sizes.length === 0 ? '' : `, segments of at most ${range(sizes)}`;
  const isPlain = tls === undefined && http !== undefined && port === 443;
  const tail = `${isPlain ? ', without TLS' : ''}${mss}${onlyResetsOfTtl === undefined ? '' : ', resets of others left out'}`;
  if (http?.method === 'POST') {
    const most = Math.max(...all.map((a) => a.http?.bodyBytes ?? 0));
    return `${several(all.length, 'upload')} of ${size(most)} to ${where}${tail}`;
  }
  if (http !== undefined) {
    const most = Math.max(...all.map((a) => a.mostBytes));
    return `${several(all.length, 'download')} of at most ${size(most)} from ${where}${tail}`;
  }
  if (tls === undefined) return `${several(all.length, 'TCP connection')} to ${where}${tail}`;
  const as = tls.name === null ? 'without a name' : `as ${tls.name}`;
  return `${several(all.length, 'TLS handshake')} ${as} with ${where}${tail}`;
};

const packets = (all: readonly Packets[], { protocol, to, df }: Packets, naming: Naming): string => {
  const sizes = all.flatMap((a) => a.sizes);
  const different = [...new Set(sizes)].toSorted((a, b) => b - a);
  const bytes = different.length <= 3 ? different.join(', ') : range(different);
  const one = sizes.length === 1;
  const noun = protocol === 'echo' ? `echo${one ? '' : 'es'}` : `UDP packet${one ? '' : 's'}`;
  const whole = df === 'set' ? ', not to be fragmented' : '';
  const ttls = all.flatMap(({ ttl }) => ttl ?? []);
  const limit = ttls.length === 0 ? '' : `, hop limit ${range(ttls)}`;
  return `${sizes.length} ${noun} of ${bytes} bytes to ${naming(to)}${whole}${limit}`;
};
