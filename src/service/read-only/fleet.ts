import type { State } from '../../api/schema.ts';
import { ROLES, type Role, type Target } from '../../config/config.ts';
import type { Clock } from '../../domain/clock.ts';
import type { Entry, SeriesKey } from '../../domain/entry.ts';
import { seriesId } from '../../domain/series-id.ts';
import { STATE_WORDS, type StateWord } from '../../domain/state.ts';
import { subjectKey, type Subject } from '../../domain/subject.ts';
import { DAY, microsOf, MINUTE, SECOND, type EpochMicros, type Millis } from '../../domain/time.ts';
import { isOnce, isStream, streamedFields, type AnyProbe, type Check } from '../../probes/probe.ts';
import type { FleetQuery, TargetOfPlace } from '../../store/influx/query/fleet.ts';
import type { Query } from '../../store/journal.ts';
import { placeWords, type Seen } from '../../watch/blame.ts';
import { sameOf } from '../../watch/same.ts';
import { shown } from './places.ts';

/** What has been silent for longer is not watched any more. */
const LATELY = microsOf(7 * DAY);
const MOST_TARGETS = 2_000;
/** How often something is measured is reckoned from so long. */
const PACE_OVER = microsOf(2 * MINUTE);
/** Nothing new for so many intervals, and so long at the least, is not knowing. */
const STALE_INTERVALS = 3;
const STALE_LEAST: Millis = 15 * SECOND;

type Placed = Subject & { readonly target: string };
const hasTarget = (subject: Subject): subject is Placed => subject.target !== undefined;
const isWord = (x: unknown): x is StateWord => STATE_WORDS.some((w) => w === x);
const keyOf = (probe: string | undefined, subject: Subject): string => `${probe ?? ''} ${subjectKey(subject)}`;

interface Known extends State {
  readonly at: EpochMicros;
}
interface Parts {
  readonly query: Pick<Query, 'latest'>;
  readonly fleet: FleetQuery;
  readonly probes: readonly AnyProbe[];
  readonly clock: Clock;
  /** Where this reader is, and what its own config says of targets: of those of any other place it knows nothing. */
  readonly vantage: string;
  readonly described: readonly Target[];
  /** How late a sample may arrive that is in time: what the exporter gathers, and what this reader waits. */
  readonly late: Millis;
}

/** What the database tells of every target from every place, kept true by what is read. */
export class Fleet {
  readonly #parts: Parts;
  readonly #known = new Map<string, Known>();
  readonly #addresses = new Map<string, string>();
  #told: ReadonlyMap<string, TargetOfPlace> = new Map();
  readonly #newest = new Map<string, EpochMicros>();
  readonly #subjects = new Map<string, Placed>();
  #targets: readonly Target[] = [];
  /** Made once a second, and when something was read: whoever lists the targets asks for each of them. */
  #states: { readonly second: number; readonly all: ReadonlyMap<string, State> } | undefined;
  #resolved: ReadonlyMap<string, string> | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }
  get targets(): readonly Target[] {
    return this.#targets;
  }
  /** Whom a name that is shown stands for. */
  readonly find = (name: string): Subject | undefined => this.#subjects.get(name);

