/** Takes care that what was opened is closed, the last first, whatever happens in between or in closing. */
export const withClosing = async <T>(run: (later: (close: () => unknown) => void) => Promise<T>): Promise<T> => {
  const closers: (() => unknown)[] = [];
  const closeAll = async (): Promise<void> => {
    const close = closers.pop();
    if (close === undefined) return;
    try {
      await close();
    } finally {
      await closeAll();
    }
  };
  try {
    return await run((close) => closers.push(close));
  } finally {
    await closeAll();
  }
};

/** Resolves once the signal is aborted. */
export const ended = (signal: AbortSignal): Promise<void> =>
  signal.aborted
    ? Promise.resolve()
    : new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
