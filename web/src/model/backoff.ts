/** Milliseconds to wait before attempt `n` (from 0): doubling from a second to five, spread by `random` 0…1. */
export const backoff = (n: number, random: number): number =>
  Math.round(Math.min(5_000, 1_000 * 2 ** Math.min(n, 10)) * (0.75 + 0.5 * random));
