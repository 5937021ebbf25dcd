import { z } from 'zod';

import { canonicalAddress, familyOf } from '../domain/address.ts';
import { MINUTE, SECOND } from '../domain/time.ts';
import type { EchoEvent, Family, Net } from '../net/net.ts';
import { duration } from './duration.ts';
import { networkFailed, noEngine, notResolved } from './failed.ts';
import { followAddress } from './follow-address.ts';
import { judgeEchoes, echoReport } from './ping-judge.ts';
import type { Aim, Observation, Once, Stream } from './probe.ts';

const whole = (what: string, min: number, max: number) => {
  const error = `${what}, a whole number from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
};
const options = z.object({
  timeout: duration(10, MINUTE)
    .default(2 * SECOND)
    .meta({ description: 'How long an answer is waited for' }),
  size: whole('payload bytes', 16, 65_507)
    .default(56)
    .meta({ description: 'Payload of an echo, in bytes; the first 16 say that it is ours' }),
  ttl: whole('hops', 1, 255).optional().meta({ description: 'Hops after which it ends on the way' }),
  df: z
    .boolean({ error: 'true or false' })
    .optional()
    .meta({ description: 'Nobody on the way may cut it into fragments' }),
  family: z
    .literal([4, 6], { error: '4 or 6' })
    .optional()
    .meta({ description: 'Over which IP; as the system prefers where left out' }),
  count: whole('echoes', 1, 1_000).default(10).meta({ description: 'How many echoes, when it runs once' }),
  interval: duration(10, MINUTE).default(200).meta({ description: 'From one echo to the next, when it runs once' }),
});
type Options = z.infer<typeof options>;

const report = z.object({ address: z.string(), engine: z.string(), how: z.string() }).extend(echoReport.shape);
type Report = z.infer<typeof report>;

/** After so many losses in a row the name is looked up again. */
const DOUBTFUL = 5;

/** Round-trip time by ICMP echo. */
export const ping: Once<Options, Report> & Stream<Options> = {
  name: 'ping',
  title: 'Round-trip time',
  purpose: 'round-trip time and loss, by ICMP echoes',
  options,
  values: {
    rtt: { label: 'Round-trip time', unit: 'us', better: 'lower' },
    sent: { label: 'Echoes sent', unit: 'count', better: 'neither' },
    received: { label: 'Echoes answered', unit: 'count', better: 'higher' },
    lossRatio: { label: 'Loss', unit: 'ratio', better: 'lower' },
    rttMin: { label: 'Least round-trip time', unit: 'us', better: 'lower' },
    rttP50: { label: 'Median round-trip time', unit: 'us', better: 'lower' },
    rttP90: { label: '90th percentile of the round-trip time', unit: 'us', better: 'lower' },
    rttMax: { label: 'Greatest round-trip time', unit: 'us', better: 'lower' },
    jitter: { label: 'Mean change from one round trip to the next', unit: 'us', better: 'lower' },
  },
  report,
  every: SECOND,

  follow(aim, asked, ctx) {
    const { net, cadence } = ctx;
    const family = familyFor(aim, asked.family, net);
    return followAddress({ aim, family, cadence, field: 'rtt' }, ctx, async function* echoes(address, signal, doubt) {
      let lostInARow = 0;
      for await (const event of net.echoes({ address, ...packetOf(asked), cadence }, signal)) {
        yield observed(event);
        if (event.kind === 'reply' && event.reordered) yield reordered(event);
        if (event.kind === 'late' || event.kind === 'duplicate') continue;
        lostInARow = event.kind === 'reply' ? 0 : lostInARow + 1;
        if (lostInARow >= DOUBTFUL) doubt();
      }
    });
  },

  async run(aim, asked, { clock, net, signal, progress }) {
    const { engine } = net;
    if (engine === undefined) return noEngine(net);
    const resolved = await net.resolve(aim.address, familyFor(aim, asked.family, net), signal);
    if (!resolved.ok) return notResolved(aim, resolved);
    const address = resolved.addresses.find((a) => engine.families.some((f) => f === familyOf(a)));
    if (address === undefined) {
      const detail = `the echo engine (${engine.how}) cannot send to ${resolved.addresses[0] ?? aim.address}`;
      return networkFailed({ ok: false, reason: 'unsupported', detail });
    }
    const cadence = { every: asked.interval, phase: clock.elapsed() };
    const events: EchoEvent[] = [];
    for await (const event of net.echoes({ address, ...packetOf(asked), cadence, count: asked.count }, signal)) {
      events.push(event);
      progress?.(told(address, event));
    }
    // Interrupted, what was answered by then still counts; what is out was not lost.
    if (signal.aborted && events.length === 0)
      return networkFailed({ ok: false, reason: 'cancelled', detail: 'cancelled' });
    const judged = judgeEchoes(events, engine.stamps);
    if (judged.status === 'failed') return judged;
    const { name, how } = engine;
    return { ...judged, report: { address, engine: name, how, ...judged.report } };
  },
};

/** A name is resolved to a family that the engine can send; what the owner asks for goes first. */
const familyFor = ({ address }: Aim, asked: Family | undefined, { engine }: Net): Family | undefined => {
  if (asked !== undefined || canonicalAddress(address) !== undefined) return asked;
  return engine?.families.length === 1 ? engine.families[0] : undefined;
};

const packetOf = ({ timeout, size, ttl, df }: Options) => ({
  timeout,
  size,
  ...(ttl === undefined ? {} : { ttl }),
  ...(df === undefined ? {} : { df }),
});

/** An event of the engine in the words of a series; microseconds are whole there. */
const observed = (event: EchoEvent): Observation => {
  const { sentAt: at } = event;
  const field = 'rtt';
  switch (event.kind) {
    case 'reply':
      return { field, sample: { at, value: Math.round(event.rttMicros) } };
    case 'lost':
      return { field, sample: { at, lost: 'timeout' } };
    case 'not-sent':
      return { field, sample: { at, lost: 'send-failed' } };
    case 'error':
      return { field, sample: { at, lost: event.reason, saidBy: event.icmp.from } };
    case 'late':
    case 'duplicate':
  }
  return { field, sample: { at, note: event.kind, value: Math.round(event.rttMicros) } };
};
/** Told beside the reply. */
const reordered = ({ sentAt: at, rttMicros }: EchoEvent & { readonly kind: 'reply' }): Observation => ({
  field: 'rtt',
  sample: { at, note: 'reordered', value: Math.round(rttMicros) },
});

const told = (address: string, event: EchoEvent): string => {
  const about = `${address} echo ${event.seq + 1}`;
  switch (event.kind) {
    case 'lost':
      return `${about}: no answer`;
    case 'not-sent':
      return `${about}: not sent, ${event.detail}`;
    case 'error':
      return `${about}: ${event.reason}, says ${event.icmp.from}`;
    case 'reply':
    case 'late':
    case 'duplicate':
  }
  const ms = `${(event.rttMicros / 1_000).toFixed(3)} ms`;
  return event.kind === 'reply' ? `${about}: ${ms}` : `${about}: ${ms}, ${event.kind}`;
};
