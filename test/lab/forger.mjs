// @ts-check
// node forger.mjs DEVICE ADDRESS MTU [foreign]
//
// Run on a router: answers every packet that comes in by DEVICE for ADDRESS with a forged "too big" (RFC 792 type 3 code
// 4, RFC 4443 type 2) of that MTU, quoting it, and lets the packet itself pass. `foreign`: the quoted ports are others,
// so that the error is about a flow that nobody has. It says {"ready":true}, and ends with its input or after MOST errors.
import { isIPv6 } from 'node:net';
import process from 'node:process';

import { openPackets, openRaw, poller, read, sendTo } from './libc.mjs';

const [device = '', address = '', mtuText = '', kind] = process.argv.slice(2);
const MOST = 5_000;
const QUOTED = 548; // RFC 1812, 4.3.2.3: as much as fits 576 bytes
const mtu = Number(mtuText);
const six = isIPv6(address);
const FIELDS = six
  ? { version: 6, source: 8, target: 24, length: 16, ports: 40, type: 2, code: 0 }
  : { version: 4, source: 12, target: 16, length: 4, ports: 20, type: 3, code: 4 };

/** @param {string} text */
const bytesOf = (text) => {
  if (!isIPv6(text)) return Buffer.from(text.split('.').map(Number));
  const [left = '', right = ''] = text.split('::');
  const words = (/** @type {string} */ part) => (part === '' ? [] : part.split(':').map((w) => Number.parseInt(w, 16)));
  const [head, tail] = [words(left), words(right)];
  const bytes = Buffer.alloc(16);
  for (const [i, word] of head.entries()) bytes.writeUInt16BE(word, i * 2);
  for (const [i, word] of tail.entries()) bytes.writeUInt16BE(word, 16 - (tail.length - i) * 2);
  return bytes;
};

/**
 * RFC 1071.
 * @param {Buffer} bytes
 */
const checksum = (bytes) => {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 2) sum += ((bytes[i] ?? 0) << 8) | (bytes[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
};

/** @param {Buffer} packet */
const forge = (packet) => {
  const quoted = Buffer.from(packet.subarray(0, QUOTED));
  if (kind === 'foreign') quoted.writeUInt16BE(quoted.readUInt16BE(FIELDS.ports) ^ 0x5555, FIELDS.ports);
  const head = Buffer.alloc(8);
  head[0] = FIELDS.type;
  head[1] = FIELDS.code;
  head.writeUInt32BE(mtu, 4); // v4: unused 16 bits, then the MTU (RFC 1191, 4)
  const message = Buffer.concat([head, quoted]);
  if (!six) message.writeUInt16BE(checksum(message), 2); // of ICMPv6 the kernel makes it
  return message;
};

const target = bytesOf(address);
const packets = openPackets(device, six ? 0x86dd : 0x0800);
const raw = openRaw(six);
const buffer = Buffer.alloc(65_536);
const fds = poller([0, packets]);
process.stdout.write('{"ready":true}\n');
for (let sent = 0; sent < MOST;) {
  fds.wait(Infinity);
  if (fds.ready(0)) break;
  const n = Number(read(packets, buffer, buffer.length));
  if (n < FIELDS.ports + 4 || (buffer[0] ?? 0) >>> 4 !== FIELDS.version) continue;
  if (!buffer.subarray(FIELDS.target, FIELDS.target + FIELDS.length).equals(target)) continue;
  sendTo(raw, forge(buffer.subarray(0, n)), Buffer.from(buffer.subarray(FIELDS.source, FIELDS.source + FIELDS.length)));
  sent += 1;
}
process.exit(0);
