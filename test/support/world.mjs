// @ts-check
// Those who are asked about addresses, of the project's own: registries (RDAP), a page that tells where who asks is, pages that refuse,
// lead on, or mean no good. One listener for HTTP, for tests in this process and for the lab (test/lab/world.mjs).
//
//   /rdap/ipv4.json, /rdap/ipv6.json   the list of registries (RFC 9224): this host's own, for all that `networks` has
//   /rdap/ip/ADDRESS                   the network of an address (RFC 9083, 5.4), 404 where there is none
//   /cdn-cgi/trace                     as Cloudflare's: `ip=…`, `loc=…` by `places`, XX where nothing is said of who asks
//   /page/NAME                         of `pages`; to those of whom it says so 403 and another text
//   /to?URL                            leads there (302)
//   /round                             leads to itself
//   /bad/headers, /bad/drip, /bad/bomb, /bad/garbage, /bad/reset, /bad/silent
// What is published has an ETag, and 304 for who has it.
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

/**
 * @typedef {{ startAddress: string, endAddress: string, [more: string]: unknown }} Network By the prefix that a list would name
 * @typedef {{ body: string, type?: string, refuses?: string[], refusal?: string }} Page
 * @typedef {{
 *   networks?: Record<string, Network>,
 *   places?: Record<string, string>,
 *   pages?: Record<string, Page>,
 *   isDown?: boolean,
 * }} World
 */
const BOMB = gzipSync(Buffer.alloc(32 << 20));

/** @param {string} text */
const numberOf = (text) => {
  if (!text.includes(':')) return BigInt(text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0));
  const [left = '', right] = text.split('::');
  const words = (/** @type {string | undefined} */ part) => (part ? part.split(':') : []);
  const [head, tail] = [words(left), words(right)];
  const middle = Array.from({ length: right === undefined ? 0 : 8 - head.length - tail.length }, () => '0');
  return [...head, ...middle, ...tail].reduce((sum, word) => (sum << 16n) | BigInt(`0x${word}`), 0n);
};
/**
 * @param {string} address
 * @param {Network} network
 */
const isWithin = (address, { startAddress, endAddress }) =>
  address.includes(':') === startAddress.includes(':') &&
  numberOf(startAddress) <= numberOf(address) &&
  numberOf(address) <= numberOf(endAddress);

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 * @param {string} body
 * @param {string} type
 */
const publish = (request, response, body, type) => {
  const tag = `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`;
  response.setHeader('etag', tag);
  response.setHeader('content-type', type);
  if (request.headers['if-none-match'] === tag) response.writeHead(304).end();
  else response.end(body);
};

/** @type {Record<string, (response: import('node:http').ServerResponse) => void>} */
const BAD = {
  headers: ({ socket }) => {
    socket?.write('HTTP/1.1 200 OK\r\n');
    const more = () => {
      for (let isTaken = true; isTaken;) isTaken = socket?.write(`X-More: ${'a'.repeat(1_000)}\r\n`) ?? false;
    };
    socket?.on('drain', more);
    more();
  },
  drip: (response) => {
    response.writeHead(200, { 'content-length': 1_000_000 });
    const next = setInterval(() => response.write('a'), 50);
    response.once('close', () => clearInterval(next));
  },
  bomb: (response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(BOMB);
  },
  garbage: ({ socket }) => {
    socket?.end('what is no HTTP\r\n\r\n');
  },
  reset: ({ socket }) => {
    socket?.resetAndDestroy();
  },
  silent: () => {},
};

/**
 * `say` changes the world, by its parts; `seen`: how often which path was asked for, by whom.
 * @param {World} begun
 */
export const createWorld = (begun = {}) => {
  const world = { ...begun };
  /** @type {Record<string, Record<string, number>>} */
  const seen = {};
  /** @type {import('node:http').RequestListener} */
  const listener = (request, response) => {
    const who = (request.socket.remoteAddress ?? '').replace('::ffff:', '');
    const [path = '', query = ''] = (request.url ?? '').split('?', 2);
    const by = (seen[path] ??= {});
    by[who] = (by[who] ?? 0) + 1;
    const [, first = '', second = '', third = ''] = path.split('/');
    const { networks = {}, places = {}, pages = {}, isDown = false } = world;
    if (isDown) response.writeHead(503).end();
    else if (first === 'rdap' && /^ipv[46]\.json$/.test(second)) {
      const prefixes = Object.keys(networks).filter((prefix) => prefix.includes(':') === (second === 'ipv6.json'));
      const services = [[prefixes, [`http://${request.headers.host}/rdap/`]]];
      publish(request, response, JSON.stringify({ version: '1.0', services }), 'application/json');
    } else if (first === 'rdap' && second === 'ip') {
      const network = Object.values(networks).find((each) => isWithin(decodeURIComponent(third), each));
      if (network === undefined) response.writeHead(404).end('{"errorCode":404}');
      else
        publish(
          request,
          response,
          JSON.stringify({ objectClassName: 'ip network', ...network }),
          'application/rdap+json',
        );
    } else if (path === '/cdn-cgi/trace') {
      response.setHeader('content-type', 'text/plain');
      response.end(`fl=1\nh=${request.headers.host}\nip=${who}\nts=1\nloc=${places[who] ?? 'XX'}\n`);
    } else if (first === 'page' && pages[second] !== undefined) {
      const { body, type = 'text/html', refuses = [], refusal = 'Not from a proxy.' } = pages[second];
      if (refuses.includes(who)) response.writeHead(403, { 'content-type': type }).end(refusal);
      else publish(request, response, body, type);
    } else if (path === '/to') response.writeHead(302, { location: decodeURIComponent(query) }).end();
    else if (path === '/round') response.writeHead(302, { location: '/round' }).end();
    else if (first === 'bad' && BAD[second] !== undefined) BAD[second](response);
    else response.writeHead(404).end();
  };
  return {
    listener,
    seen,
    /** @param {World} parts */
    say: (parts) => {
      Object.assign(world, parts);
    },
  };
};