  /** Looks what there is: once a minute. */
  async discover(): Promise<void> {
    const { query, fleet, clock } = this.#parts;
    const now = clock.now();
    const [latest, paces, changes, addresses, ran, told] = await Promise.all([
      query.latest(now - LATELY),
      fleet.paces({ from: now - PACE_OVER, to: now }),
      fleet.lastEvents('state-changed'),
      fleet.lastEvents('address-changed'),
      fleet.ran({ from: now - LATELY, to: now + 1 }),
      fleet.targets(),
    ]);
    this.#told = new Map(told.map((t) => [toldKey(t.vantage, t.name), t]));
    for (const { series, sample } of latest) this.#sawSample(series, sample.at);
    for (const event of changes) this.#sawState(event.probe, event.subject, event.at, event.evidence);
    for (const { subject, evidence } of addresses)
      if (typeof evidence['using'] === 'string') this.#addresses.set(subjectKey(subject), evidence['using']);
    const every = new Map(paces.map((p) => [seriesId(p.series), p.every]));
    this.#build(
      latest.map((l) => l.series),
      every,
      ran,
    );
    this.#changed();
  }
  /** Takes what was read since. */
  take(entries: readonly Entry[]): void {
    this.#changed();
    for (const entry of entries) {
      if (entry.kind === 'samples') {
        for (const s of entry.samples) if (!('note' in s)) this.#sawSample(entry, s.at);
      } else if (entry.kind === 'event' && entry.subject !== undefined) {
        const { using } = entry.evidence;
        if (entry.type === 'state-changed') this.#sawState(entry.probe, entry.subject, entry.at, entry.evidence);
        if (entry.type === 'address-changed' && typeof using === 'string')
          this.#addresses.set(subjectKey(entry.subject), using);
      }
    }
  }
  /** By the name that is shown. */
  states(): ReadonlyMap<string, State> {
    const second = Math.floor(this.#parts.clock.now() / microsOf(SECOND));
    if (this.#states?.second !== second)
      this.#states = { second, all: new Map(this.#targets.map((t) => [t.name, this.#stateOf(t)])) };
    return this.#states.all;
  }
  /** The numeric address in use of each target that was a name. */
  resolved(): ReadonlyMap<string, string> {
    this.#resolved ??= new Map(
      [...this.#subjects].flatMap(([name, subject]) => {
        const address = this.#addresses.get(subjectKey(subject));
        return address === undefined ? [] : [[name, address] as const];
      }),
    );
    return this.#resolved;
  }
  #changed(): void {
    this.#states = undefined;
    this.#resolved = undefined;
  }
  /** How every target fares from every place, for whoever judges. */
  seen(): readonly Seen[] {
    return this.#targets.flatMap((t) => {
      const subject = this.#subjects.get(t.name);
      if (subject === undefined || t.place === undefined) return [];
      return [{ subject, word: this.#stateOf(t).word, same: t.place.same }];
    });
  }

  #sawSample(series: SeriesKey, at: EpochMicros): void {
    const id = seriesId({ probe: series.probe, field: series.field, subject: series.subject });
    if (at > (this.#newest.get(id) ?? 0)) this.#newest.set(id, at);
  }
  #sawState(
    probe: string | undefined,
    subject: Subject,
    at: EpochMicros,
    { to, since, reason }: Readonly<Record<string, unknown>>,
  ): void {
    const key = keyOf(probe, subject);
    if (!isWord(to) || at < (this.#known.get(key)?.at ?? 0)) return;
    const told = typeof reason === 'string' ? { reason } : {};
    this.#known.set(key, { word: to, since: typeof since === 'number' ? since : at, at, ...told });
  }
  #stateOf({ name, checks }: Target): State {
    const subject = this.#subjects.get(name);
    const [main] = checks;
    if (subject === undefined || main === undefined) return { word: 'unknown', since: 0 };
    const [field = ''] = Object.keys(main.probe.values);
    const newest = this.#newest.get(seriesId({ probe: main.probe.name, field, subject })) ?? 0;
    const within = Math.max(STALE_INTERVALS * main.every, STALE_LEAST) + this.#parts.late;
    if (this.#parts.clock.now() - newest > microsOf(within))
      return { word: 'unknown', since: newest, reason: `nothing new from ${subject.vantage}` };
    const known = this.#known.get(keyOf(main.probe.name, subject));
    if (known === undefined) return { word: 'unknown', since: newest };
    const { word, since, reason } = known;
    return { word, since, ...(reason === undefined ? {} : { reason }) };
  }
  #build(
    series: readonly SeriesKey[],
    every: ReadonlyMap<string, Millis>,
    ran: readonly { readonly probe: string; readonly subject: Subject }[],
  ): void {
    const checks = new Map<string, { readonly subject: Placed; readonly checks: Check[] }>();
    const add = (probe: AnyProbe | undefined, subject: Subject, every?: Millis, streams?: readonly string[]): void => {
      if (probe === undefined || !hasTarget(subject)) return;
      const key = subjectKey(subject);
      const found = checks.get(key) ?? { subject, checks: [] };
      checks.set(key, found);
      const aim = { subject: shown(subject), address: subject.target };
      const check = { probe, aim, options: {}, every: every ?? probe.every, binding: {} };
      found.checks.push(Object.assign(check, streams === undefined ? {} : { streams }));
    };
    // In the order of the registry: the first is the main one.
    for (const probe of this.#parts.probes.filter(isStream)) {
      const fields = streamedFields(probe);
      const own = series.filter((s) => s.probe === probe.name);
      const has = new Set(own.map((s) => JSON.stringify([subjectKey(s.subject), s.field])));
      for (const s of own) {
        if (s.field !== fields[0]) continue;
        const there = fields.filter((field) => has.has(JSON.stringify([subjectKey(s.subject), field])));
        add(probe, s.subject, paceOf(every.get(seriesId(s))), there);
      }
    }
    const once = this.#parts.probes.filter((p) => isOnce(p) && !isStream(p));
    for (const { probe, subject } of ran)
      if (checks.has(subjectKey(subject)))
        add(
          once.find((p) => p.name === probe),
          subject,
        );
    this.#subjects.clear();
    const all = [...checks.values()]
      .toSorted((a, b) => (placeKey(a.subject) < placeKey(b.subject) ? -1 : 1))
      .slice(0, MOST_TARGETS)
      .map((one) => Object.assign(one, this.#described(one.subject)));
    const same = sameOf(all);
    this.#targets = all.map(({ subject, checks, label, role, address }) => {
      const name = shown(subject).target ?? subject.target;
      this.#subjects.set(name, subject);
      return {
        name,
        label: `${label} · ${placeWords(subject)}`,
        role,
        address,
        checks: checks.map((c) => ({ ...c, aim: { ...c.aim, address } })),
        place: { ...subject, label, same: same({ subject, role, address }) },
      };
    });
  }
  /** What its own place says of it; of what an older version measured there is no more than the name. */
  #described({ target, vantage }: Placed): { readonly label: string; readonly role: Role; readonly address: string } {
    const told = this.#told.get(toldKey(vantage, target));
    if (told !== undefined)
      return { label: told.label, role: ROLES.find((r) => r === told.role) ?? 'target', address: told.address };
    const own = vantage === this.#parts.vantage ? this.#parts.described.find((t) => t.name === target) : undefined;
    return own ?? { label: target, role: usualRole(target), address: '' };
  }
}
/** What nobody says the role of: as discovery names it (config/discover.ts), where every place has another machine. */
const usualRole = (name: string): Role => {
  const [, kind] = /^(gateway|first-hop|resolver|loopback)(?:-v6)?(?:-\d+)?$/.exec(name) ?? [];
  return kind === 'loopback' ? 'control' : (ROLES.find((r) => r === kind) ?? 'target');
};
const toldKey = (vantage: string, target: string): string => JSON.stringify([vantage, target]);
const placeKey = ({ target, vantage, via }: Placed): string => JSON.stringify([target, vantage, via ?? '']);

/** Schedules keep time to a few milliseconds; undefined where there were too few to tell. */
const paceOf = (every: Millis | undefined): Millis | undefined =>
  every === undefined || every <= 0 ? undefined : Number(every.toPrecision(2));
