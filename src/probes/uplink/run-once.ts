import { setMaxListeners } from 'node:events';

import { z } from 'zod';

import type { Finding } from '../../domain/finding.ts';
import type { Outcome } from '../../domain/outcome.ts';
import { nearestRank } from '../../domain/quantile.ts';
import { LOSS_REASONS, type Settled } from '../../domain/sample.ts';
import type { Millis } from '../../domain/time.ts';
import { askDns } from '../../net/dns.ts';
import { networkFailed, noEngine } from '../failed.ts';
import type { Context } from '../probe.ts';
import type { Options } from './options.ts';
import { measurePathMtu } from './path-mtu.ts';
import { canEcho, sendEcho, type Echo } from './send-echo.ts';

/** Of each anchor and of the gateway, and how far apart. */
const ECHOES = 5;
const APART: Millis = 200;
const BADLY = 0.1;

const heard = z.object({
  address: z.string(),
  sent: z.int(),
  answered: z.int(),
  /** Median, microseconds. */
  rtt: z.int().optional(),
  /** Of the last one that was lost. */
  lost: z.enum(LOSS_REASONS).optional(),
});
type Heard = z.infer<typeof heard>;
export const report = z.object({
  how: z.enum(['echo', 'tcp']),
  anchors: z.array(heard),
  gateway: heard.optional(),
  resolver: z.object({ address: z.string(), tookMicros: z.int().optional(), failed: z.string().optional() }).optional(),
  pathMtu: z.int().optional(),
});
export type Report = z.infer<typeof report>;

const heardOf = (address: string, all: readonly Settled[]): Heard => {
  const rtts = all.flatMap((s) => ('value' in s ? [s.value] : [])).toSorted((a, b) => a - b);
  const rtt = nearestRank(rtts, 50);
  const lost = all.flatMap((s) => ('lost' in s ? [s.lost] : [])).at(-1);
  const told = { ...(rtt === undefined ? {} : { rtt }), ...(lost === undefined ? {} : { lost }) };
  return { address, sent: all.length, answered: rtts.length, ...told };
};

/** What a line is worth just now: five echoes to each anchor and the gateway, a DNS query, the path MTU. */
export const runOnce = async (
  { anchors, gateway, resolver, timeout }: Options & { readonly anchors: readonly string[] },
  given: Context,
): Promise<Outcome<Report>> => {
  const signal = AbortSignal.any([given.signal]);
  setMaxListeners(0, signal); // as many as are out at a time
  const ctx: Context = { ...given, signal };
  const { net, clock, progress } = ctx;
  const begun = clock.elapsed();
  const ask = async (address: string): Promise<Heard> => {
    const sent = Array.from({ length: ECHOES }, (_, i) => sendAt(ctx, { address, timeout, due: begun + i * APART }));
    const all = (await Promise.all(sent)).filter((s) => s !== undefined);
    const told = heardOf(address, all);
    progress?.(`${address}: ${told.answered} of ${told.sent} answered`);
    return told;
  };
  const [of, ofGateway] = await Promise.all([
    Promise.all(anchors.map(ask)),
    gateway === undefined ? undefined : ask(gateway),
  ]);
  if (signal.aborted) return networkFailed({ ok: false, reason: 'cancelled', detail: 'cancelled' });
  if (
    [...of, ...(ofGateway === undefined ? [] : [ofGateway])].every((h) => h.answered === 0 && h.lost === 'send-failed')
  )
    return networkFailed({
      ok: false,
      reason: 'no-route',
      detail: 'nothing could be sent: there is no route that way',
    });
  const best = of.filter((h) => h.answered > 0).toSorted((a, b) => (a.rtt ?? 0) - (b.rtt ?? 0))[0];
  const [pathMtu, dns] = await Promise.all([
    best === undefined ? undefined : measurePathMtu(net, best.address, signal),
    resolver === undefined ? undefined : askResolver(resolver, timeout, ctx),
  ]);
  const how = anchors.every((a) => canEcho(net, a)) ? 'echo' : 'tcp';
  const seen: Report = {
    how,
    anchors: of,
    ...(ofGateway === undefined ? {} : { gateway: ofGateway }),
    ...(dns === undefined ? {} : { resolver: dns }),
    ...(pathMtu === undefined ? {} : { pathMtu }),
  };
  return {
    status: 'measured',
    values: valuesOf(seen),
    findings: [...judge(seen), ...(how === 'tcp' ? noEngine(net).findings : [])],
    report: seen,
  };
};

const sendAt = async (ctx: Context, echo: Echo): Promise<Settled | undefined> => {
  await ctx.clock.sleep(echo.due - ctx.clock.elapsed(), ctx.signal);
  if (ctx.signal.aborted) return undefined;
  let heard: Settled | undefined;
  const settled = (sample: Settled): void => {
    heard = sample;
  };
  await sendEcho(ctx, { ...echo, lingers: false }, { settled, noted: () => undefined });
  return heard;
};
const askResolver = async (
  address: string,
  timeout: Millis,
  { net, clock, signal }: Context,
): Promise<NonNullable<Report['resolver']>> => {
  const seen = await askDns({ net, clock }, { address }, { name: '.', type: 'NS' }, signal, {
    at: [0, timeout],
    within: 2 * timeout,
  });
  if (seen.ok) return { address, tookMicros: seen.tookMicros };
  return seen.answered === undefined
    ? { address, failed: seen.detail }
    : { address, tookMicros: seen.answered.tookMicros };
};

/** Of the anchors that answered at all: one that is silent while most others answer says nothing of the line. */
const speaking = ({ anchors }: Report): readonly Heard[] => {
  const well = anchors.filter((a) => a.answered > 0);
  return 2 * well.length >= anchors.length ? well : anchors;
};
const valuesOf = (seen: Report): Readonly<Record<string, number>> => {
  const of = speaking(seen);
  const rtt = nearestRank(
    of.flatMap((a) => a.rtt ?? []).toSorted((a, b) => a - b),
    50,
  );
  const sent = of.reduce((sum, a) => sum + a.sent, 0);
  const received = of.reduce((sum, a) => sum + a.answered, 0);
  const values = { rtt, gateway: seen.gateway?.rtt, dns: seen.resolver?.tookMicros, mtu: seen.pathMtu };
  const known = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return { ...Object.fromEntries(known), sent, received, lossRatio: (sent - received) / Math.max(1, sent) };
};

const judge = (seen: Report): readonly Finding[] => {
  const { gateway, resolver } = seen;
  const of = speaking(seen);
  const sent = of.reduce((sum, a) => sum + a.sent, 0);
  const lost = sent - of.reduce((sum, a) => sum + a.answered, 0);
  const silent = seen.anchors.flatMap((a) => (a.answered === 0 ? [a.address] : [])).join(', ');
  const evidence = { sent, lost, ...(silent === '' ? {} : { silent }) };
  if (lost === sent) {
    if (gateway === undefined) return [{ code: 'line-dark', severity: 'fail', evidence }];
    const told = { ...evidence, gateway: gateway.address, gatewayAnswered: gateway.answered };
    return [
      { code: gateway.answered > 0 ? 'gateway-up-no-internet' : 'gateway-silent', severity: 'fail', evidence: told },
    ];
  }
  return [
    ...(lost / sent >= BADLY
      ? [{ code: 'line-degraded', severity: 'warn', evidence: { ...evidence, lossRatio: lost / sent } } as const]
      : []),
    ...(resolver?.failed === undefined
      ? []
      : [
          {
            code: 'line-dns-dead',
            severity: 'fail',
            evidence: { resolver: resolver.address, why: resolver.failed },
          } as const,
        ]),
  ];
};
