import { ADDRESS_CODES } from '../../domain/address-codes.ts';
import type { Entry, Event, Run } from '../../domain/entry.ts';
import type { Evidence } from '../../domain/finding.ts';
import { lengthWords } from '../../domain/length-words.ts';
import { HOUSE, type Line } from '../../domain/line.ts';
import type { Subject } from '../../domain/subject.ts';
import type { EpochMicros } from '../../domain/time.ts';
import type { Watcher } from '../watcher.ts';
import { hasCarried, withWord } from './carrying.ts';
import { begunAnew, setBack, withAnswers, withEgress, withLook, type Told } from './holder.ts';
import { certaintyOf, isLine, isWell, lookOf, suspicionOf, verdictOf } from './looks.ts';
import { withPlaces } from './placed.ts';
import { CARRIES, NEW_HOLDER, NEW_PAIR, NOTHING, type AddressesState, type Holder, type Pair } from './state.ts';

const S: EpochMicros = 1_000_000;
const EGRESS = 'egress';
const ADDRESS = 'address';
const GEOIP = 'geoip';
const REFUSAL = 'refusal';
const DIAGNOSIS = 'mtu';
/** So long a diagnosis is waited for: it is begun when a line is suspected, and takes 100 s at most. */
const PATIENCE: EpochMicros = 150 * S;

/** What the config says of who is watched. */
export interface Watched {
  readonly lines: readonly Pick<Line, 'name' | 'label'>[];
  /** The pages, and over which lines each is asked; none: by the house alone. */
  readonly sites: readonly { readonly name: string; readonly label: string; readonly lines: readonly string[] }[];
}
type Code = keyof typeof ADDRESS_CODES;

/** The state of one step, a copy that it changes, and what it has to tell. */
type Draft = { -readonly [K in keyof AddressesState]: AddressesState[K] } & { readonly events: Event[] };

const timeOf = (entry: Entry): EpochMicros => {
  if (entry.kind === 'gap') return entry.to;
  if (entry.kind !== 'samples') return entry.at;
  let latest = 0;
  for (const s of entry.samples) latest = Math.max(latest, s.at);
  return latest;
};

/**
 * Who the world thinks that we are: `address-finding` (domain/entry.ts), from `egress-changed` and the runs of `address`, `geoip`,
 * `refusal` and `mtu`. A failover of the house changes no line's address, so that the house is spoken of only where
 * there are no lines.
 */
