import { createHash } from 'node:crypto';

import { textIn } from '../read.ts';

// Which headers of a page are worth comparing from run to run, and as what.

const MOST_NAMES = 48;
const MOST_OF_EDGE = 8;
const LONGEST_NAME = 60;
const LONGEST = 160;
const MOST_LINES = 400;

/** Of one answer, of one cache, of one moment. */
const VOLATILE: ReadonlySet<string> = new Set([
  'accept-ranges',
  'age',
  'akamai-cache-status',
  'akamai-grn',
  'alt-svc',
  'cdn-cache',
  'cf-cache-status',
  'cf-ray',
  'connection',
  'content-length',
  'content-md5',
  'content-digest',
  'date',
  'digest',
  'etag',
  'expires',
  'keep-alive',
  'last-modified',
  'nel',
  'repr-digest',
  'report-to',
  'retry-after',
  'server-timing',
  'traceparent',
  'tracestate',
  'transfer-encoding',
  'via',
  'x-amz-cf-id',
  'x-amz-cf-pop',
  'x-amz-id-2',
  'x-cache',
  'x-cache-hits',
  'x-cache-status',
  'x-cloud-trace-context',
  'x-nf-request-id',
  'x-proxy-cache',
  'x-runtime',
  'x-served-by',
  'x-timer',
  'x-varnish',
  'x-vercel-cache',
  'x-vercel-id',
]);
const VOLATILE_KIND =
  /(?:^|-)(?:request|req|trace|correlation|transaction|span|session|instance)-?id$|-ray$|^(?:x-)?rate-?limit|(?:response|render|processing)-?time$|nonce/;
const isVolatile = (name: string): boolean => VOLATILE.has(name) || VOLATILE_KIND.test(name);

/** Of a cookie its name and what protects it; its value is somebody's. */
const cookieOf = (line: string): string => {
  const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
  const kept = attributes
    .filter((a) => /^(?:secure|httponly|partitioned|samesite\s*=)/i.test(a))
    .map((a) => a.toLowerCase().replaceAll(/\s/g, ''));
  return [pair.split('=')[0]?.trim() ?? '', ...kept.toSorted()].join('; ');
};
/** A value that is drawn anew for each answer stands for itself. */
const steady = (name: string, value: string): string =>
  name === 'set-cookie' ? cookieOf(value) : value.replaceAll(/'nonce-[^']*'/gi, "'nonce-…'");
const bounded = (text: string): string => {
  if (text.length <= LONGEST) return text;
  const mark = createHash('sha256').update(text).digest('hex').slice(0, 8);
  return `${text.slice(0, LONGEST - 40)}… (${text.length} characters, ${mark})`;
};

/**
 * The headers as they are compared, by name in lower case; lines of one name together in their order, cookies sorted. Beside them what tells which
 * version of an edge function answered elsewhere than on the page.
 */
export const headersKept = (
  lines: unknown,
  edge: readonly Readonly<Record<string, unknown>>[],
): Readonly<Record<string, string>> => {
  const all = new Map<string, string[]>();
  for (const line of (Array.isArray(lines) ? lines : []).slice(0, MOST_LINES)) {
    if (!Array.isArray(line)) continue;
    const name = textIn(line[0], LONGEST_NAME).toLowerCase();
    if (name === '' || isVolatile(name) || (!all.has(name) && all.size >= MOST_NAMES)) continue;
    all.set(name, [...(all.get(name) ?? []), steady(name, textIn(line[1], 4_096).trim())]);
  }
  const elsewhere = edge
    .map((one): readonly [string, string, string] => [
      textIn(one['place'], 20),
      textIn(one['header'], LONGEST_NAME).toLowerCase(),
      textIn(one['value']),
    ])
    .filter(([place, header]) => place !== '' && place !== 'page' && header !== '' && !isVolatile(header))
    .slice(0, MOST_OF_EDGE)
    .map(([place, header, value]): readonly [string, string] => [`${header} (${place})`, bounded(value)]);
  const ofPage = [...all].map(([name, values]): readonly [string, string] => [
    name,
    bounded((name === 'set-cookie' ? [...new Set(values)].toSorted() : values).join(', ')),
  ]);
  // By code unit, so that the same headers are the same state.
  return Object.fromEntries([...ofPage, ...elsewhere].toSorted(([a], [b]) => (a < b ? -1 : 1)));
};
