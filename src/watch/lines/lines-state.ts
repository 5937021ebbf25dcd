import type { Entry, Event, EventType, Gap, Run, Samples } from '../../domain/entry.ts';
import type { Evidence, Severity } from '../../domain/finding.ts';
import { LINE_CODES } from '../../domain/line-codes.ts';
import { HOUSE, type Line } from '../../domain/line.ts';
import { seriesId } from '../../domain/series-id.ts';
import type { EpochMicros } from '../../domain/time.ts';
import { targetState, type TargetState } from '../target-state.ts';
import type { Watcher } from '../watcher.ts';
import { calmedDown, flapped } from './damping.ts';
import { NO_ECHOES, withSample } from './echoes.ts';
import { confirmed, familyIn, withAnswer, withEgress } from './egress.ts';
import { costOf, isKnown } from './failover.ts';
import { fareOf, subjectOf, wordOf } from './fare.ts';
import { findingsNow } from './findings.ts';
import { HOME_NAME, expected, resolvedBy } from './home.ts';
import { addressNow, liveNow, ownerOf } from './live.ts';
import { alerted } from './pace.ts';
import { heardOf } from './pulse.ts';
import { RTT, UPLINK, rulesFor } from './rules.ts';
import { NOTHING, UNSEEN, type LineSeen, type LinesState, type Live } from './state.ts';
import { believedLine } from './who.ts';

const S: EpochMicros = 1_000_000;
const EGRESS = 'egress';
/** What waits for a time is looked at this often, by the time that the entries tell. */
const LOOK = S / 4;
const LONGEST_OUT = 60 * S;
const MOST_SWITCHES = 4;

/** The state of one step, a copy that it changes, and what it has to tell. */
type Draft = { -readonly [K in keyof LinesState]: LinesState[K] } & { readonly events: Event[] };

/** The latest time that an entry tells: of a reply when it came, of a loss when it was sent. */
const timeOf = (entry: Entry): EpochMicros => {
  if (entry.kind === 'gap') return entry.to;
  if (entry.kind !== 'samples') return entry.at;
  let latest = 0;
  for (const s of entry.samples) latest = Math.max(latest, 'value' in s && entry.field === RTT ? s.at + s.value : s.at);
  return latest;
};
/** What of it a restart finds again was lost with the time before a gap. */
const unwatched = (seen: LineSeen, to: EpochMicros): LineSeen => ({
  ...seen,
  rtt: null,
  gateway: null,
  resolver: null,
  confirming: null,
  alert: null,
  // Of a clock that was set back: it decays from here.
  penalty: { ...seen.penalty, at: Math.min(seen.penalty.at, to) },
});

/** By another line: what was lost over the one before says nothing of it. */
const afresh = (fare: TargetState, subject: Samples['subject'], at: EpochMicros): TargetState => {
  const key = seriesId({ probe: UPLINK, field: RTT, subject });
  const series = fare.series[key];
  if (series === undefined) return fare;
  const { reason: _, slowly: __, ...rest } = series.state;
  // It answers again, or it would not be known by which line.
  const isBad = rest.word === 'degraded' || rest.word === 'down';
  const now = isBad ? ({ word: 'up', since: at, changedAt: at } as const) : {};
  const state = { ...rest, ...now, window: [], losses: [], firstGood: null, calmSince: null, notBefore: at };
  return { series: { ...fare.series, [key]: { ...series, state } } };
};

/**
 * Which line is live, what a failover cost, and what is wrong with the lines: `live-changed`, `failover` and
 * `line-finding` (domain/entry.ts says what their evidence holds), from the probes `uplink`, `egress` and `home-name`.
 */
