// @ts-check
// node world.mjs '{"addresses":["198.51.100.10"],"tls":{"key":"…","certificate":"…"},"world":{"places":{"192.175.48.10":"DE"}}}'
//
// Those who are asked about addresses (test/support/world.mjs), on port 80 and, with `tls`, 443 of each of `addresses`.
// It says {"ready":true} when all listen, and takes one command a line, each answered on a line:
//   {"id":1}                           → {"id":1,"seen":{"/cdn-cgi/trace":{"192.175.48.10":3}}}  how often, by path and who asks
//   {"id":2,"world":{"isDown":true}}   changes the world, by its parts → the same
// It ends when its input does.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { createInterface } from 'node:readline';

import { createWorld } from '../support/world.mjs';

/** @type {{ addresses: string[], tls?: { key: string, certificate: string }, world?: import('../support/world.mjs').World }} */
const { addresses, tls, world } = JSON.parse(process.argv[2] ?? '');
const { listener, seen, say } = createWorld(world);

/**
 * @param {http.Server | https.Server} server
 * @param {number} port
 * @param {string} address
 */
const listen = async (server, port, address) => {
  server.listen(port, address);
  await once(server, 'listening');
};
for (const address of addresses) {
  await listen(http.createServer(listener), 80, address);
  if (tls === undefined) continue;
  const pair = { key: readFileSync(tls.key), cert: readFileSync(tls.certificate) };
  await listen(https.createServer(pair, listener), 443, address);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
/** @param {object} line */
const tell = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
createInterface({ input: process.stdin })
  .on('line', (line) => {
    /** @type {{ id: number, world?: import('../support/world.mjs').World }} */
    const command = JSON.parse(line);
    if (command.world !== undefined) say(command.world);
    tell({ id: command.id, seen });
  })
  .on('close', () => process.exit(0));
tell({ ready: true });
