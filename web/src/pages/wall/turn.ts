import { useLayoutEffect, useState } from 'hono/jsx/dom';

export type WallView = 'lines' | 'targets' | 'sites';

/** Which view is shown, the next one every `seconds`; the first while it is held, or nothing is to turn. */
export const useTurn = (views: readonly WallView[], seconds: number | undefined, held: boolean): WallView => {
  const [turn, setTurn] = useState(0);
  const count = views.length;
  useLayoutEffect(() => {
    setTurn(0);
    if (seconds === undefined || held || count < 2) return undefined;
    const timer = setInterval(() => setTurn((n) => n + 1), seconds * 1_000);
    return () => clearInterval(timer);
  }, [seconds, held, count]);
  return views[turn % Math.max(1, count)] ?? 'lines';
};
