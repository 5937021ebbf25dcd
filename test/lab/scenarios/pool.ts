/** Does every piece of work, so many at a time, in their order; results in that order too. */
export const inParallel = async <T, R>(
  work: readonly T[],
  jobs: number,
  one: (piece: T, place: number) => Promise<R>,
): Promise<readonly R[]> => {
  const results: R[] = [];
  const left = work.entries();
  const worker = async (): Promise<void> => {
    for (const [place, piece] of left) results[place] = await one(piece, place);
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  return results;
};
