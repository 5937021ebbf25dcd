import { seeded } from '../watch/support.ts';

/** What an echo sent at `t` (seconds) over the line meets: ms, or undefined. */
export type Echo = (t: number) => number | undefined;
export interface Fault {
  readonly name: string;
  /** The fault lies between these, in seconds. */
  readonly from: number;
  readonly to: number;
  /** Its chance is played so often. */
  readonly runs: number;
  readonly echo: (seed: number) => Echo;
  /** What answers at the gateway meanwhile; undefined: what answers at all. */
  readonly gateway?: (seed: number) => Echo;
}
const [FROM, TO] = [300.3, 900.3];
const WELL = 30;
const during =
  (fault: (random: () => number, t: number) => number | undefined, to = TO) =>
  (seed: number): Echo => {
    const random = seeded(seed);
    return (t) => (t > FROM && t < to ? fault(random, t) : WELL);
  };
const losing = (share: number) => during((random) => (random() < share ? undefined : WELL));

export const FAULTS: readonly Fault[] = [
  { name: 'blackout of 10 minutes', from: FROM, to: TO, runs: 1, echo: during(() => undefined) },
  {
    name: 'upstream death, gateway alive',
    from: FROM,
    to: TO,
    runs: 1,
    echo: during(() => undefined),
    gateway: () => () => 1,
  },
  { name: 'outage of 10 s', from: FROM, to: FROM + 10, runs: 1, echo: during(() => undefined, FROM + 10) },
  { name: 'loss of 15%', from: FROM, to: TO, runs: 20, echo: losing(0.15) },
  { name: 'loss of 20%', from: FROM, to: TO, runs: 20, echo: losing(0.2) },
  { name: 'loss of 30%', from: FROM, to: TO, runs: 20, echo: losing(0.3) },
  { name: 'latency of 300 ms', from: FROM, to: TO, runs: 1, echo: during(() => 300) },
  { name: 'latency of 600 ms', from: FROM, to: TO, runs: 1, echo: during(() => 600) },
  {
    name: 'flapping: 20 s of each minute dark',
    from: FROM,
    to: TO,
    runs: 1,
    echo: during((_, t) => ((t - FROM) % 60 < 20 ? undefined : WELL)),
  },
];

/**
 * A mobile line: 5% loss, round trips of 30 to 400 ms with a heavy tail (Pareto of index 1.4 over 30 ms), and every ten
 * minutes or so a stall of up to 3 s whose packets come in one burst, late.
 */
export const mobile = (seed: number, loss = 0.05): Echo => {
  const random = seeded(seed);
  let stallFrom = 0;
  let stallTo = 0;
  return (t) => {
    if (t > stallTo) {
      stallFrom = t - 600 * Math.log(1 - random());
      stallTo = stallFrom + 3 * random();
    }
    if (random() < loss) return undefined;
    const rtt = Math.min(400, 30 + 30 * (Math.max(1e-9, 1 - random()) ** (-1 / 1.4) - 1));
    return t >= stallFrom && t < stallTo ? rtt + (stallTo - t) * 1_000 : rtt;
  };
};
