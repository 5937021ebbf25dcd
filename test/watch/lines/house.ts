import type { Entry, Event } from '../../../src/domain/entry.ts';
import { HOUSE, type Line } from '../../../src/domain/line.ts';
import type { Sample } from '../../../src/domain/sample.ts';
import { isAlert } from '../../../src/probes/pace.ts';
import { linesState } from '../../../src/watch/lines/lines-state.ts';
import { paceOf } from '../../../src/watch/lines/pace.ts';
import type { LinesState } from '../../../src/watch/lines/state.ts';
import { at } from '../support.ts';

export const VANTAGE = 'home';
export const lineNamed = (name: string, more: Partial<Line> = {}): Line => ({
  name,
  label: name.toUpperCase(),
  kind: 'dsl',
  metered: false,
  recognised: {},
  reachable: true,
  lostAfter: 2_000,
  every: { live: 1_000, standby: 1_000 },
  ...more,
});
export const subject = (name: string) =>
  name === HOUSE ? { target: HOUSE, vantage: VANTAGE } : { target: name, via: name, vantage: VANTAGE };

/** What is so at a time, in seconds. Round trips in ms; undefined: nothing comes back. */
export interface World {
  readonly lines: readonly Line[];
  readonly echo: (line: string, t: number) => number | undefined;
  readonly gateway?: (line: string, t: number) => number | undefined;
  readonly dns?: (line: string, t: number) => number | undefined;
  /** The line that the router sends the house by; empty: none. */
  readonly carries: (t: number) => string;
  readonly address: (line: string, t: number) => string;
  /** The kernel's default route. */
  readonly route?: (t: number) => string;
  readonly connection?: string;
}
export interface Told {
  /** When the watcher knew, in seconds. */
  readonly known: number;
  readonly event: Event;
}

interface Flying {
  readonly settles: number;
  readonly place: string;
  readonly field: string;
  readonly probe: string;
  readonly sample: Sample;
}
const TICK = 0.1;
const event = (t: number, type: Event['type'], place: string, evidence: Event['evidence']): Event => ({
  kind: 'event',
  at: at(t),
  type,
  severity: 'info',
  subject: subject(place),
  evidence,
});

/**
 * A house, its router and plumbline in it, by hand-driven time: echoes as the probes send them at the paces that the
 * watcher asks for, settled as the engine does, handed over every second as the scheduler does.
 */
