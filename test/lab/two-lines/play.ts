import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

import type { EventList } from '../../../src/api/schema.ts';
import type { EpochMicros } from '../../../src/domain/time.ts';
import { ANCHORS_4, ANCHORS_6 } from '../topology.ts';
import { makeCertificates } from '../scenarios/certificate.ts';
import { type Service, startService } from '../service.ts';
import { configOf } from './config.ts';
import { judge, type Slack, type Told } from './judge.ts';
import { openTwoLines, type TwoLines } from './open.ts';
import type { LinesScenario } from './scenario.ts';
import { LINE_NAMES, LINES } from './topology.ts';
import { VPN } from './vpn.ts';
import { type Truth, watchTruth } from './truth.ts';

/** What came of one scenario. */
export interface Result {
  readonly scenario: string;
  /** Events that came as expected. */
  readonly right: readonly string[];
  /** Why it is not right; none where it is. */
  readonly wrong: readonly string[];
  /** Dark spells by our own echoes, in seconds. */
  readonly dark: Readonly<Record<string, readonly number[]>>;
  /** When what was told could be read, in seconds after the first step. */
  readonly told: readonly string[];
  readonly seconds: number;
  /** What the service said and all its events; for whoever looks for the reason. */
  readonly log: string;
}

const POLL = 200;
const STEADY_WITHIN = 60_000;
/** After it is steady and before the first step: standby lines have been asked, sizes measured. */
const CALM = 6_000;
/** A pause between our own echoes, 50 ms apart, from which it is a dark spell. */
const DARK = 600;
/** The last answer before a cut came that much before it at most. */
const BEFORE: EpochMicros = 1_000_000;

const now = (): EpochMicros => Math.round((performance.timeOrigin + performance.now()) * 1_000);

/** Reads the service's events again and again, and keeps when each was there first. */
const follow = (service: Service) => {
  const seen = new Map<string, Told>();
  const look = async (): Promise<void> => {
    const answer = await fetch(`${service.url}/api/events?from=-1h&limit=1000`);
    if (!answer.ok) throw new Error(`/api/events: ${answer.status} ${await answer.text()}`);
    const { events } = (await answer.json()) as EventList;
    const seenAt = now();
    for (const event of events.toReversed()) {
      const id = JSON.stringify(event);
      if (!seen.has(id)) seen.set(id, { ...event, seenAt } as Told);
    }
  };
  const stop = new AbortController();
  let failure: string | undefined;
  const looking = (async () => {
    while (!stop.signal.aborted) {
      await look().catch((error: unknown) => (failure = error instanceof Error ? error.message : String(error)));
      await setTimeout(POLL);
    }
  })();
  return {
    events: (): readonly Told[] => [...seen.values()],
    stop: async () => {
      stop.abort();
      await looking;
      await look();
      return failure;
    },
  };
};

/** Whether all that can be known of lines that are well is known. */
const isSteady = (events: readonly Told[], { vantage, vpn = false }: LinesScenario): boolean => {
  const lines: readonly string[] = vpn ? [...LINE_NAMES, 'vpn'] : LINE_NAMES;
  const isUp = (target: string): boolean =>
    events.findLast((e) => e.type === 'state-changed' && e.subject?.target === target)?.evidence['to'] === 'up';
  const isSeen = (target: string): boolean =>
    events.some((e) => e.type === 'egress-changed' && e.subject?.target === target);
  const isLive = events.some((e) => e.type === 'live-changed' && e.evidence['to'] === (vpn ? 'vpn' : 'dsl'));
  const isWell = (target: string): boolean => isUp(target) && isSeen(target);
  return isLive && isWell('internet') && (vantage === 'home' || lines.every(isWell));
};

