// @ts-check
// node relay.mjs '{"seed":1,"links":[{"name":"isp","ends":[{"namespace":"a","device":"x"},{"namespace":"b","device":"y"}]}]}'
//
// Carries Ethernet frames between TAP devices in two network namespaces, late, with loss, or not at all.
// It says {"ready":true} when the devices are there, takes one command a line and answers each on a line:
//   {"id":1,"link":"isp","way":"out","shape":{"delayMs":10,"loss":0.1,"cut":false}}  → {"id":1,"at":…}
//   {"id":2}                                                                        → {"id":2,"at":…,"counters":{…}}
// `out` goes from the first end to the second. It ends when its input does.
// One synchronous loop: frames leave on time because nothing else runs in this process.
import { readSync, writeSync } from 'node:fs';

import { Lane, seededDice } from './lane.mjs';
import { beOnTime, openTap, poller, read, write } from './libc.mjs';

/**
 * @typedef {{ name: string, ends: [{ namespace: string, device: string }, { namespace: string, device: string }] }} Link
 * @typedef {{ id: number, link?: string, way?: 'out' | 'back', shape?: Partial<import('./lane.mjs').Shape> }} Command
 */

/** @type {{ seed: number, links: Link[] }} */
const setup = JSON.parse(process.argv[2] ?? '');
const STDIN = 0;
const STDOUT = 1;
const FRAMES_A_TURN = 64;
/** Timers fire up to this late on a virtual machine; the rest of the wait is spun. */
const SPIN_MS = 0.3;

const lanes = setup.links.flatMap((link, i) => {
  const [first, second] = link.ends.map((end) => openTap(end.namespace, end.device));
  if (first === undefined || second === undefined) throw new Error(`link ${link.name}: expected two ends`);
  const lane = (/** @type {'out' | 'back'} */ way, /** @type {number} */ from, /** @type {number} */ to) => ({
    link: link.name,
    way,
    from,
    to,
    lane: new Lane(seededDice(setup.seed + i * 2 + (way === 'out' ? 0 : 1))),
  });
  return [lane('out', first, second), lane('back', second, first)];
});

/** @param {object} line */
const say = (line) => writeSync(STDOUT, `${JSON.stringify(line)}\n`);
const epochMicros = () => Math.round((performance.timeOrigin + performance.now()) * 1_000);

const counters = () => {
  /** @type {Record<string, Record<string, unknown>>} */
  const all = {};
  for (const l of lanes) (all[l.link] ??= {})[l.way] = l.lane.counters;
  return all;
};

/** @param {Command} command */
const obey = (command) => {
  if (command.shape === undefined) return say({ id: command.id, at: epochMicros(), counters: counters() });
  const target = lanes.find((l) => l.link === command.link && l.way === command.way);
  if (target === undefined) return say({ id: command.id, error: `no lane ${command.link}/${command.way}` });
  target.lane.shape(command.shape);
  return say({ id: command.id, at: epochMicros() });
};

let pending = '';
const inputBuffer = Buffer.alloc(65_536);
/** @returns {boolean} False once the input has ended. */
const readCommands = () => {
  let n = 0;
  try {
    n = readSync(STDIN, inputBuffer);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return true;
    throw error;
  }
  if (n === 0) return false;
  const lines = (pending + inputBuffer.toString('utf8', 0, n)).split('\n');
  pending = lines.pop() ?? '';
  for (const line of lines) if (line !== '') obey(JSON.parse(line));
  return true;
};

const frameBuffer = Buffer.alloc(65_536);
/** @param {(typeof lanes)[number]} l */
const takeIn = (l) => {
  for (let i = 0; i < FRAMES_A_TURN; i += 1) {
    const n = Number(read(l.from, frameBuffer, frameBuffer.length));
    if (n <= 0) return;
    l.lane.offer(Buffer.from(frameBuffer.subarray(0, n)), performance.now());
  }
};
/** @param {(typeof lanes)[number]} l */
const letOut = (l) => {
  for (;;) {
    const frame = l.lane.take(performance.now());
    if (frame === undefined) return;
    write(l.to, frame, frame.length);
  }
};

// Ctrl-C goes to the whole foreground group; the end of the input says when it is time.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
beOnTime();
const fds = poller([STDIN, ...lanes.map((l) => l.from)]);
say({ ready: true });
for (let open = true; open && !lanes.some((_, i) => fds.gone(i + 1));) {
  const due = Math.min(...lanes.map((l) => l.lane.nextDue()));
  fds.wait(Math.max(0, due - SPIN_MS - performance.now()));
  for (const [i, l] of lanes.entries()) if (fds.ready(i + 1)) takeIn(l);
  for (const l of lanes) letOut(l);
  if (fds.ready(0)) open = readCommands();
}
process.exit(0);
