import { wallRows, WALL_COLUMNS } from './wall-sites.ts';

// How much of the screen each part of the wall takes: lengths in units, a unit being a hundredth of a 16:9 screen's width.

export interface Screen {
  readonly width: number;
  readonly height: number;
}
/** `wide` lies, `upright` stands, `small` is a telephone's: it scrolls. */
export type Shape = 'wide' | 'upright' | 'small';
export interface Counts {
  /** How wide three digits are, in what the font's size is. */
  readonly digits: number;
  readonly rows: number;
  readonly tiles: number;
  readonly sites: number;
  /** Cards at the front, and whether there are more of them. */
  readonly cards: number;
  readonly moreCards: boolean;
  /** Lines below the rows: the last failover, and what it left behind. */
  readonly caption: number;
  /** Where the world sees us, the path MTU: lines beside or above the events. */
  readonly facts: number;
  /** What is wrong with the address. */
  readonly notes: boolean;
}
export interface WallLayout {
  readonly shape: Shape;
  /** px */
  readonly unit: number;
  readonly hero: { readonly height: number; readonly digits: number };
  readonly card: { readonly height: number; readonly font: number; /** Two lines say why. */ readonly roomy: boolean };
  readonly rows: { readonly count: number; readonly height: number };
  readonly tiles: { readonly columns: number; readonly rows: number; readonly shown: number };
  readonly sites: { readonly columns: number; readonly rows: number };
  readonly foot: number;
}

export const MOST_CARDS = 4;
const PAD = 1.5;
const GAP = 1;
const HEAD = 8;
const TILE = 2.9;
const TILE_GAP = 0.5;
const SITE = 3.2;
const SITE_GAP = 0.4;
export const AXIS = 2.2;
const CAPTION = 2.2;
const LEAST_ROW = { wide: 4.4, upright: 5, small: 6 } as const;
const MOST_SMOKE = { wide: 6, upright: 8, small: 5 } as const;
const TILE_COLUMNS = { wide: 5, upright: 3, small: 2 } as const;
const MOST_TILE_ROWS = { wide: 3, upright: 6, small: 20 } as const;
/** A hand of a screen of 24 to 27 inches: digits a quarter of its height, which are 0.72 of what the font is. */
const DIGITS = 19.4;
/** Letters are set so much closer, three of them. */
const CLOSER = 3 * 0.06;
/** What the hero has for them beside their unit: its column, or an upright screen. */
const DIGIT_ROOM = { wide: 31.5, upright: 36, small: 31 } as const;
/** The hero where something fails, and what each card wants there. */
const COMPACT = 8.7;
const CARD = 4.6;
const MORE_CARDS = 2.7;
/** Upright each may have so much, while the rows have theirs. */
const LARGE_CARD = 9;
const GOOD_ROW = 9;
const ROOMY = 6.5;
/** The name above the digits, and two lines below. */
const AROUND = 10.6;
const SMALL = 600;

const shapeOf = ({ width, height }: Screen): Shape => (height <= width ? 'wide' : width < SMALL ? 'small' : 'upright');
const unitOf = ({ width, height }: Screen, shape: Shape): number =>
  shape === 'wide' ? Math.min(width / 100, height / 56) : width / (shape === 'small' ? 42 : 72);
/** With the gap that follows. */
const strip = (rows: number, each: number, gap: number): number => (rows === 0 ? 0 : rows * (each + gap) - gap + GAP);

/** What fits where. There are fewer rows of tiles and of sites before the number that is read from afar gets smaller. */
export const wallLayout = (screen: Screen, counts: Counts): WallLayout => {
  const shape = shapeOf(screen);
  const unit = unitOf(screen, shape);
  const wide = shape === 'wide';
  const scrolls = shape === 'small';
  const cards = Math.min(MOST_CARDS, counts.cards);
  const more = counts.moreCards ? MORE_CARDS : 0;
  const largest = Math.min(DIGITS, DIGIT_ROOM[shape] / (counts.digits - CLOSER));
  const below = AXIS + counts.caption * CAPTION;
  const foot = 6.4 + (wide ? 0 : counts.facts * 2.4) + (counts.notes ? 1.8 : 0);

  /** Upright, the words are beside the digits. */
  const around = shape === 'upright' ? 3 : AROUND;
  const heroBest = cards === 0 ? largest * 0.8 + around : COMPACT + cards * CARD + more;
  const smokeLeast = Math.max(1, Math.min(counts.rows, wide ? 2 : 3)) * LEAST_ROW[shape] + below;
  /** What scrolls has room for all. */
  const least = scrolls
    ? Number.NEGATIVE_INFINITY
    : wide
      ? Math.max(heroBest, smokeLeast)
      : heroBest + GAP + smokeLeast;

  const columns = TILE_COLUMNS[shape];
  let tileRows = Math.min(MOST_TILE_ROWS[shape], Math.ceil(counts.tiles / columns));
  let siteRows = wallRows(counts.sites, !wide);
  const mainBeside = (): number =>
    screen.height / unit -
    2 * PAD -
    (HEAD + GAP) -
    (foot + GAP) -
    strip(tileRows, TILE, TILE_GAP) -
    strip(siteRows, SITE, SITE_GAP);
  while (tileRows > 1 && mainBeside() < least) tileRows -= 1;
  while (siteRows > 1 && mainBeside() < least) siteRows -= 1;

  const main = mainBeside();
  const spare = main - GAP - below - Math.min(counts.rows, 4) * GOOD_ROW;
  const roomy = cards === 0 ? heroBest : Math.max(heroBest, Math.min(COMPACT + cards * LARGE_CARD + more, spare));
  const heroHeight = scrolls ? heroBest : wide ? main : Math.min(roomy, main - GAP - smokeLeast);
  const smoke = wide ? main : main - heroHeight - GAP;
  const fitting = scrolls ? MOST_SMOKE.small : Math.floor((smoke - below) / LEAST_ROW[shape]);
  const rows = Math.min(counts.rows, MOST_SMOKE[shape], Math.max(1, fitting));
  const card = cards === 0 ? 0 : Math.min(12, (heroHeight - COMPACT - more) / cards - 0.6);
  return {
    shape,
    unit,
    hero: { height: heroHeight, digits: cards === 0 ? Math.min(largest, (heroHeight - around) / 0.8) : 6 },
    card: { height: card, font: Math.min(3, card > ROOMY ? (card - 0.5) / 3.3 : card / 2.7), roomy: card > ROOMY },
    rows: { count: rows, height: scrolls ? rows * LEAST_ROW.small + below : smoke },
    tiles: {
      columns,
      rows: tileRows,
      shown: counts.tiles <= tileRows * columns ? counts.tiles : Math.max(0, tileRows * columns - 1),
    },
    sites: scrolls
      ? { columns: 2, rows: Math.ceil(Math.min(counts.sites, 3 * siteRows) / 2) }
      : { columns: WALL_COLUMNS[wide ? 'wide' : 'upright'], rows: siteRows },
    foot,
  };
};