export const linesState = (lines: readonly Line[], vantage: string): Watcher<LinesState> => {
  const places = new Set([...lines.map((line) => line.name), HOUSE]);
  const inner = targetState((probe) => (probe === UPLINK ? RTT : undefined), rulesFor(lines));

  const tell = (d: Draft, type: EventType, where: string, severity: Severity, evidence: Evidence, at = d.now): void => {
    d.events.push({ kind: 'event', at, type, severity, subject: subjectOf(where, vantage), evidence });
  };
  const change = (d: Draft, name: string, by: (seen: LineSeen) => LineSeen): void => {
    const before = d.seen[name] ?? UNSEEN;
    const after = by(before);
    if (after !== before) d.seen = { ...d.seen, [name]: after };
  };
  /** Which of our places it is about. */
  const placeOf = ({ subject }: { readonly subject?: Samples['subject'] }): string | undefined =>
    subject?.target !== undefined && subject.vantage === vantage && places.has(subject.target)
      ? subject.target
      : undefined;

  const fare = (d: Draft, entry: Entry): void => {
    const [next, events] = inner.step(d.fare, [entry]);
    d.fare = next;
    for (const { subject, evidence } of events) {
      const name = subject?.target;
      if (name === undefined || evidence['to'] !== 'down') continue;
      if (name === HOUSE) d.darkAt = d.now;
      else if (evidence['from'] !== 'unknown') change(d, name, (seen) => flapped(seen, d.now));
    }
  };
  const sampled = (d: Draft, entry: Samples, name: string): void => {
    const { probe, field, samples } = entry;
    if (probe === EGRESS && field === RTT) {
      for (const s of samples) if ('value' in s && !('note' in s)) change(d, name, (seen) => withAnswer(seen, s.at));
    }
    if (probe !== UPLINK) return;
    if (field === RTT) fare(d, entry);
    for (const s of samples) {
      if (field === RTT && name === HOUSE) d.echoes = withSample(d.echoes, s);
      if (field === RTT) change(d, name, (seen) => ({ ...seen, rtt: heardOf(seen.rtt, s) }));
      else if (field === 'gateway') change(d, name, (seen) => ({ ...seen, gateway: heardOf(seen.gateway, s) }));
      else if (field === 'dns') change(d, name, (seen) => ({ ...seen, resolver: heardOf(seen.resolver, s) }));
      else if (field === 'mtu' && 'value' in s && !('note' in s))
        change(d, name, (seen) => ({ ...seen, mtu: s.value }));
    }
  };
  const lostSight = (d: Draft, gap: Pick<Gap, 'from' | 'to' | 'subject'>, entry: Entry): void => {
    const name = placeOf(gap);
    if (gap.subject !== undefined && name === undefined) return;
    // A switch that was seen is told by what is known of it: the rest nobody will know.
    if (name === undefined || name === HOUSE) failedOver(d, gap.from);
    fare(d, entry);
    for (const place of name === undefined ? places : [name]) {
      if (d.seen[place] !== undefined) change(d, place, (seen) => unwatched(seen, gap.to));
    }
    if (name !== undefined && name !== HOUSE) return;
    d.echoes = NO_ECHOES;
    d.pending = [];
    d.unsure = gap.to;
    d.strangeSince = null;
    d.disagreeSince = null;
    if (gap.from !== gap.to) return;
    // The clock was set back: no time that is kept lies ahead of it.
    const atMost = (at: EpochMicros): EpochMicros => Math.min(at, gap.to);
    d.darkAt = atMost(d.darkAt);
    d.began = atMost(d.began);
    d.ended = atMost(d.ended);
    d.live = { ...d.live, since: atMost(d.live.since) };
    d.brokenAt = d.brokenAt === null ? null : atMost(d.brokenAt);
    for (const place of places)
      if (d.seen[place] !== undefined)
        change(d, place, (seen) => ({
          ...seen,
          egress: seen.egress.map((e) => ({ ...e, at: atMost(e.at), asOf: atMost(e.asOf) })),
        }));
    d.names = Object.fromEntries(
      Object.entries(d.names).map(([name, seen]) => [
        name,
        { ...seen, at: atMost(seen.at), wantedSince: atMost(seen.wantedSince) },
      ]),
    );
    d.findings = Object.fromEntries(
      Object.entries(d.findings).map(([key, found]) => [key, { ...found, since: atMost(found.since) }]),
    );
  };
  const heard = (d: Draft, event: Event): void => {
    const name = placeOf(event);
    if (event.type === 'check-failed' && event.probe === UPLINK && name !== undefined) {
      lostSight(d, { from: event.at, to: event.at + 1, ...(event.subject && { subject: event.subject }) }, event);
    } else if (event.type === 'egress-changed' && name !== undefined) {
      change(d, name, (seen) => withEgress(seen, event));
      const { connection } = event.evidence;
      if (name === HOUSE && typeof connection === 'string') d.connection = { at: event.at, word: connection };
    } else if (event.type === 'route-changed' && event.subject?.vantage === vantage) {
      const to = event.evidence['to'];
      const route = typeof to === 'string' ? to.slice(0, 200) : '';
      d.routes = familyIn(event) === 6 ? { ...d.routes, v6: route } : { ...d.routes, v4: route };
    }
  };
  const resolved = (d: Draft, run: Run): void => {
    const name = lines.find((line) => line.name === placeOf(run))?.homeName;
    if (run.probe === HOME_NAME && name !== undefined) d.names = { ...d.names, [name]: resolvedBy(d.names[name], run) };
  };

  const believedNow = (d: Draft): string =>
    believedLine(lines, d.routes, addressNow(d)?.family ?? undefined)?.name ?? '';
  const switched = (d: Draft, next: Omit<Live, 'since'>): void => {
    const { live, last } = d;
    if (next.line === live.line) {
      if (next.line !== '' && next.address !== '') d.mtuBefore = addressNow(d)?.pathMtu ?? d.mtuBefore;
      if (next.by !== live.by || next.address !== live.address) d.live = { ...next, since: live.since };
      return;
    }
    const seenSince = addressNow(d)?.at ?? 0;
    const house = fareOf(d, HOUSE, vantage);
    // Who was dark is live again from the first good reply, not from when its address was seen.
    const isBack = live.by === 'dark' && next.line !== '' && house?.word === 'up';
    const since =
      next.by === 'dark' || isBack
        ? (house?.since ?? d.now)
        : seenSince > Math.max(live.since, d.darkAt) && next.line !== ''
          ? Math.min(seenSince, d.now)
          : d.now;
    const severity =
      next.line === '' ? (next.by === 'dark' ? 'fail' : 'warn') : last === '' || last === next.line ? 'info' : 'warn';
    const evidence = { from: live.line, to: next.line, by: next.by, address: next.address };
    tell(d, 'live-changed', HOUSE, severity, { ...evidence, believed: believedNow(d), since });
    if (live.line !== '') {
      d.began = live.since;
      d.ended = d.now;
      d.addressBefore = live.address;
    }
    d.live = { ...next, since };
    if (next.line === '') return;
    if (last !== '' && last !== next.line && d.unsure === null) {
      const before = d.seen[last] ?? UNSEEN;
      const addressFrom = d.addressBefore;
      const isReachable = lines.some((line) => line.name === last && line.reachable);
      const word = wordOf(d, isReachable ? last : HOUSE, vantage);
      d.pending = [
        ...d.pending,
        {
          from: last,
          to: next.line,
          at: d.now,
          began: d.began,
          ended: d.ended,
          word,
          addressFrom,
          addressTo: next.address,
          mtuFrom: before.mtu ?? d.mtuBefore,
        },
      ].slice(-MOST_SWITCHES);
    }
    if (last !== next.line) d.fare = afresh(d.fare, subjectOf(HOUSE, vantage), d.now);
    d.last = next.line;
    d.mtuBefore = null;
  };
  /** `cut`: nobody watched from then on. What the switches before it cost up to then is all that will be known. */
  const failedOver = (d: Draft, cut?: EpochMicros): void => {
    const state: LinesState = d;
    const known = d.pending.filter((s) => (cut === undefined ? isKnown(s, state) : s.at <= cut));
    if (known.length === 0) return;
    d.pending = d.pending.filter((s) => !known.includes(s));
    for (const s of known) {
      const cost = costOf(s, lines, state, vantage, cut === undefined);
      tell(d, 'failover', HOUSE, cost['why'] === 'returned' ? 'info' : 'warn', cost, s.at);
      // It speaks of the last failover: what an earlier one ended is told no longer.
      d.brokenAt = cost['connection'] === 'broken' ? d.now : null;
    }
  };
  const find = (d: Draft): void => {
    const now = new Map(findingsNow(lines, d, vantage).map((w) => [w.key, w]));
    const next: Record<string, LinesState['findings'][string]> = {};
    for (const [key, found] of Object.entries(d.findings)) {
      if (now.has(key)) {
        next[key] = found;
        continue;
      }
      const { where, code, since, summary, evidence } = found;
      const seconds = Math.round((d.now - since) / S);
      tell(d, 'line-finding', where, 'info', { ...evidence, code, on: false, summary, seconds });
    }
    for (const [key, { where, code, summary, evidence }] of now) {
      if (next[key] !== undefined) continue;
      next[key] = { where, code, since: d.now, summary, evidence };
      tell(d, 'line-finding', where, LINE_CODES[code].severity, { ...evidence, code, on: true, summary });
    }
    const keys = Object.keys(next);
    if (keys.length !== Object.keys(d.findings).length || keys.some((key) => d.findings[key] === undefined))
      d.findings = next;
  };

  /** What follows from all that is known by now. */
  const conclude = (d: Draft): void => {
    for (const place of places) if (d.seen[place] !== undefined) change(d, place, (seen) => confirmed(seen, d.now));
    const address = addressNow(d);
    const owner = ownerOf(lines, d, address);
    const strange = address !== undefined && owner === undefined;
    d.strangeSince = strange ? (d.strangeSince ?? d.now) : null;
    switched(d, liveNow(lines, d, address, owner, vantage));
    if (d.unsure !== null) {
      const { unsure } = d;
      const egress = d.seen[HOUSE]?.egress ?? [];
      if (egress.length > 0 ? egress.some((e) => e.asOf > unsure) : d.live.line !== '') d.unsure = null;
    }
    const believed = believedNow(d);
    const overVpn = lines.find((line) => line.name === d.live.line)?.kind === 'vpn';
    const disagree =
      believed !== '' && d.live.line !== '' && d.live.by !== 'route' && believed !== d.live.line && !overVpn;
    d.disagreeSince = disagree ? (d.disagreeSince ?? d.now) : null;
    for (const place of places) {
      if (d.seen[place] === undefined) continue;
      const isAsked = strange || place === HOUSE || place === d.live.line;
      change(d, place, (seen) => {
        const calm = calmedDown(seen, d.now);
        return isAsked || calm.alert !== null ? alerted(calm, d.now, strange) : calm;
      });
    }
    for (const [name, seen] of Object.entries(d.names)) {
      const next = expected(name, seen, lines, d);
      if (next !== seen) d.names = { ...d.names, [name]: next };
    }
    failedOver(d);
    find(d);
  };
  const take = (d: Draft, entry: Entry): void => {
    const before = d.now;
    const time = timeOf(entry);
    const isSetBack =
      entry.kind === 'gap' ? entry.subject === undefined && entry.from === entry.to : time < before - LONGEST_OUT;
    if (isSetBack && entry.kind === 'gap') d.now = time;
    else if (!isSetBack) d.now = Math.max(before, time);
    let isOurs = true;
    if (entry.kind === 'gap') lostSight(d, entry, entry);
    else if (entry.kind === 'event') heard(d, entry);
    else {
      const name = placeOf(entry);
      isOurs = name !== undefined;
      if (name !== undefined && entry.kind === 'samples') sampled(d, entry, name);
      else if (entry.kind === 'run') resolved(d, entry);
    }
    if (isOurs || Math.floor(before / LOOK) !== Math.floor(d.now / LOOK)) conclude(d);
  };

  return {
    name: 'lines/2',
    init: NOTHING,
    step: (state, entries) => {
      const d: Draft = { ...state, events: [] };
      for (const entry of entries) take(d, entry);
      const { events, ...next } = d;
      return [next, events];
    },
  };
};
