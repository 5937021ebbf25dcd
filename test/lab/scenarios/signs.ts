import type { Lab } from '../lab.ts';
import { run } from '../namespaces.ts';
import type { Talker } from '../talk.ts';
import type { Place, Sign } from './scenario.ts';

/** The words that run a command on a machine, for `ip`. */
export const inside = (lab: Lab, place: Place): readonly string[] => ['netns', 'exec', lab.namespace(place)];

/** Packets and bytes of every named counter of a machine. */
const countersOf = (lab: Lab, place: Place): ReadonlyMap<string, { packets: number; bytes: number }> => {
  const told = run('ip', [...inside(lab, place), 'nft', '-j', 'list', 'counters']);
  const { nftables } = JSON.parse(told) as {
    nftables: readonly { counter?: { name: string; packets: number; bytes: number } }[];
  };
  return new Map(nftables.flatMap(({ counter }) => (counter === undefined ? [] : [[counter.name, counter]])));
};

/** Packets that had to wait in the queue of a device (tc). */
const queued = (lab: Lab, place: Place, device: string): number => {
  const told = run('ip', [...inside(lab, place), 'tc', '-s', '-j', 'qdisc', 'show', 'dev', device]);
  const queues = JSON.parse(told) as readonly { overlimits?: number }[];
  return queues.reduce((sum, q) => sum + (q.overlimits ?? 0), 0);
};

/** How often a sign was seen in that lab so far. `environment` is of what `prints`, as env(1) takes it. */
export const seenOf = async (
  sign: Sign,
  lab: Lab,
  server: Talker | undefined,
  environment: readonly string[],
): Promise<number> => {
  if ('served' in sign) {
    const told = await server?.ask({});
    return (told?.['counts'] as Readonly<Record<number, number>> | undefined)?.[sign.served] ?? 0;
  }
  if ('queue' in sign) return queued(lab, sign.on, sign.queue);
  if ('counter' in sign) return countersOf(lab, sign.on).get(sign.counter)?.packets ?? 0;
  // grep -c fails where it counts nothing.
  return Number(run('ip', [...inside(lab, sign.on), 'env', ...environment, 'sh', '-c', `${sign.prints} || true`]));
};

export const describeSign = (sign: Sign): string => {
  if ('served' in sign) return `answers on port ${sign.served}`;
  if ('queue' in sign) return `${sign.on} queue of ${sign.queue}`;
  return `${sign.on} ${'counter' in sign ? sign.counter : sign.prints}`;
};

/** What the home has sent and got (watch.ts). */
export interface Traffic {
  readonly probes: number;
  readonly sentBytes: number;
  readonly cameBytes: number;
}
const trafficOf = (lab: Lab): Traffic => {
  const counters = countersOf(lab, 'home');
  return {
    probes: counters.get('probes')?.packets ?? 0,
    sentBytes: counters.get('sent')?.bytes ?? 0,
    cameBytes: counters.get('came')?.bytes ?? 0,
  };
};
/** Counts from now on. */
export const trafficSince = (lab: Lab): (() => Traffic) => {
  const base = trafficOf(lab);
  return () => {
    const now = trafficOf(lab);
    return {
      probes: now.probes - base.probes,
      sentBytes: now.sentBytes - base.sentBytes,
      cameBytes: now.cameBytes - base.cameBytes,
    };
  };
};
