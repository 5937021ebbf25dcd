import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { USUAL } from '../config.ts';
import { follow, isReply, type Told } from '../follower.ts';
import type { Scenario } from '../scenario.ts';
import { seed } from '../seed.ts';
import { startService, type Service } from '../service.ts';
import { holds, until } from '../until.ts';
import { residentMb } from './memory.ts';

const CONNECTIONS = 10_000;
const SILENT = 500;
const SLOW = 60;
const ADDRESSES = 50;
const EVERY = 50_000; // µs, of the target `near`
const FOR = 12_000;

/** Connects from one of some loopback addresses; `text` is sent, and nothing is ever read. */
const hold = (port: number, i: number, text: string): Socket => {
  const socket = connect({ port, host: '127.0.0.1', localAddress: `127.0.1.${1 + (i % ADDRESSES)}` });
  socket.on('error', () => undefined);
  socket.pause();
  if (text !== '') socket.write(text);
  return socket;
};
/** How late echoes are against their own grid, in ms at the 99th percentile; and how many were lost. */
const lateness = (told: readonly Told[]): { readonly p99: number; readonly lost: number; readonly n: number } => {
  const near = told.filter((t) => t.target === 'near');
  const phases = near.map((t) => t.sample.at % EVERY).toSorted((a, b) => a - b);
  const phase = phases[phases.length >> 1] ?? 0;
  const late = near.map((t) => Math.abs(((t.sample.at - phase + 1.5 * EVERY) % EVERY) - EVERY / 2));
  const sorted = late.toSorted((a, b) => a - b);
  return {
    p99: (sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN) / 1_000,
    lost: near.filter((t) => !isReply(t)).length,
    n: near.length,
  };
};
/** What /healthz answers, once a second. */
const ask = async (service: Service, forMs: number): Promise<string> => {
  const answers = new Map<string, number>();
  for (const end = performance.now() + forMs; performance.now() < end; await sleep(1_000)) {
    const what = await service.get('/healthz', 3_000).then(
      (a) => (a.status === 200 ? '200' : `${a.status} ${a.text}`),
      (error: NodeJS.ErrnoException) => error.code ?? 'no answer',
    );
    answers.set(what, (answers.get(what) ?? 0) + 1);
  }
  return [...answers].map(([what, n]) => `${n} × ${what}`).join(', ');
};

/** Connections of the server's port, by the kernel's table (proc_net_tcp(5): 01 is ESTABLISHED). */
const established = (port: number): number => {
  const end = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const lines = readFileSync('/proc/self/net/tcp', 'latin1').split('\n');
  return lines.map((l) => l.trim().split(/\s+/)).filter(([, local, , state]) => local?.endsWith(end) && state === '01')
    .length;
};

export const connections: Scenario = {
  name: 'connections',
  run: async ({ folder, later, say }) => {
    const home = folder();
    const now = Math.floor(Date.now() / 1_000);
    await seed(`${home}/state`, 'far', now - 4 * 86_400, now - 60);
    const service = startService({ folder: home, config: USUAL });
    later(() => service.kill('SIGKILL'));
    const port = Number(new URL(await service.url()).port);
    const follower = await follow(service);
    await follower.next(isReply);
    await sleep(5_000);
    const quiet = lateness(follower.samples);
    const sockets: Socket[] = [];
    const release = (): void => {
      for (const socket of sockets.splice(0)) socket.destroy();
    };
    later(release);
    let recoveredMs = 0;
    const told: string[] = [];
    const crowd = async (what: string, count: number, text: string): Promise<void> => {
      const before = follower.samples.length;
      for (let i = 0; i < count; i += 1) {
        sockets.push(hold(port, i, text));
        if (i % 200 === 199) await sleep(5);
      }
      const healthz = await ask(service, FOR);
      const open = established(port);
      const busy = lateness(follower.samples.slice(before));
      const resident = residentMb(service.pid);
      release();
      const freed = performance.now();
      await until(`${what}: /healthz answers`, () =>
        service.get('/healthz', 3_000).then(
          (a) => a.status === 200,
          () => false,
        ),
      );
      recoveredMs = Math.max(recoveredMs, performance.now() - freed);
      holds(busy.lost === 0 && busy.n > FOR / 100, `${what}: ${busy.lost} of ${busy.n} echoes lost`);
      holds(resident < 400, `${what}: ${resident.toFixed(0)} MB`);
      told.push(
        `${what}: ${open} open after ${FOR / 1_000} s, /healthz ${healthz}; ${busy.n} echoes, none lost, late ${busy.p99.toFixed(1)} ms at p99 (${quiet.p99.toFixed(1)} before), ${resident.toFixed(0)} MB`,
      );
      say(told.at(-1) ?? '');
    };
    const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`;
    await crowd(`${CONNECTIONS} connections that say nothing`, CONNECTIONS, '');
    await crowd(`${CONNECTIONS} that ask and do not read`, CONNECTIONS, get('/api/overview'));
    await crowd(`${SILENT} that watch live and never read`, SILENT, get('/api/live'));
    await crowd(
      `${SLOW} that take a download of 345,000 lines and do not read`,
      SLOW,
      get('/api/targets/far/raw?format=csv&from=-5d'),
    );
    // The live stream of whoever does read went on.
    holds(
      follower.gaps.every((g) => g.reason === 'stopped'),
      `gaps: ${JSON.stringify(follower.gaps)}`,
    );
    holds(!service.said().includes('a bug'), service.said());
    const { code } = await service.kill('SIGTERM');
    holds(code === 0, `it left with code ${code}`);
    return {
      done: `${CONNECTIONS} open connections, ${SILENT} live clients that never read, ${SLOW} slow downloads`,
      told: told.join('; '),
      recoveredMs,
    };
  },
};
