// @ts-check
// node tunnel.mjs '{"namespace":"…","device":"vpn0","at":"198.51.100.30","port":51820}'
// node tunnel.mjs '{"namespace":"…","device":"vpn0","to":{"address":"198.51.100.30","port":51820}}'
//
// One end of a tunnel: what leaves by the device goes to the other end in a UDP datagram, and the other way round. It has
// to run inside the namespace. The end with a port answers whoever was heard last, so that the other may come by any line.
// It says {"ready":true} when the device is there, answers {"id":1} with {"id":1,"passed":…}, and ends when its input does.
import dgram from 'node:dgram';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import { openTap, read, write } from '../libc.mjs';

/** @type {{ namespace: string, device: string, at?: string, port?: number, to?: { address: string, port: number } }} */
const { namespace, device, at = '0.0.0.0', port = 0, to } = JSON.parse(process.argv[2] ?? '');
const LOOK_MS = 1;
const KEEP_ALIVE_MS = 1_000;

const tap = openTap(namespace, device);
const socket = dgram.createSocket('udp4');
let peer = to;
let passed = 0;
// A line that is gone is nothing to stop for.
socket.on('error', () => {});
socket.on('message', (bytes, from) => {
  if (to === undefined) peer = from;
  if (bytes.length > 0) write(tap, bytes, bytes.length);
});
// It answers from where it was asked.
socket.bind(port, at);
await once(socket, 'listening');

/** @param {Buffer} bytes */
const send = (bytes) => {
  if (peer !== undefined) socket.send(bytes, peer.port, peer.address, () => {});
};
const frame = Buffer.alloc(65_536);
const take = () => Number(read(tap, frame, frame.length));
setInterval(() => {
  for (let n = take(); n > 0; n = take()) {
    passed += 1;
    send(Buffer.from(frame.subarray(0, n)));
  }
}, LOOK_MS);
if (to !== undefined) setInterval(() => send(Buffer.alloc(0)), KEEP_ALIVE_MS);

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
/** @param {object} line */
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
createInterface({ input: process.stdin })
  .on('line', (line) => say({ id: JSON.parse(line).id, passed }))
  .on('close', () => process.exit(0));
say({ ready: true });
