// @ts-check
// node far.mjs '{"addresses":["198.51.100.10"],"holds":["9.9.9.9"],"tls":{"key":"…","certificate":"…"}}'
//
// The far side: what tells who asks, at each of `addresses`. STUN (RFC 8489, Binding over UDP) on 3478 and 19302, and a
// page on 80 and, with `tls`, on 443: /cdn-cgi/trace as Cloudflare's (`ip=…` a line), the bare address elsewhere.
// At `holds` there is the page on 80 too. At `holds` and at `addresses` it takes TCP connections on port 7, says again what is said there, and keeps them.
// It says {"ready":true} when all listen, and takes one command a line, each answered on a line:
//   {"id":1}                  → {"id":1,"seen":{"stun":{"192.175.48.10":3},"page":{…},"tcp":{…}}}  how often, by who asks
//   {"id":2,"silent":true}    STUN is taken and not answered, until told false                     → the same
// It ends when its input does.
import dgram from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { createInterface } from 'node:readline';
import { crc32 } from 'node:zlib';

const STUN_PORTS = [3478, 19_302];
const ECHO_PORT = 7;
const COOKIE = 0x2112a442;
const HEADER = 20;
const BINDING_REQUEST = 0x0001;
const BINDING_SUCCESS = 0x0101;
const XOR_MAPPED_ADDRESS = 0x0020;
const SOFTWARE = 0x8022;
const FINGERPRINT = 0x8028;
const FINGERPRINT_XOR = 0x5354554e;

/** @type {{ addresses: string[], holds: string[], tls?: { key: string, certificate: string } }} */
const { addresses, holds, tls } = JSON.parse(process.argv[2] ?? '');
/** @type {Record<'stun' | 'page' | 'tcp', Record<string, number>>} */
const seen = { stun: {}, page: {}, tcp: {} };
let silent = false;

/**
 * @param {keyof typeof seen} what
 * @param {string} who
 */
const count = (what, who) => (seen[what][who] = (seen[what][who] ?? 0) + 1);

/**
 * @param {number} type
 * @param {Buffer} value
 */
const attribute = (type, value) => {
  const bytes = Buffer.alloc(4 + Math.ceil(value.length / 4) * 4);
  bytes.writeUInt16BE(type, 0);
  bytes.writeUInt16BE(value.length, 2);
  value.copy(bytes, 4);
  return bytes;
};

/** @param {string} text */
const bytesOf = (text) => {
  if (!net.isIPv6(text)) return Buffer.from(text.split('.').map(Number));
  const parts = text.split('::').map((part) => part.split(':').filter(Boolean));
  const [left, right] = [parts[0] ?? [], parts[1] ?? []];
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
  const words = [...left, ...zeros, ...right].map((w) => Number.parseInt(w, 16));
  return Buffer.from(words.flatMap((w) => [w >> 8, w & 0xff]));
};

/**
 * The answer to a Binding request; undefined where it is none.
 * @param {Buffer} request
 * @param {{ address: string, port: number }} from
 */
const binding = (request, from) => {
  const isRequest =
    request.length >= HEADER && request.readUInt16BE(0) === BINDING_REQUEST && request.readUInt32BE(4) === COOKIE;
  if (!isRequest) return undefined;
  const address = bytesOf(from.address);
  const mapped = Buffer.alloc(4);
  mapped[1] = address.length === 4 ? 1 : 2; // the family
  mapped.writeUInt16BE(from.port ^ (COOKIE >>> 16), 2);
  // By the cookie, and beyond its 4 bytes by the transaction's id, which follows it.
  const told = Buffer.concat([mapped, address.map((byte, i) => byte ^ (request[4 + i] ?? 0))]);
  const body = [attribute(XOR_MAPPED_ADDRESS, told), attribute(SOFTWARE, Buffer.from('two lines'))];
  const header = Buffer.from(request.subarray(0, HEADER));
  header.writeUInt16BE(BINDING_SUCCESS, 0);
  const length = body.reduce((sum, b) => sum + b.length, 0);
  header.writeUInt16BE(length + 8, 2); // the fingerprint counts (section 14.7)
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE((crc32(Buffer.concat([header, ...body])) ^ FINGERPRINT_XOR) >>> 0);
  return Buffer.concat([header, ...body, attribute(FINGERPRINT, sum)]);
};

/** @param {string} address @param {number} port */
const stun = async (address, port) => {
  const socket = dgram.createSocket(net.isIPv6(address) ? 'udp6' : 'udp4');
  socket.on('message', (request, from) => {
    const answer = binding(request, from);
    if (answer === undefined) return;
    count('stun', from.address);
    if (!silent) socket.send(answer, from.port, from.address);
  });
  socket.bind(port, address);
  await once(socket, 'listening');
};

/** @type {http.RequestListener} */
const page = (request, response) => {
  const who = request.socket.remoteAddress ?? '';
  count('page', who);
  response.setHeader('content-type', 'text/plain');
  response.setHeader('cache-control', 'no-store');
  response.end(request.url === '/cdn-cgi/trace' ? `fl=1\nip=${who}\nts=1\nloc=DE\n` : `${who}\n`);
};
const hold = () =>
  net.createServer((socket) => {
    count('tcp', socket.remoteAddress ?? '');
    socket.on('error', () => {});
    socket.pipe(socket);
  });

/**
 * @param {net.Server} server
 * @param {number} port
 * @param {string} address
 */
const listen = async (server, port, address) => {
  server.listen(port, address);
  await once(server, 'listening');
};

for (const address of addresses) {
  for (const port of STUN_PORTS) await stun(address, port);
  await listen(http.createServer(page), 80, address);
  if (tls !== undefined) {
    const pair = { key: readFileSync(tls.key), cert: readFileSync(tls.certificate) };
    await listen(https.createServer(pair, page), 443, address);
  }
}
for (const address of holds) await listen(http.createServer(page), 80, address);
for (const address of [...addresses, ...holds]) await listen(hold(), ECHO_PORT, address);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
/** @param {object} line */
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
createInterface({ input: process.stdin })
  .on('line', (line) => {
    /** @type {{ id: number, silent?: boolean }} */
    const command = JSON.parse(line);
    silent = command.silent ?? silent;
    say({ id: command.id, seen });
  })
  .on('close', () => process.exit(0));
say({ ready: true });
