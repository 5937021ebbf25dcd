import { z } from 'zod';

import { HOUSE } from '../../domain/line.ts';
import { MINUTE } from '../../domain/time.ts';
import { networkFailed } from '../failed.ts';
import { gathered } from '../gathered.ts';
import { ALWAYS_LIVE, atPace, isAlert, settablePace } from '../pace.ts';
import type { Observation, Once, Stream } from '../probe.ts';
import { askWho } from './ask-all.ts';
import { Names } from './ask-who.ts';
import { AsnLookUp } from './asn.ts';
import { crowded, detailsOf } from './details.ts';
import { Haste } from './haste.ts';
import { FAMILIES, Looking } from './looking.ts';
import { options, type Options } from './options.ts';
import { lookEvery } from './schedule.ts';

const egressOf = z.object({
  family: z.literal([4, 6]),
  address: z.string(),
  how: z.enum(['stun', 'http']),
  asn: z.int().optional(),
  asName: z.string().optional(),
  firstHop: z.string().optional(),
  pathMtu: z.int().optional(),
});
const report = z.object({
  egress: z.array(egressOf),
  /** Why nothing is told of a family. */
  missing: z.array(z.object({ family: z.literal([4, 6]), why: z.string() })),
});
type Report = z.infer<typeof report>;

/** Who the world says that we are: the address by which traffic leaves, by both families apart. */
export const egress: Once<Options, Report> & Stream<Options> = {
  name: 'egress',
  title: 'Egress address',
  purpose: 'which address the world sees',
  ofLines: true,
  usualTarget: HOUSE,
  ownersOptions: ['stun', 'http', 'anchors', 'house'],
  options,
  values: { rtt: { label: 'STUN exchange', unit: 'us', better: 'lower' } },
  tellsState: false,
  report,
  every: MINUTE,

  follow(_, asked, ctx) {
    const { pace = ALWAYS_LIVE } = ctx;
    return gathered<Observation>(ctx.signal, (gathering) => {
      const own = settablePace(pace.now());
      const looking = new Looking({ ...ctx, ...gathering, asked });
      const haste = new Haste(pace, own, { ...ctx, ...gathering });
      // At once, whatever its phase: until each line's address is known nobody can tell which one is live.
      const at = { clock: ctx.clock, signal: gathering.signal, pace: own, phase: ctx.clock.elapsed() };
      return [
        haste.follow(),
        atPace(
          at,
          (word) => lookEvery(word, asked.metered),
          () => gathering.beside(looking.look()),
        ),
        ...(asked.house
          ? [looking.holdConnection(() => !isAlert(own.now())), looking.followRoutes(() => haste.hurry())]
          : []),
      ];
    });
  },

  async run(_, asked, given) {
    const ctx = { ...given, signal: crowded(AbortSignal.any([given.signal])) };
    const names = new Names();
    const asns = new AsnLookUp(asked.anchors);
    const found = await Promise.all(
      FAMILIES.map(async (family) => {
        const who = await askWho(family, asked, names, ctx, true);
        if (!who.ok) return { family, who };
        ctx.progress?.(`IPv${family}: ${who.seen.address}`);
        const told = await detailsOf(who.seen.address, family, asked.anchors, asns, ctx);
        return { family, who, told };
      }),
    );
    if (ctx.signal.aborted) return networkFailed({ ok: false, reason: 'cancelled', detail: 'cancelled' });
    const known = found.flatMap(({ family, who, told }) =>
      who.ok ? [{ family, address: who.seen.address, how: who.seen.how, ...told }] : [],
    );
    const failures = found.flatMap(({ family, who }) => (who.ok ? [] : [{ family, who }]));
    const [first] = failures;
    if (known.length === 0 && first !== undefined) return networkFailed(first.who);
    const took = found.flatMap(({ who }) => (who.ok ? who.seen.tookMicros : []))[0];
    return {
      status: 'measured',
      values: took === undefined ? {} : { rtt: took },
      findings: [],
      report: { egress: known, missing: failures.map(({ family, who }) => ({ family, why: who.detail })) },
    };
  },
};
