// How much was lost, as one of six levels: what colours a line, a cell and a bar, and says it in words too.

/** 0 under one in a thousand; 1 up to 2 %; 2 up to 10 %; 3 up to 50 %; 4 more; 5 all of it. */
export type LossLevel = 0 | 1 | 2 | 3 | 4 | 5;

export const LOSS_WORDS: readonly string[] = [
  'under 0.1 % lost',
  'up to 2 %',
  'up to 10 %',
  'up to 50 %',
  'over 50 %',
  'all lost',
];

export const lossLevel = (n: number, lost: number): LossLevel => {
  if (n <= 0 || lost <= 0) return 0;
  if (lost >= n) return 5;
  const share = lost / n;
  // Of a day's echoes one is nearly always lost: a year would be all of one colour.
  if (share < 0.001) return 0;
  return share <= 0.02 ? 1 : share <= 0.1 ? 2 : share <= 0.5 ? 3 : 4;
};

/** Height 0…1 of a loss bar: a square root, so that one in a hundred still shows. */
export const lossHeight = (n: number, lost: number): number => (n <= 0 ? 0 : Math.sqrt(Math.min(1, lost / n)));
