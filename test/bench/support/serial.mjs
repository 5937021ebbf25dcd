// @ts-check
// Echoes by schedule through something that is called once for each: `net-ping` in this process, timed from outside (its
// own stamps are whole milliseconds), or `blackbox_exporter` over HTTP, which tells what it measured. Prints JSON:
// RTTs in microseconds by address, in the order of sending.
import { Agent, get } from 'node:http';
import { createRequire } from 'node:module';

const [name, given = ''] = process.argv.slice(2);
/** @type {import('./peers.mjs').Asked} */
const { addresses, every, seconds } = JSON.parse(given);
/** @type {Record<string, (number | null)[]>} */
const told = Object.fromEntries(addresses.map((a) => [a, []]));

/** @typedef {(address: string, done: (micros: number | null) => void) => void} Echo */
/** @returns {Echo} */
const viaNetPing = () => {
  const session = createRequire(import.meta.url)('net-ping').createSession({
    retries: 0,
    timeout: 1_000,
    packetSize: 64,
  });
  return (address, done) => {
    const since = process.hrtime.bigint();
    session.pingHost(address, (/** @type {Error | null} */ error) =>
      done(error === null ? Number(process.hrtime.bigint() - since) / 1_000 : null),
    );
  };
};
/** @returns {Echo} */
const viaBlackbox = () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  return (address, done) => {
    get(`http://127.0.0.1:9115/probe?module=icmp&target=${address}`, { agent }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text) => (body += text));
      response.on('end', () => {
        const found = /^probe_icmp_duration_seconds\{phase="rtt"\} (\S+)$/m.exec(body);
        done(found === null ? null : Number(found[1]) * 1e6);
      });
    }).on('error', () => done(null));
  };
};

const echo = name === 'net-ping' ? viaNetPing() : viaBlackbox();
const total = Math.round((seconds * 1_000 * addresses.length) / every);
const start = performance.now() + 100;
let [sent, out] = [0, 0];
const send = () => {
  for (; sent < total && start + (sent * every) / addresses.length <= performance.now(); sent += 1) {
    const address = addresses[sent % addresses.length] ?? '';
    const list = told[address] ?? [];
    const place = list.push(null) - 1;
    out += 1;
    echo(address, (micros) => {
      list[place] = micros;
      out -= 1;
    });
  }
  if (sent < total) setTimeout(send, Math.max(0, start + (sent * every) / addresses.length - performance.now()));
  else if (out > 0) setTimeout(send, 50);
  else process.stdout.write(JSON.stringify(told), () => process.exit());
};
send();
