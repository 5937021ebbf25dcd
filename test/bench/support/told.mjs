// @ts-check
import { mean, percentile } from './figures.mjs';

/**
 * How far what was told is from the wire: |RTT told − RTT captured| in microseconds, echo by echo; or for a peer that
 * tells averages, average by average.
 * @param {import('./capture.mjs').Wire} wire
 * @param {import('./peers.mjs').Told} peer
 */
export const errorsOf = (wire, { told, means }) => {
  /** @type {number[]} */
  const errors = [];
  for (const [address, rtts] of told) {
    const trips = wire.trips.get(address) ?? [];
    for (const [k, rtt] of rtts.entries()) {
      const error = Math.abs(rtt - (trips[k]?.rtt ?? Number.NaN));
      if (!Number.isNaN(error)) errors.push(error);
    }
  }
  for (const [address, told] of means ?? []) {
    const rtts = (wire.trips.get(address) ?? []).map((t) => t.rtt).filter((rtt) => !Number.isNaN(rtt));
    if (rtts.length > 0) errors.push(Math.abs(told - mean(rtts)));
  }
  return errors;
};

/**
 * The same for what the service has kept, which says when each echo was sent.
 * @param {import('./capture.mjs').Wire} wire
 * @param {import('./plumbline.mjs').Samples} samples
 */
export const errorsOfSamples = (wire, samples) => {
  /** @type {number[]} */
  const errors = [];
  for (const [address, at, rtt] of samples) {
    const sentAt = at - wire.base * 1e6;
    // The stamp is the kernel's, taken within microseconds of the capture's.
    const trip = wire.trips.get(address)?.find((t) => Math.abs(t.sentAt - sentAt) < 1_000);
    const error = Math.abs(rtt - (trip?.rtt ?? Number.NaN));
    if (!Number.isNaN(error)) errors.push(error);
  }
  return errors;
};

/** @type {(wire: import('./capture.mjs').Wire, from: number) => number} */
const settledAt = (wire, from) =>
  Math.min(...[...wire.trips.values()].map(([first]) => first?.sentAt ?? 0)) + from * 1e6;

/**
 * How far from its schedule each echo went out, in ms, late or early: `phases` say when the first slot of each address
 * was due (microseconds since the epoch). The first `from` seconds after the first echo are left out.
 * @param {import('./capture.mjs').Wire} wire
 * @param {ReadonlyMap<string, number>} phases
 * @param {number} every ms
 * @param {number} from
 */
export const offsetsOf = (wire, phases, every, from) => {
  /** @type {number[]} */
  const offsets = [];
  const settled = settledAt(wire, from);
  for (const [address, trips] of wire.trips) {
    const phase = phases.get(address);
    if (phase === undefined) continue;
    for (const { sentAt } of trips) {
      if (sentAt < settled) continue;
      const slots = (wire.base * 1e6 + sentAt - phase) / (every * 1_000);
      offsets.push(Math.abs(slots - Math.round(slots)) * every);
    }
  }
  return offsets;
};
/**
 * The schedule that is kindest to a peer that tells none: of each address, the steady one in whose middle its echoes are.
 * @param {import('./capture.mjs').Wire} wire
 * @param {number} every ms
 * @param {number} from
 */
export const kindestPhases = (wire, every, from) => {
  /** @type {Map<string, number>} */
  const phases = new Map();
  const settled = settledAt(wire, from);
  for (const [address, trips] of wire.trips) {
    const sent = trips.filter((t) => t.sentAt >= settled).map((t, k) => t.sentAt - k * every * 1_000);
    if (sent.length > 0) phases.set(address, wire.base * 1e6 + percentile(sent, 50));
  }
  return phases;
};
