/** The page's colours as a canvas needs them: read from the style sheet, so that there is one table of them. */
export interface Palette {
  readonly surface: string;
  readonly ink: string;
  readonly muted: string;
  readonly grid: string;
  readonly axis: string;
  /** By loss level, 0 none to 5 all. */
  readonly loss: readonly string[];
  readonly halo: string;
  readonly smokeOuter: string;
  readonly smokeInner: string;
  readonly gap: string;
  readonly down: string;
  readonly downSoft: string;
  readonly warn: string;
  readonly info: string;
  readonly good: string;
}

export const readPalette = (element: Element = document.documentElement): Palette => {
  const style = getComputedStyle(element);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  return {
    surface: colour('--surface'),
    ink: colour('--ink'),
    muted: colour('--ink-2'),
    grid: colour('--line'),
    axis: colour('--line-strong'),
    loss: [0, 1, 2, 3, 4, 5].map((n) => colour(`--loss-${n}`)),
    halo: colour('--halo'),
    smokeOuter: colour('--smoke-outer'),
    smokeInner: colour('--smoke-inner'),
    gap: colour('--gap'),
    down: colour('--down'),
    downSoft: colour('--down-soft'),
    warn: colour('--degraded'),
    info: colour('--ink-2'),
    good: colour('--up'),
  };
};