export const simulate = (
  world: World,
  seconds: number,
  from?: LinesState,
  start = 0,
): {
  readonly told: readonly Told[];
  readonly entries: readonly Entry[];
  readonly state: LinesState;
  /** The seconds at which the house was watched closely. */
  readonly alert: readonly number[];
} => {
  const alert: number[] = [];
  const watcher = linesState(world.lines, VANTAGE);
  let state = from ?? watcher.init;
  const told: Told[] = [];
  const entries: Entry[] = [];
  let flying: Flying[] = [];
  let events: Event[] = [];
  const box = new Map<string, { probe: string; field: string; place: string; samples: Sample[] }>();
  const due = new Map<string, number>();
  const addresses = new Map<string, string>();
  let route: string | undefined;
  const slowest = Math.max(2_000, ...world.lines.map((l) => l.lostAfter));

  const send = (place: string, probe: string, field: string, t: number, rtt: number | undefined, lostAfter: number) => {
    const isLost = rtt === undefined || rtt > lostAfter;
    const sample: Sample = isLost ? { at: at(t), lost: 'timeout' } : { at: at(t), value: Math.round(rtt * 1_000) };
    flying.push({ settles: t + (isLost ? lostAfter : rtt) / 1_000, place, probe, field, sample });
    if (rtt !== undefined && isLost) {
      const late: Sample = { at: at(t), note: 'late', value: Math.round(rtt * 1_000) };
      flying.push({ settles: t + rtt / 1_000, place, probe, field, sample: late });
    }
  };
  const isDue = (key: string, t: number, every: number): boolean => {
    const next = Math.min(due.get(key) ?? t, t + every);
    due.set(key, next);
    if (t + 1e-6 < next) return false;
    due.set(key, next + every);
    return true;
  };
  const places = [...world.lines.map((l) => l.name), HOUSE];

  for (let tick = 0; tick * TICK < seconds; tick += 1) {
    const t = start + tick * TICK;
    const carrier = world.carries(t);
    for (const [i, place] of places.entries()) {
      const line = world.lines.find((l) => l.name === (place === HOUSE ? carrier : place));
      const own = world.lines.find((l) => l.name === place);
      if (place !== HOUSE && own?.reachable !== true) continue;
      const pace = paceOf(world.lines, state, place, at(t));
      const lostAfter = own?.lostAfter ?? slowest;
      const rttAt = (): number | undefined => (line === undefined ? undefined : world.echo(line.name, t));
      const every = place === HOUSE || pace !== 'standby' ? 1 : (own?.every.standby ?? 1_000) / 1_000;
      const phase = 0.1 * (i % 5);
      if (isDue(`${place} echo`, t - phase, every)) send(place, 'uplink', 'rtt', t, rttAt(), lostAfter);
      const isMore = pace === 'alert' || pace === 'wary';
      if (isMore && isDue(`${place} alert`, t, own?.metered === true || pace === 'wary' ? 1 : 0.1))
        send(place, 'uplink', 'rtt', t, rttAt(), lostAfter);
      if (own !== undefined && world.gateway !== undefined && isDue(`${place} gateway`, t - phase, every))
        send(place, 'uplink', 'gateway', t, world.gateway(place, t), lostAfter);
      if (own !== undefined && world.dns !== undefined && isDue(`${place} dns`, t, 30))
        send(place, 'uplink', 'dns', t, world.dns(place, t), lostAfter);
      const egressEvery = isMore ? 1 : pace === 'live' ? 60 : own?.metered === true ? 21_600 : 300;
      if (isDue(`${place} egress`, t, egressEvery)) {
        const rtt = rttAt();
        send(place, 'egress', 'rtt', t, rtt, 2_000);
        if (line !== undefined && rtt !== undefined) {
          const to = world.address(line.name, t);
          const before = addresses.get(place) ?? '';
          if (to !== before) {
            const connection = place === HOUSE && before !== '' ? { connection: world.connection ?? 'unknown' } : {};
            events.push(
              event(t + rtt / 1_000, 'egress-changed', place, {
                family: 4,
                from: before,
                to,
                how: 'stun',
                ...connection,
              }),
            );
            addresses.set(place, to);
          }
        }
      }
    }
    const nowRoute = world.route?.(t);
    if (nowRoute !== undefined && nowRoute !== route) {
      events.push(event(t, 'route-changed', HOUSE, { family: 4, from: route ?? '', to: nowRoute }));
      route = nowRoute;
    }
    const done = flying.filter((f) => f.settles <= t).toSorted((a, b) => a.settles - b.settles);
    flying = flying.filter((f) => f.settles > t);
    for (const { place, probe, field, sample } of done) {
      const key = `${place} ${probe} ${field}`;
      const known = box.get(key) ?? { probe, field, place, samples: [] };
      known.samples.push(sample);
      box.set(key, known);
    }
    if (tick % 10 !== 9) continue;
    const batch: Entry[] = [...box.values()].map(({ probe, field, place, samples }) => ({
      kind: 'samples',
      probe,
      field,
      subject: subject(place),
      samples,
    }));
    batch.push(...events);
    box.clear();
    events = [];
    entries.push(...batch);
    const [next, more] = watcher.step(state, batch);
    state = next;
    if (isAlert(paceOf(world.lines, state, HOUSE, at(t)))) alert.push(Math.round(t));
    // Committed with what comes within 100 ms, and read at once.
    told.push(...more.map((e) => ({ known: t + 0.2, event: e })));
  }
  return { told, entries, state, alert };
};

const secondsOf = (micros: unknown): string =>
  micros === null ? '' : String(Math.round((Number(micros) - at(0)) / 1e5) / 10);
/** What was told, in short: `10.3 live a>b by address`. */
export const short = (told: readonly Told[]): readonly string[] =>
  told.map(({ known, event: { type, subject: about, evidence: e } }) => {
    const when = known.toFixed(1);
    if (type === 'live-changed') return `${when} live ${String(e['from'])}>${String(e['to'])} by ${String(e['by'])}`;
    if (type === 'failover')
      return `${when} failover ${String(e['from'])}>${String(e['to'])} ${secondsOf(e['lastGood'])}-${secondsOf(e['firstGood'])} dark ${String(e['darkSeconds'])} lost ${String(e['lost'])} ${String(e['why'])} ${String(e['connection'])}`;
    return `${when} ${about?.target} ${String(e['code'])} ${e['on'] === true ? 'on' : 'off'}`;
  });
