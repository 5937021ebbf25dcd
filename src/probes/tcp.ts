import { z } from 'zod';

import type { LossReason, Settled } from '../domain/sample.ts';
import { nearestRank } from '../domain/quantile.ts';
import { MINUTE, SECOND } from '../domain/time.ts';
import type { Connected, NetFailure, NetResult } from '../net/net.ts';
import { duration } from './duration.ts';
import { networkFailed, notResolved } from './failed.ts';
import { followAddress } from './follow-address.ts';
import { paced } from './paced.ts';
import type { Observation, Once, Stream } from './probe.ts';

const PORT = 'a port from 1 to 65535';
const options = z.object({
  port: z.int({ error: PORT }).min(1, { error: PORT }).max(65_535, { error: PORT }).default(443),
  timeout: duration(10, MINUTE)
    .default(2 * SECOND)
    .meta({ description: 'How long an answer is waited for' }),
  family: z
    .literal([4, 6], { error: '4 or 6' })
    .optional()
    .meta({ description: 'Over which IP; as the system prefers where left out' }),
  refused: z.enum(['answer', 'lost'], { error: 'answer or lost' }).optional().meta({
    description: 'Whether a closed port is an answer, for somebody is there, or a loss, for the service is meant',
  }),
});
type Options = z.infer<typeof options>;

const report = z.object({
  address: z.string(),
  port: z.int(),
  /** In the order that they were begun. */
  connects: z.array(
    z.union([
      z.object({ tookMicros: z.int(), outcome: z.enum(['accepted', 'refused']) }),
      z.object({ failed: z.string(), detail: z.string() }),
    ]),
  ),
});
type Report = z.infer<typeof report>;

/** How many times, and how far apart, when it runs once. */
const CONNECTS = 5;
const APART = 200;

/** After so many losses in a row the name is looked up again. */
const DOUBTFUL = 5;

/** Why a connect brought no time, in the words of a series. */
export const lossOf = (reason: NetFailure['reason']): LossReason => {
  if (reason === 'timeout') return 'timeout';
  return reason === 'unreachable' || reason === 'reset' ? 'unreachable' : 'send-failed';
};

/** What a connect brought, by what the port is asked for. */
const judged = (result: NetResult<Connected>, { refused, port }: Options): NetResult<Connected> =>
  result.ok && result.outcome === 'refused' && refused === 'lost'
    ? { ok: false, reason: 'reset', detail: `port ${port} is closed` }
    : result;

/** TCP connect time: from SYN to SYN-ACK, or to the RST that a closed port answers with. */
export const tcp: Once<Options, Report> & Stream<Options> = {
  name: 'tcp',
  title: 'TCP connect time',
  purpose: 'whether a port takes a connection, and how fast',
  options,
  values: { connect: { label: 'TCP connect time', unit: 'us', better: 'lower' } },
  report,
  every: SECOND,

  follow(aim, options, ctx) {
    const { port, timeout, family } = options;
    const { clock, net, cadence } = ctx;
    return followAddress({ aim, family, cadence, field: 'connect' }, ctx, (address, signal, doubt) => {
      let lostInARow = 0;
      return paced(cadence, clock, signal, async (over): Promise<Observation> => {
        const at = clock.now();
        const result = judged(await net.connect(address, port, timeout, over), options);
        lostInARow = result.ok ? 0 : lostInARow + 1;
        if (lostInARow >= DOUBTFUL) doubt();
        const sample: Settled = result.ok
          ? { at: result.at, value: result.tookMicros }
          : { at, lost: lossOf(result.reason) };
        return { field: 'connect', sample };
      });
    });
  },

  async run(aim, options, { clock, net, signal, progress }) {
    const { port, timeout, family } = options;
    const resolved = await net.resolve(aim.address, family, signal);
    if (!resolved.ok) return notResolved(aim, resolved);
    const [address = aim.address] = resolved.addresses;
    const connects: Report['connects'][number][] = [];
    const took: number[] = [];
    let failure: NetFailure | undefined;
    for (let i = 0; i < CONNECTS; i += 1) {
      if (i > 0) await clock.sleep(APART, signal);
      const result = judged(await net.connect(address, port, timeout, signal), options);
      if (result.ok) {
        took.push(result.tookMicros);
        connects.push({ tookMicros: result.tookMicros, outcome: result.outcome });
        progress?.(`${address} port ${port}: ${result.tookMicros / 1_000} ms, ${result.outcome}`);
      } else {
        failure = result;
        connects.push({ failed: result.reason, detail: result.detail });
        progress?.(`${address} port ${port}: ${result.detail}`);
        // Neither changes by trying again.
        if (result.reason === 'cancelled' || result.reason === 'unsupported') return networkFailed(result);
      }
    }
    const connect = nearestRank(
      took.toSorted((a, b) => a - b),
      50,
    );
    if (connect === undefined && failure !== undefined) return networkFailed(failure);
    const lost = CONNECTS - took.length;
    return {
      status: 'measured',
      values: connect === undefined ? {} : { connect },
      findings: lost === 0 ? [] : [{ code: 'packet-loss', severity: 'warn', evidence: { sent: CONNECTS, lost } }],
      report: { address, port, connects },
    };
  },
};
