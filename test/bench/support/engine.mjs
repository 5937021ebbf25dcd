// @ts-check
// A process with plumbline's echo engine and nothing else: asks for its streams, reads what comes of them, and at the
// end prints it as one line of JSON. Argument: JSON of `Asked`.
import { setMaxListeners } from 'node:events';

import { openEcho } from '../../../dist/net/echo/open.js';
import { Clocks } from '../../../dist/net/echo/clocks.js';
import { openLibc } from '../../../dist/net/libc/libc.js';
import { monotonicMillis } from '../../../dist/net/system-clock.js';

/** @typedef {{ addresses: string[], every: number, seconds: number, keep: boolean }} Asked */
/**
 * `told`: RTTs in microseconds by address, in the order of sending, NaN (null) where lost. `phases`: when the first
 * slot of each was due, by the wall clock in microseconds. `answered`: replies read, and in how many seconds.
 * @typedef {{ told: Record<string, (number | null)[]>, phases: Record<string, number>, answered: number, seconds: number }} Told
 */

/** @type {Asked} */
const asked = JSON.parse(process.argv[2] ?? '');
const engine = await openEcho({ only: 'kernel' });
const opened = await openLibc();
if (!('echoes' in engine) || !opened.ok) throw new Error('there is no kernel engine here');
const clocks = new Clocks(opened.libc);
const wallOf = (/** @type {number} */ mono) => mono * 1_000 + clocks.offset + clocks.baseSeconds * 1e6;

const start = monotonicMillis() + 500;
const end = new AbortController();
setMaxListeners(0, end.signal);
/** @type {Told} */
const told = { told: {}, phases: {}, answered: 0, seconds: 0 };
const reading = asked.addresses.map(async (address, i) => {
  const phase = start + (i * asked.every) / asked.addresses.length;
  const request = { address, timeout: 1_000, cadence: { every: asked.every, phase } };
  /** @type {(number | null)[]} */
  const rtts = [];
  told.told[address] = rtts;
  told.phases[address] = wallOf(phase);
  for await (const event of engine.echoes(request, {}, end.signal)) {
    if (event.kind === 'late' || event.kind === 'duplicate') continue;
    if (event.kind === 'reply') told.answered += 1;
    if (asked.keep) rtts[event.seq] = event.kind === 'reply' ? event.rttMicros : null;
  }
});
process.stdout.write('started\n');
await new Promise((resolve) => setTimeout(resolve, 2_000));
const [before, since] = [told.answered, monotonicMillis()];
await new Promise((resolve) => setTimeout(resolve, asked.seconds * 1_000));
told.answered -= before;
told.seconds = (monotonicMillis() - since) / 1_000;
process.stdout.write('counted\n');
end.abort();
await Promise.all(reading);
await engine.close();
process.stdout.write(`${JSON.stringify(told)}\n`);