export const addressesState = ({ lines, sites }: Watched, vantage: string): Watcher<AddressesState> => {
  const labels = new Map(lines.length === 0 ? [[HOUSE, 'This home']] : lines.map((l) => [l.name, l.label]));
  const labelOf = (line: string): string => labels.get(line) ?? line;

  /** The line, or the house where there are no lines, that something is about. */
  const placeOf = (subject: Subject | undefined): string | undefined => {
    const { target } = subject ?? {};
    if (target === undefined || subject?.vantage !== vantage || !labels.has(target)) return undefined;
    return subject.via === (target === HOUSE ? undefined : target) ? target : undefined;
  };
  const subjectOfPlace = (place: string): Subject =>
    place === HOUSE ? { target: HOUSE, vantage } : { target: place, via: place, vantage };
  /** The site, and the line that it is asked over; the house where it is asked by that alone. */
  const pairOf = (subject: Subject): { readonly site: string; readonly line: string } | undefined => {
    if (subject.vantage !== vantage) return undefined;
    const site = sites.find((s) => s.name === subject.target);
    if (site === undefined) return undefined;
    const line = subject.via ?? HOUSE;
    return (site.lines.length === 0 ? line === HOUSE : site.lines.includes(line))
      ? { site: site.name, line }
      : undefined;
  };
  const subjectOfPair = (site: string, line: string): Subject =>
    line === HOUSE ? { target: site, vantage } : { target: site, via: line, vantage };
  const overLine = (line: string): string => (line === HOUSE ? 'this home' : labelOf(line));

  const tell = (
    d: Draft,
    at: EpochMicros,
    subject: Subject,
    code: Code,
    on: boolean | undefined,
    evidence: Evidence,
  ) => {
    const severity = on === false ? 'info' : ADDRESS_CODES[code].severity;
    const lasts = on === undefined ? {} : { on };
    d.events.push({
      kind: 'event',
      at,
      type: 'address-finding',
      severity,
      subject,
      evidence: { code, ...lasts, ...evidence },
    });
  };
  const hold = (
    d: Draft,
    place: string,
    by: (holder: Holder) => readonly [Holder, readonly (Told | undefined)[]],
  ): void => {
    const before = d.holders[place] ?? NEW_HOLDER;
    const [after, told] = by(before);
    if (after !== before) d.holders = { ...d.holders, [place]: after };
    for (const one of told)
      if (one !== undefined)
        tell(d, one.at, subjectOfPlace(place), one.code, one.on, { summary: one.summary, ...one.evidence });
  };
  const change = (d: Draft, site: string, line: string, pair: Pair): void => {
    d.pairs = { ...d.pairs, [site]: { ...d.pairs[site], [line]: pair } };
  };

  const looked = (d: Draft, run: Run): void => {
    const of = pairOf(run.subject);
    const look = of === undefined ? undefined : lookOf(run);
    if (of === undefined || look === undefined) return;
    const { site, line } = of;
    const before = d.pairs[site]?.[line] ?? NEW_PAIR;
    // It was overtaken by a later one.
    if (look.at <= (before.looks[0]?.at ?? 0)) return;
    const pair: Pair = { ...before, looks: [look, ...before.looks].slice(0, 2) };
    const label = sites.find((s) => s.name === site)?.label ?? site;
    const subject = subjectOfPair(site, line);
    const { address, why: because, status } = look;
    if (look.how === 'refuses' && pair.refuses === null) {
      change(d, site, line, { ...pair, refuses: { since: look.at } });
      const summary = `${label} refuses ${address} over ${overLine(line)}: ${because}.`;
      tell(d, look.at, subject, 'site-refuses', true, { summary, line, because, status, address });
    } else if (look.how === 'works' && pair.refuses !== null) {
      const { since } = pair.refuses;
      change(d, site, line, { ...pair, refuses: null });
      const summary = `${label} no longer refuses ${overLine(line)}, after ${lengthWords(look.at - since)}.`;
      tell(d, look.at, subject, 'site-refuses', false, { summary, line, seconds: Math.round((look.at - since) / S) });
    } else change(d, site, line, pair);
  };
  const diagnosed = (d: Draft, run: Run): void => {
    const of = pairOf(run.subject);
    const verdict = of === undefined ? undefined : verdictOf(run);
    const pair = of === undefined ? undefined : d.pairs[of.site]?.[of.line];
    if (of !== undefined && pair !== undefined && verdict !== undefined)
      change(d, of.site, of.line, { ...pair, verdict });
  };

  /** Whether what is certain is the line's trouble with that site alone. */
  const filterOf = (d: Draft, site: string, line: string): ReturnType<typeof certaintyOf> => {
    const pairs = d.pairs[site] ?? {};
    const certain = certaintyOf(pairs, line);
    if (certain === undefined || !hasCarried(d.carrying[line] ?? CARRIES, certain.first)) return undefined;
    return isLine(d.pairs, site, line, pairs[line]?.looks[0]?.at ?? d.now) ? undefined : certain;
  };
  const filteredNow = (d: Draft, site: string, line: string, pair: Pair): void => {
    const label = sites.find((s) => s.name === site)?.label ?? site;
    const subject = subjectOfPair(site, line);
    const { filtered, verdict } = pair;
    if (filtered?.told === true) {
      if (!isWell(d.pairs[site] ?? {}, line)) return;
      change(d, site, line, { ...pair, filtered: null, verdict: null });
      const at = pair.looks[0]?.at ?? d.now;
      const summary = `${label} works over ${overLine(line)} again, after ${lengthWords(at - filtered.since)}.`;
      const seconds = Math.round((at - filtered.since) / S);
      tell(d, at, subject, 'filtered', false, { summary, line, seconds });
      return;
    }
    // What was certain stays so while it is looked at again, until it works there, or nowhere.
    const by = filtered?.by;
    const isStillSo = pair.looks[0]?.how === 'fails' && suspicionOf(d.pairs[site] ?? {}, line) !== undefined;
    const held = by !== undefined && isStillSo && hasCarried(d.carrying[line] ?? CARRIES, by.first) ? by : undefined;
    const certain = filterOf(d, site, line) ?? held;
    if (certain === undefined) {
      if (filtered !== null) change(d, site, line, { ...pair, filtered: null });
      return;
    }
    const since = filtered?.since ?? pair.looks[0]?.at ?? d.now;
    const isFresh = verdict !== null && verdict.at >= certain.first;
    // By then it works: it has to be seen once more.
    const isDenied = isFresh && verdict.code === 'no-fault' && pair.looks[0]?.how === 'fails';
    const isTimeUp = d.now >= since + PATIENCE;
    if ((isDenied && verdict.at >= (pair.looks[0]?.at ?? 0)) || !(isFresh || isTimeUp)) {
      if (filtered === null) change(d, site, line, { ...pair, filtered: { since, told: false, by: certain } });
      return;
    }
    const known = isFresh && !isDenied ? { verdict: verdict.code, diagnosis: verdict.summary } : {};
    change(d, site, line, { ...pair, filtered: { since: certain.first, told: true } });
    const why = 'verdict' in known ? known.diagnosis : certain.why;
    const summary = `${label} does not come over ${overLine(line)} as it does over ${overLine(certain.over)}: ${why}`;
    const evidence = { line, worksOver: certain.over, why: certain.why, since: certain.first, ...known };
    tell(d, d.now, subject, 'filtered', true, {
      summary: /[.!?]$/.test(summary) ? summary : `${summary}.`,
      ...evidence,
    });
  };
  const conclude = (d: Draft): void => {
    for (const [site, pairs] of Object.entries(d.pairs))
      for (const [line, pair] of Object.entries(pairs))
        if (pair.looks.length > 1 || pair.filtered !== null) filteredNow(d, site, line, pair);
  };

  const heard = (d: Draft, event: Event): void => {
    const { type, subject, at, probe } = event;
    if (type === 'service-started') {
      for (const place of Object.keys(d.holders)) hold(d, place, (holder) => [begunAnew(holder, at), []]);
      return;
    }
    const place = placeOf(subject);
    if (place === undefined) return;
    if (type === 'egress-changed') hold(d, place, (holder) => withEgress(labelOf(place), holder, event));
    else if (type === 'check-failed' && probe === EGRESS) hold(d, place, (holder) => [begunAnew(holder, at), []]);
    else {
      const before = d.carrying[place] ?? CARRIES;
      const after = withWord(before, event);
      if (after !== before) d.carrying = { ...d.carrying, [place]: after };
    }
  };
  const ran = (d: Draft, run: Run): void => {
    const { probe, subject, at } = run;
    if (probe === REFUSAL) looked(d, run);
    else if (probe === DIAGNOSIS) diagnosed(d, run);
    const place = placeOf(subject);
    if (place === undefined) return;
    if (probe === ADDRESS)
      hold(d, place, (holder) => {
        const [next, told] = withLook(labelOf(place), holder, run);
        return [next, [told]];
      });
    if (probe !== GEOIP) return;
    const before = d.placed[place] ?? [];
    const [placed, moved] = withPlaces(labelOf(place), before, run);
    if (placed !== before) d.placed = { ...d.placed, [place]: placed };
    for (const { summary, evidence } of moved)
      tell(d, at, subjectOfPlace(place), 'geo-moved', undefined, { summary, ...evidence });
  };
  const lostSight = (d: Draft, entry: Extract<Entry, { readonly kind: 'gap' }>): void => {
    const own = entry.subject === undefined ? undefined : placeOf(entry.subject);
    if (entry.subject !== undefined && own === undefined) return;
    for (const place of own === undefined ? Object.keys(d.holders) : [own])
      hold(d, place, (holder) => [{ ...holder, answers: null }, []]);
    if (own !== undefined || entry.from !== entry.to) return;
    const { to } = entry;
    d.now = to;
    for (const place of Object.keys(d.holders)) hold(d, place, (holder) => [setBack(holder, to), []]);
    d.placed = Object.fromEntries(
      Object.entries(d.placed).map(([p, all]) => [p, all.map((one) => ({ ...one, at: Math.min(one.at, to) }))]),
    );
    // What was looked at lies in a time that comes again: it says what it said, and is compared with nothing.
    const before = (pair: Pair): Pair => ({
      looks: pair.looks.slice(0, 1).map((look) => Object.assign({}, look, { at: Math.min(look.at, to) })),
      verdict: null,
      refuses: pair.refuses === null ? null : { since: Math.min(pair.refuses.since, to) },
      filtered: pair.filtered?.told === true ? { since: Math.min(pair.filtered.since, to), told: true } : null,
    });
    d.pairs = Object.fromEntries(
      Object.entries(d.pairs).map(([site, pairs]) => [
        site,
        Object.fromEntries(Object.entries(pairs).map(([line, pair]) => [line, before(pair)])),
      ]),
    );
    d.carrying = Object.fromEntries(
      Object.entries(d.carrying).map(([p, c]) => [p, { ...c, wellSince: Math.min(c.wellSince, to) }]),
    );
  };
  const take = (d: Draft, entry: Entry): void => {
    if (entry.kind === 'gap') lostSight(d, entry);
    else if (entry.kind === 'event') heard(d, entry);
    else if (entry.kind === 'run') ran(d, entry);
    else if (entry.probe === EGRESS && entry.field === 'rtt') {
      const place = placeOf(entry.subject);
      if (place !== undefined)
        hold(d, place, (holder) => {
          const [next, told] = withAnswers(labelOf(place), holder, entry);
          return [next, [told]];
        });
    }
    const before = d.now;
    d.now = Math.max(before, timeOf(entry));
    // What waits for a time is looked at every second.
    if (entry.kind !== 'samples' || Math.floor(before / S) !== Math.floor(d.now / S)) conclude(d);
  };

  return {
    name: 'addresses/1',
    init: NOTHING,
    step: (state, entries) => {
      const d: Draft = { ...state, events: [] };
      for (const entry of entries) take(d, entry);
      const { events, ...next } = d;
      return [next, events];
    },
  };
};

/** A site that is worse over a line than over another, by the last look at each. */
export interface Suspicion {
  readonly site: string;
  readonly line: string;
  readonly at: EpochMicros;
}
/** Those that nothing is told of yet. */
export const suspicions = ({ pairs }: AddressesState): readonly Suspicion[] =>
  Object.entries(pairs).flatMap(([site, of]) =>
    Object.entries(of).flatMap(([line, { filtered }]) => {
      const found = filtered?.told === true ? undefined : suspicionOf(of, line);
      return found === undefined ? [] : [{ site, line, at: found.at }];
    }),
  );
/** Of a line, or `internet`: the address of each family that it has now. */
export const addressesOf = ({ holders }: AddressesState, place: string): readonly string[] => {
  const { v4, v6, has4, missing6 } = holders[place] ?? NEW_HOLDER;
  return [...(v4 !== null && has4 ? [v4.address] : []), ...(v6 !== null && missing6 === null ? [v6.address] : [])];
};
