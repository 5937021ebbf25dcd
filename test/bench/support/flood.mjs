// @ts-check
// net-ping as fast as it goes over loopback, a window of echoes out at a time. Argument: seconds. Prints replies a second.
import { createRequire } from 'node:module';

const WINDOW = 64;
const seconds = Number(process.argv[2]);
const session = createRequire(import.meta.url)('net-ping').createSession({
  retries: 0,
  timeout: 1_000,
  packetSize: 64,
});
const end = performance.now() + seconds * 1_000;
let answered = 0;
const next = () =>
  session.pingHost('127.0.0.1', (/** @type {Error | null} */ error) => {
    if (error === null) answered += 1;
    if (performance.now() < end) next();
    else process.stdout.write(`${answered / seconds}\n`, () => process.exit());
  });
for (let i = 0; i < WINDOW; i += 1) next();
