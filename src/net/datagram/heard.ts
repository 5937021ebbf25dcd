import type { GroupAnswer } from '../net.ts';
import { MOST_BYTES } from './sending.ts';

/** Group members two routers away at most hear it. */
export const GROUP_TTL = 2;
/** Of one sender: a chatty one leaves room for others. */
const MOST_OF_ONE = 8;
/** Looked at in all, whoever sent them. */
const MOST_LOOKED_AT = 128;

/** What was answered: each sender's same answer once, so many in all. */
export class Heard {
  readonly #most: number;
  readonly #answers: GroupAnswer[] = [];
  readonly #seen = new Set<string>();
  readonly #ofOne = new Map<string, number>();
  #lookedAt = 0;

  constructor(most: number) {
    this.#most = most;
  }
  get answers(): readonly GroupAnswer[] {
    return this.#answers;
  }
  /** Nothing more is wanted. */
  get isFull(): boolean {
    return this.#answers.length >= this.#most || this.#lookedAt >= MOST_LOOKED_AT;
  }
  hear(from: string, payload: Uint8Array): void {
    if (this.isFull) return;
    this.#lookedAt += 1;
    const ofOne = this.#ofOne.get(from) ?? 0;
    const key = `${from} ${Buffer.from(payload).toString('latin1')}`;
    if (payload.length > MOST_BYTES || ofOne === MOST_OF_ONE || this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#ofOne.set(from, ofOne + 1);
    this.#answers.push({ from, payload });
  }
}
