/** How many columns make `n` tiles of a `width` × `height` screen largest, when a tile is best at `shape` (w ÷ h). */
export const columnsFor = (n: number, width: number, height: number, shape: number): number => {
  let best = 1;
  let size = 0;
  for (let columns = 1; columns <= Math.max(1, n); columns += 1) {
    const w = width / columns;
    const h = height / Math.ceil(n / columns);
    const fits = Math.min(w / shape, h);
    if (fits > size * 1.001) {
      size = fits;
      best = columns;
    }
  }
  return best;
};

/** Where the picture sits this minute (px), so that no pixel shows the same edge all year. */
export const pixelShift = (minute: number, reach: number): { readonly x: number; readonly y: number } => {
  const steps = reach * 2 + 1;
  const place = ((Math.floor(minute) % (steps * steps)) + steps * steps) % (steps * steps);
  return { x: (place % steps) - reach, y: Math.floor(place / steps) - reach };
};
