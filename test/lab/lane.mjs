// @ts-check
/**
 * @typedef {object} Shape How a lane treats frames.
 * @property {number} delayMs One way, in milliseconds.
 * @property {number} jitterMs The mean of what comes on top, exponentially spread as on a busy cell; nothing overtakes.
 * @property {number} loss Probability from 0 to 1 of losing a frame; ARP and neighbour discovery are spared,
 *   so that a lost echo is a lost echo and not a second's wait for an address.
 * @property {boolean} cut Nothing passes, neighbour discovery neither.
 *
 * @typedef {object} LaneCounters Frames since the lane began.
 * @property {number} passed
 * @property {number} lost By the dice.
 * @property {number} cut While cut, or on the way when it was cut.
 * @property {number} overflow More were on the way than the lane holds.
 * @property {number} neighbour Of those passed: ARP and neighbour discovery.
 */

const HOLDS = 20_000;
/** In means: 1 of 400 would be later. */
const MOST_JITTER = 6;
const ETHERTYPE = 12;
const IPV6_NEXT_HEADER = 14 + 6;
const ICMPV6_TYPE = 14 + 40;

/**
 * ARP (RFC 826), or ICMPv6 router and neighbour discovery (RFC 4861, types 133 to 137).
 * @param {Uint8Array} frame An Ethernet frame.
 */
export const isNeighbourDiscovery = (frame) => {
  const type = ((frame[ETHERTYPE] ?? 0) << 8) | (frame[ETHERTYPE + 1] ?? 0);
  if (type === 0x0806) return true;
  const icmp = frame[ICMPV6_TYPE] ?? 0;
  return type === 0x86dd && frame[IPV6_NEXT_HEADER] === 58 && icmp >= 133 && icmp <= 137;
};

/**
 * Evenly spread numbers in [0, 1) that a seed repeats: a counter stepped by the golden ratio, its bits mixed.
 * @param {number} seed
 * @returns {() => number}
 */
export const seededDice = (seed) => {
  let counter = seed | 0;
  return () => {
    counter = (counter + 0x9e3779b9) | 0;
    let x = counter;
    x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
    x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
    return ((x ^ (x >>> 15)) >>> 0) / 2 ** 32;
  };
};

/** One direction of a link. It keeps frames in order, also when the delay shrinks. Time and dice are handed in. */
export class Lane {
  /** @type {Shape} */
  #shape = { delayMs: 0, jitterMs: 0, loss: 0, cut: false };
  /** @type {{ due: number, frame: Uint8Array }[]} */
  #queue = [];
  #head = 0;
  /** @type {() => number} */
  #dice;
  /** @type {LaneCounters} */
  counters = { passed: 0, lost: 0, cut: 0, overflow: 0, neighbour: 0 };

  /** @param {() => number} dice */
  constructor(dice) {
    this.#dice = dice;
  }

  /** @param {Partial<Shape>} change */
  shape(change) {
    this.#shape = { ...this.#shape, ...change };
    if (!this.#shape.cut) return;
    this.counters.cut += this.#queue.length - this.#head;
    this.#queue = [];
    this.#head = 0;
  }

  /**
   * Takes a frame in at `now` (milliseconds, any origin).
   * @param {Uint8Array} frame
   * @param {number} now
   */
  offer(frame, now) {
    if (this.#shape.cut) {
      this.counters.cut += 1;
      return;
    }
    const neighbour = isNeighbourDiscovery(frame);
    if (!neighbour && this.#shape.loss > 0 && this.#dice() < this.#shape.loss) {
      this.counters.lost += 1;
      return;
    }
    if (this.#queue.length - this.#head >= HOLDS) {
      this.counters.overflow += 1;
      return;
    }
    if (neighbour) this.counters.neighbour += 1;
    const { delayMs, jitterMs } = this.#shape;
    const jitter = jitterMs > 0 ? Math.min(-Math.log(1 - this.#dice()), MOST_JITTER) * jitterMs : 0;
    this.#queue.push({ due: now + delayMs + jitter, frame });
  }

  /** When the first frame is to leave, or Infinity. */
  nextDue() {
    return this.#queue[this.#head]?.due ?? Infinity;
  }

  /**
   * The first frame that is due, gone from the lane; undefined when none is.
   * @param {number} now
   */
  take(now) {
    const first = this.#queue[this.#head];
    if (first === undefined || first.due > now) return undefined;
    this.#head += 1;
    if (this.#head > 1_000) {
      this.#queue.splice(0, this.#head);
      this.#head = 0;
    }
    this.counters.passed += 1;
    return first.frame;
  }
}
