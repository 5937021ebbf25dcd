// @ts-check
// node pages.mjs '{"addresses":["198.51.100.10"],"tls":{"key":"…","certificate":"…"},"refused":"192.31.196.10"}'
//
// Sites of the far side, on 443 of each address, by the Host that is asked for: all have one page. Whoever asks from
// `refused` is told by the one named `refuses` that he is a proxy; `fails` hangs up on everybody while it is down.
// It says {"ready":true} when all listen, and takes one command a line, each answered on a line:
//   {"id":1,"down":true}   the site that fails is down from now on     → {"id":1,"asked":{"wiki.lab 192.0.2.1":2}}
// It ends when its input does.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import https from 'node:https';
import { createInterface } from 'node:readline';

/** @type {{ addresses: string[], tls: { key: string, certificate: string }, refused: string, refuses: string, fails: string }} */
const { addresses, tls, refused, refuses, fails } = JSON.parse(process.argv[2] ?? '');
/** @type {Record<string, number>} */
const asked = {};
let down = false;

/** @type {import('node:http').RequestListener} */
const page = (request, response) => {
  const who = request.socket.remoteAddress ?? '';
  const host = request.headers.host ?? '';
  const key = `${host} ${who}`;
  asked[key] = (asked[key] ?? 0) + 1;
  if (host === fails && down) {
    request.socket.destroy();
    return;
  }
  response.setHeader('content-type', 'text/html; charset=utf-8');
  const told =
    host === refuses && who === refused ? 'Your address is that of an <b>open</b> proxy.' : 'Edit this page.';
  response.end(`<title>${host}</title><p>${told}</p>`);
};
for (const address of addresses) {
  const server = https.createServer({ key: readFileSync(tls.key), cert: readFileSync(tls.certificate) }, page);
  server.listen(443, address);
  await once(server, 'listening');
}
/** @param {object} line */
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
createInterface({ input: process.stdin })
  .on('line', (line) => {
    /** @type {{ id: number, down?: boolean }} */
    const command = JSON.parse(line);
    down = command.down ?? down;
    say({ id: command.id, asked });
  })
  .on('close', () => process.exit(0));
say({ ready: true });
