// @ts-check
// node resolver.mjs ADDRESS…
//
// Answers A, AAAA, NS, PTR (`pointers`) and TXT (RFC 1035, RFC 3596) over UDP and TCP on port 53 of its addresses from a table it is told,
// NXDOMAIN for the rest. The root's name is "".
// It says {"ready":true} when it listens and takes one command a line, each answered on a line:
//   {"id":1,"names":{"far.lab":{"addresses":["198.51.100.10"],"ttl":5}}}  replaces the tables of all addresses  → {"id":1}
//   {"id":2,"at":"192.168.77.54","names":{…}}                             replaces that address's alone         → {"id":2}
// A name that has "fails" ("servfail", "refused", "silent") is answered with that.
// It ends when its input does.
import dgram from 'node:dgram';
import { once } from 'node:events';
import { createServer, isIPv6 } from 'node:net';
import { createInterface } from 'node:readline';

/**
 * @typedef {{ addresses: string[], texts?: string[], servers?: string[], pointers?: string[], ttl: number, fails?: 'servfail' | 'refused' | 'silent' }} Known
 * @typedef {Record<string, Known>} Table
 */

const A = 1;
const NS = 2;
const PTR = 12;
const TXT = 16;
const AAAA = 28;
const IN = 1;
const NXDOMAIN = 3;
const RCODES = { servfail: 2, refused: 5 };
const HEADER = 12;
/** A pointer to the question's name, the first after the header (RFC 1035 section 4.1.4). */
const SAME_NAME = [0xc0, HEADER];

/** @type {Map<string, Table>} By the resolver's address. */
const tables = new Map();

/**
 * The first question, or undefined where there is none in one piece.
 * @param {Buffer} query
 */
const question = (query) => {
  if (query.length < HEADER || query.readUInt16BE(4) < 1) return undefined;
  const labels = [];
  let at = HEADER;
  for (;;) {
    const length = query[at];
    if (length === undefined || length > 63) return undefined;
    at += 1;
    if (length === 0) break;
    labels.push(query.toString('latin1', at, at + length));
    at += length;
  }
  if (at + 4 > query.length) return undefined;
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at), end: at + 4 };
};

/** @param {string} address */
const bytesOf = (address) => {
  if (!isIPv6(address)) return Buffer.from(address.split('.').map(Number));
  const [left = '', right] = address.split('::');
  const words = (/** @type {string | undefined} */ part) =>
    part ? part.split(':').map((w) => Number.parseInt(w, 16)) : [];
  const [head, tail] = [words(left), words(right)];
  const bytes = Buffer.alloc(16);
  for (const [i, word] of [...head, ...Array(8 - head.length - tail.length).fill(0), ...tail].entries()) {
    bytes.writeUInt16BE(word, i * 2);
  }
  return bytes;
};

/** @param {string} text */
const counted = (text) => Buffer.concat([Buffer.from([Buffer.byteLength(text)]), Buffer.from(text)]);
/** @param {string} name */
const nameBytes = (name) => Buffer.concat([...name.split('.').filter(Boolean).map(counted), Buffer.from([0])]);

/**
 * The data of the records that fit.
 * @param {Known | undefined} known
 * @param {number} type
 */
const dataOf = (known, type) => {
  if (type === TXT) return (known?.texts ?? []).map(counted);
  if (type === NS) return (known?.servers ?? []).map(nameBytes);
  if (type === PTR) return (known?.pointers ?? []).map(nameBytes);
  return (known?.addresses ?? []).filter((a) => type === (isIPv6(a) ? AAAA : A)).map(bytesOf);
};

/**
 * @param {Buffer} query
 * @param {Table} table
 */
const answer = (query, table) => {
  const asked = question(query);
  if (asked === undefined) return undefined;
  const known = table[asked.name];
  if (known?.fails === 'silent') return undefined;
  const records = dataOf(known, asked.type).map((bytes) => {
    const head = Buffer.alloc(10);
    head.writeUInt16BE(asked.type, 0);
    head.writeUInt16BE(IN, 2);
    head.writeUInt32BE(known?.ttl ?? 0, 4);
    head.writeUInt16BE(bytes.length, 8);
    return Buffer.concat([Buffer.from(SAME_NAME), head, bytes]);
  });
  const header = Buffer.alloc(HEADER);
  query.copy(header, 0, 0, 2);
  header[2] = 0x84 | ((query[2] ?? 0) & 1); // a response, authoritative; "recursion desired" comes back as asked
  header[3] = 0x80 | (known === undefined ? NXDOMAIN : known.fails === undefined ? 0 : RCODES[known.fails]);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(records.length, 6);
  return Buffer.concat([header, query.subarray(HEADER, asked.end), ...records]);
};

/**
 * Answers one query after the other, each with its length in front (RFC 7766).
 * @param {string} address
 */
const overTcp = (address) =>
  createServer((socket) => {
    let pending = Buffer.alloc(0);
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      pending = Buffer.concat([pending, chunk]);
      for (;;) {
        const length = pending.length < 2 ? Infinity : pending.readUInt16BE(0);
        if (pending.length < 2 + length) return;
        const reply = answer(pending.subarray(2, 2 + length), tables.get(address) ?? {});
        pending = pending.subarray(2 + length);
        if (reply === undefined) continue;
        const head = Buffer.alloc(2);
        head.writeUInt16BE(reply.length);
        socket.write(Buffer.concat([head, reply]));
      }
    });
  });

/** @param {object} line */
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

const addresses = process.argv.slice(2);
await Promise.all(
  addresses.map(async (address) => {
    const server = overTcp(address).listen(53, address);
    await once(server, 'listening');
    const socket = dgram.createSocket(isIPv6(address) ? 'udp6' : 'udp4');
    socket.on('message', (query, from) => {
      const reply = answer(query, tables.get(address) ?? {});
      if (reply !== undefined) socket.send(reply, from.port, from.address);
    });
    socket.bind(53, address);
    await once(socket, 'listening');
  }),
);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
createInterface({ input: process.stdin })
  .on('line', (line) => {
    /** @type {{ id: number, names: Table, at?: string }} */
    const command = JSON.parse(line);
    for (const address of command.at === undefined ? addresses : [command.at]) tables.set(address, command.names);
    say({ id: command.id });
  })
  .on('close', () => process.exit(0));
say({ ready: true });
