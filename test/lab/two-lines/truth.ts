import { once } from 'node:events';
import { createInterface } from 'node:readline';

import type { EpochMicros, Millis } from '../../../src/domain/time.ts';
import type { Lab } from '../lab.ts';
import { ANCHORS_4 } from '../topology.ts';
import type { TwoLinesMachine } from './topology.ts';

/** One echo that came back: when it was sent, and how long it took. */
export interface Answered {
  readonly at: EpochMicros;
  readonly rttMs: Millis;
}
/** From the last that was answered to the first that was answered again. */
export interface Dark {
  readonly lastGood: EpochMicros;
  readonly firstGood: EpochMicros;
  readonly seconds: number;
}
/** Echoes of ping(8), ours and none of plumbline's: what the line has really done. */
export interface Truth {
  readonly answered: readonly Answered[];
  /** Pauses between answers of at least so long, begun since a time; the last one may still last and is not told then. */
  dark(atLeast: Millis, since?: EpochMicros): readonly Dark[];
  stop(): Promise<void>;
}

const EVERY = 50;
/** Bytes of payload: what tells ours from the service's, which has 56. */
const OUR_SIZE = 24;
const REPLY = /^\[(\d+\.\d+)\] .*icmp_seq=\d+ .*time=([\d.]+) ms/;

/** Echoes from that machine, as the routes say or by a device of its own. */
export const watchTruth = (
  lab: Lab,
  machine: TwoLinesMachine,
  device?: string,
  anchor: string = ANCHORS_4[2],
): Truth => {
  const how = [
    '-n',
    '-D',
    '-i',
    String(EVERY / 1_000),
    '-s',
    String(OUR_SIZE),
    ...(device === undefined ? [] : ['-I', device]),
  ];
  const ping = lab.spawn(machine, 'ping', [...how, anchor], { stdio: ['ignore', 'pipe', 'ignore'] });
  const { stdout } = ping;
  if (stdout === null) throw new Error('ping: expected a pipe');
  const answered: Answered[] = [];
  createInterface({ input: stdout }).on('line', (line) => {
    const [, seconds, rtt] = REPLY.exec(line) ?? [];
    if (seconds === undefined || rtt === undefined) return;
    answered.push({ at: Math.round(Number(seconds) * 1e6 - Number(rtt) * 1e3), rttMs: Number(rtt) });
  });
  const gone = once(ping, 'exit');
  return {
    answered,
    dark: (atLeast, since = 0) =>
      answered.flatMap(({ at: firstGood }, i) => {
        const lastGood = answered[i - 1]?.at;
        if (lastGood === undefined || lastGood < since || firstGood - lastGood < atLeast * 1_000) return [];
        return [{ lastGood, firstGood, seconds: (firstGood - lastGood) / 1e6 }];
      }),
    stop: async () => {
      ping.kill('SIGINT');
      await gone;
    },
  };
};
