// @ts-check
// Clients of the service, in a process of their own: `live PORT` follows /api/live and tells at the end how many samples it was told;
// `ask PORT` asks as twenty impatient browsers would, and tells at the end how often it was answered.
import { Agent, get } from 'node:http';

const [mode, port] = process.argv.slice(2);
const CLIENTS = 20;
/** Between an answer and the next question of the same client. */
const PAUSE_MS = 200;
const PATHS = ['/api/overview', '/api/health', '/api/targets', '/api/events?limit=50', '/'];

const url = (/** @type {string} */ path) => `http://127.0.0.1:${port}${path}`;
/** @param {unknown} told */
const tell = (told) => process.stdout.write(`${JSON.stringify(told)}\n`, () => process.exit());

if (mode === 'live') {
  let samples = 0;
  process.once('SIGTERM', () => tell(samples));
  get(url('/api/live'), (response) => {
    process.stdout.write('connected\n');
    let rest = '';
    response.setEncoding('utf8').on('data', (text) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (line.startsWith('data: {"kind":"samples"')) samples += JSON.parse(line.slice(6)).samples.length;
      }
    });
  });
} else {
  let answered = 0;
  process.once('SIGTERM', () => tell(answered));
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
  const ask = (/** @type {number} */ i) => {
    get(url(PATHS[i % PATHS.length] ?? '/'), { agent }, (response) => {
      response.resume().on('end', () => {
        if (response.statusCode === 200) answered += 1;
        if (answered === 1) process.stdout.write('connected\n');
        setTimeout(ask, PAUSE_MS, i + 1);
      });
    }).on('error', () => setTimeout(ask, PAUSE_MS, i + 1));
  };
  for (let i = 0; i < CLIENTS; i += 1) ask(i);
}