/** Plays one scenario in a lab of its own, with a service of its own, and judges what that says. */
export const play = async (scenario: LinesScenario, slack?: Slack): Promise<Result> => {
  const {
    name,
    vantage,
    lteMtu,
    steps,
    settle,
    expects,
    fired,
    tls,
    before,
    families = 'four',
    vpn = false,
  } = scenario;
  const since = performance.now();
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-lines-'));
  const certificates = tls === true ? makeCertificates() : undefined;
  const two = await openTwoLines({
    ...(lteMtu === undefined ? {} : { lteMtu }),
    families,
    vpn,
    ...(certificates === undefined ? {} : { tls: certificates.own }),
  });
  const truths: Record<string, Truth> = {};
  let service: Service | undefined;
  try {
    const anchor = families === 'six' ? ANCHORS_6[2] : ANCHORS_4[2];
    truths['house'] = watchTruth(two.lab, vantage, undefined, anchor);
    for (const line of LINE_NAMES) truths[line] = watchTruth(two.lab, 'router', LINES[line].device, anchor);
    if (vpn) truths['vpn'] = watchTruth(two.lab, 'router', VPN.device);
    await before?.(two);
    const env = certificates === undefined ? {} : { NODE_EXTRA_CA_CERTS: certificates.own.certificate };
    service = await startService(two.lab, { folder, machine: vantage, config: configOf(scenario), env });
    const follower = follow(service);
    const isWell = await until(() => isSteady(follower.events(), scenario));
    const done: Record<string, EpochMicros> = {};
    await setTimeout(CALM);
    const wellAt = now();
    if (isWell) {
      for (const step of steps) {
        await setTimeout(step.after * 1_000);
        done[step.name] = await step.do(two);
      }
      await setTimeout(settle * 1_000);
    }
    const failure = await follower.stop();
    const firstAt = Math.min(...Object.values(done), now());
    const events = follower.events();
    const dark = Object.fromEntries(Object.entries(truths).map(([who, t]) => [who, t.dark(DARK, wellAt - BEFORE)]));
    const judged = events.filter((e) => e.seenAt > wellAt);
    const verdict = judge({ steps: done, dark }, expects, judged, slack);
    const unseen = await missingSigns(fired, two);
    const wrong = [
      ...(isWell ? [] : ['it never found that all was well']),
      ...(failure === undefined ? [] : [failure]),
      ...unseen,
      ...verdict.wrong,
    ];
    return {
      scenario: name,
      right: verdict.right,
      wrong,
      dark: Object.fromEntries(
        Object.entries(dark).map(([who, spells]) => [who, spells.map((d) => Math.round(d.seconds * 100) / 100)]),
      ),
      told: events.map((e) => describe(e, firstAt)),
      seconds: Math.round((performance.now() - since) / 1_000),
      log: service.said(),
    };
  } finally {
    await service?.kill('SIGKILL');
    for (const truth of Object.values(truths)) await truth.stop();
    await two.close();
    certificates?.remove();
    await rm(folder, { recursive: true, force: true });
  }
};

const until = async (is: () => boolean): Promise<boolean> => {
  for (const end = performance.now() + STEADY_WITHIN; performance.now() < end; await setTimeout(POLL)) {
    if (is()) return true;
  }
  return is();
};

const missingSigns = async (fired: LinesScenario['fired'], two: TwoLines): Promise<readonly string[]> => {
  const seen = await Promise.all(fired.map(async (sign) => ({ ...sign, count: await sign.seen(two) })));
  return seen
    .filter(({ count, least, most = Infinity }) => !(count >= least && count <= most))
    .map(
      ({ what, count, least, most }) =>
        `${count < least ? 'the fault did not fire: ' : ''}${what}: ${count}, expected ${least}${most === undefined ? ' or more' : ` to ${most}`}`,
    );
};

/** The event with the moments of its evidence as seconds from the first step. */
const describe = ({ type, subject, evidence, at, seenAt }: Told, firstAt: EpochMicros): string => {
  const seconds = (t: EpochMicros): string => ((t - firstAt) / 1e6).toFixed(2);
  const told = Object.entries(evidence).map(([key, value]) =>
    typeof value === 'number' && value > 1e15 ? `${key}=${seconds(value)}` : `${key}=${String(value)}`,
  );
  return `${seconds(seenAt)} ${type} ${subject?.target ?? ''} at=${seconds(at)} ${told.join(' ')}`;
};
