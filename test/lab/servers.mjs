// @ts-check
// node servers.mjs '{"own":{"key":"…","certificate":"…"},"other":{…},"addresses":["::"],"listeners":[{"port":443,"tls":true,"behaviour":"serve"}]}'
//
// The servers of one machine. Each listens on its address (left out: on all of `addresses`), and behaves in one way:
//   serve     GET /object: 1 MB; GET elsewhere: a small page; POST: takes it all and tells how much
//   loud      as serve, and the answer to a POST is 1 MB too
//   no-post   as serve, but 405 to a POST, with the connection closed before its body has come
//   late      as serve, but the first byte comes after 8 s
//   moved     302 to another host
//   slow      as serve, but the object takes half a minute
//   endless   200, and a body that never ends
//   half      200 with the length of the object, a third of it, and then nothing
//   portal    302 to a login page, with the other certificate
//   blocked   a page that says no, with the other certificate
// or, before any TLS or HTTP:
//   stall     takes the connection and what is said, and says nothing
//   reset     RST to the first thing said
//   alert     a fatal TLS alert (unrecognized_name) to the first thing said, and the end
//   garbage   random bytes to the first thing said, and the end
//   flood     random bytes from the start and for ever
// It says {"ready":true} when all listen, answers {"id":1} with {"id":1,"counts":{"443":2}} (how often each behaved so,
// by port), and ends when its input does.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { createInterface } from 'node:readline';

/**
 * @typedef {'serve' | 'loud' | 'no-post' | 'late' | 'moved' | 'slow' | 'endless' | 'half' | 'portal' | 'blocked'} Page
 * @typedef {'stall' | 'reset' | 'alert' | 'garbage' | 'flood'} Raw
 * @typedef {{ key: string, certificate: string }} KeyPair Files.
 * @typedef {{ port: number, address?: string, tls?: boolean, behaviour: Page | Raw }} Listener
 */

/** @type {{ own: KeyPair, other: KeyPair, addresses: string[], listeners: Listener[] }} */
const { own, other, addresses, listeners } = JSON.parse(process.argv[2] ?? '');
const OBJECT = randomBytes(1_000_000);
const CHUNK = randomBytes(16_384);
/** @type {Record<number, number>} */
const counts = {};

/**
 * Writes for ever, as fast as it is taken.
 * @param {import('node:stream').Writable} to
 */
const pour = (to) => {
  const go = () => {
    while (!to.destroyed && to.write(CHUNK));
  };
  to.on('drain', go);
  to.on('error', () => {});
  go();
};

/** @type {Record<Page, (request: http.IncomingMessage, response: http.ServerResponse) => void>} */
const pages = {
  serve: (request, response) => {
    if (request.method === 'POST') {
      let bytes = 0;
      request.on('data', (chunk) => (bytes += chunk.length));
      request.on('end', () => response.end(`${bytes}\n`));
      return;
    }
    response.setHeader('cache-control', 'no-store');
    response.end(request.url === '/object' ? OBJECT : 'It works.\n');
  },
  loud: (request, response) => {
    if (request.method !== 'POST') return pages.serve(request, response);
    request.resume().on('end', () => response.end(OBJECT));
  },
  'no-post': (request, response) => {
    if (request.method !== 'POST') return pages.serve(request, response);
    response.writeHead(405, { allow: 'GET, HEAD', connection: 'close' }).end();
  },
  late: (request, response) => {
    if (request.method === 'POST') return pages.serve(request, response);
    const timer = setTimeout(() => pages.serve(request, response), 8_000);
    response.on('close', () => clearTimeout(timer));
  },
  moved: (_, response) => void response.writeHead(302, { location: 'https://other.lab/there' }).end(),
  slow: (request, response) => {
    if (request.url !== '/object') return pages.serve(request, response);
    response.writeHead(200, { 'content-length': OBJECT.length });
    let at = 0;
    const timer = setInterval(() => {
      response.write(OBJECT.subarray(at, (at += OBJECT.length / 150)));
      if (at >= OBJECT.length) response.end();
      if (at >= OBJECT.length) clearInterval(timer);
    }, 200);
    response.on('close', () => clearInterval(timer));
  },
  endless: (_, response) => {
    response.writeHead(200, { 'content-type': 'application/octet-stream' });
    pour(response);
  },
  half: (_, response) => {
    response.writeHead(200, { 'content-length': OBJECT.length });
    response.write(OBJECT.subarray(0, OBJECT.length / 3));
  },
  portal: (_, response) => void response.writeHead(302, { location: 'http://portal.lab/login' }).end(),
  blocked: (_, response) => void response.end('<h1>This page is blocked.</h1>\n'),
};

/** @type {Record<Raw, (socket: net.Socket) => void>} */
const raws = {
  stall: (socket) => void socket.resume(),
  reset: (socket) => void socket.once('data', () => socket.resetAndDestroy()),
  // RFC 8446, 5.1 and 6.
  alert: (socket) => void socket.once('data', () => socket.end(Uint8Array.of(0x15, 3, 3, 0, 2, 2, 112))),
  garbage: (socket) => void socket.once('data', () => socket.end(randomBytes(2_000))),
  flood: (socket) => pour(socket.resume()),
};

/** @param {Listener} listener */
const serverOf = ({ port, tls, behaviour }) => {
  const count = () => (counts[port] = (counts[port] ?? 0) + 1);
  if (behaviour in raws) {
    return net.createServer((socket) => {
      count();
      socket.on('error', () => {});
      raws[/** @type {Raw} */ (behaviour)](socket);
    });
  }
  /** @type {http.RequestListener} */
  const answer = (request, response) => {
    count();
    pages[/** @type {Page} */ (behaviour)](request, response);
  };
  const { key, certificate } = ['portal', 'blocked'].includes(behaviour) ? other : own;
  return tls === true
    ? https.createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, answer)
    : http.createServer(answer);
};

/** @param {object} line */
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

for (const listener of listeners) {
  for (const address of listener.address === undefined ? addresses : [listener.address]) {
    const server = serverOf(listener);
    server.listen(listener.port, address);
    await once(server, 'listening');
  }
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
createInterface({ input: process.stdin })
  .on('line', (line) => say({ id: JSON.parse(line).id, counts }))
  .on('close', () => process.exit(0));
say({ ready: true });
