/** Takes care that what was opened is closed, the last first, whatever happened in between. */
export const withClosing = async <T>(run: (later: (close: () => unknown) => void) => Promise<T>): Promise<T> => {
  const closers: (() => unknown)[] = [];
  try {
    return await run((close) => closers.push(close));
  } finally {
    for (const close of closers.toReversed()) await close();
  }
};
