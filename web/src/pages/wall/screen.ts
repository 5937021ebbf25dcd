import { useLayoutEffect, useState } from 'hono/jsx/dom';

import type { Screen } from '../../model/wall-layout.ts';

/** The window's size, for sizes that CSS alone cannot tell on an old tablet. */
export const useScreen = (): Screen => {
  const read = (): Screen => ({ width: window.innerWidth, height: window.innerHeight });
  const [size, setSize] = useState(read);
  useLayoutEffect(() => {
    const resized = (): void => setSize(read());
    window.addEventListener('resize', resized);
    return () => window.removeEventListener('resize', resized);
  }, []);
  return size;
};

/** Narrow digits first: three of them a hand high must fit beside one another. */
export const DIGIT_FONT =
  "Arial, 'Helvetica Neue', Roboto, 'Liberation Sans', 'DejaVu Sans Condensed', 'DejaVu Sans', sans-serif";

/** How wide the widest three digits are, in what the font's size is. */
export const measureDigits = (): number => {
  const ctx = document.createElement('canvas').getContext('2d');
  if (ctx === null) return 3 * 0.56;
  ctx.font = `bold 100px ${DIGIT_FONT}`;
  return ctx.measureText('888').width / 100;
};
