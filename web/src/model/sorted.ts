/** A copy in order; Safari 15 has no toSorted, and its sort is stable. */
export const sorted = <T>(list: readonly T[], compare: (a: T, b: T) => number): T[] => [...list].sort(compare); // oxlint-disable-line unicorn/no-array-sort
/** A copy with the last first. */
export const reversed = <T>(list: readonly T[]): T[] => [...list].reverse(); // oxlint-disable-line unicorn/no-array-reverse
