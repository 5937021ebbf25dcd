import type { Evidence, Severity } from './finding.ts';
import type { Outcome } from './outcome.ts';
import type { Sample } from './sample.ts';
import type { Subject } from './subject.ts';
import type { EpochMicros } from './time.ts';

/** One field of one probe on one subject. */
export interface SeriesKey {
  readonly probe: string;
  readonly field: string;
  readonly subject: Subject;
}
export interface Samples extends SeriesKey {
  readonly kind: 'samples';
  readonly samples: readonly Sample[];
}
/** A once-check that ran, with what it found. */
export interface Run {
  readonly kind: 'run';
  readonly id: string;
  readonly at: EpochMicros;
  readonly tookMs: number;
  readonly probe: string;
  readonly subject: Subject;
  readonly outcome: Outcome<unknown>;
}
export const EVENT_TYPES = [
  'service-started',
  'service-stopped',
  'state-changed', // evidence: from, to, since (epoch µs), and on the way back up outageSeconds
  'address-changed', // evidence: from, to (comma-separated addresses; from is empty at first), using (the one probed)
  // Of lines (watch/lines/): the subject's target is a line's name, or `internet` for what the routes choose.
  'egress-changed', // evidence: family, from, to (addresses; from is empty at first), asn, asName, how ('stun', 'http'), firstHop, pathMtu, connection (of the house: what became of one that stood: 'survived', 'broken', 'unknown'); `to` is empty where the family has none any more
  'route-changed', // the kernel's default route: evidence: family, from, to ('192.0.2.1 eth0'; empty: none)
  'live-changed', // evidence: from, to (names of lines; empty: none, or none that is known), by, address, believed, since (epoch µs)
  'failover', // evidence: from, to, lastGood, firstGood (epoch µs), darkSeconds, lost, sent, addressFrom, addressTo, mtuFrom, mtuTo, connection ('survived', 'broken', 'unknown'), why
  'line-finding', // something is so of a line, or is no longer: evidence: code, on (true, false), summary, and the code's own
  'incident-opened', // evidence: id, cause, of (the name of the place to blame), summary, targets
  'incident-changed', // another cause than thought at first: the same evidence
  'incident-closed', // the same, and seconds
  // Of addresses and what the world makes of them (watch/addresses/): evidence: code (of ADDRESS_CODES), summary, the code's own; `on` (true, false) where it lasts, left out where it happened once
  'address-finding',
  // Of sites (watch/sites/): evidence: code (of SITE_CODES), summary, the code's own; `on` (true, false) where it lasts, left out where it happened once
  'site-finding',
  'path-changed', // evidence: from, to (verdicts; from is empty at first), mtu4From, mtu4To, mtu6From, mtu6To, summary
  'engine-chosen', // evidence: engine, stamps, why
  'check-failed', // a bug in a probe, caught by the scheduler
] as const;
export type EventType = (typeof EVENT_TYPES)[number];
export interface Event {
  readonly kind: 'event';
  readonly at: EpochMicros;
  readonly type: EventType;
  readonly severity: Severity;
  readonly subject?: Subject;
  readonly probe?: string;
  readonly evidence: Evidence;
}
export const GAP_REASONS = [
  'stopped',
  'suspended',
  'stalled',
  'clock-stepped',
  'restored', // it was measured, but is not in the backup that was restored: a gap of the record alone
] as const;
export type GapReason = (typeof GAP_REASONS)[number];
/** plumbline itself was not watching: never an outage. `from` ≤ `to`; without a subject, of everything. */
export interface Gap {
  readonly kind: 'gap';
  readonly from: EpochMicros;
  readonly to: EpochMicros;
  readonly reason: GapReason;
  readonly subject?: Subject;
}
export type Entry = Samples | Run | Event | Gap;
