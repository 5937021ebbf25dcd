import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

// The style sheet is the one table of colours; it is judged as it is.
const css = readFileSync(new URL('../../web/src/styles/tokens.css', import.meta.url), 'utf8');
const [light = '', dark = ''] = css.split('@media screen');

type Rgb = readonly [number, number, number];
const colours = (block: string): ReadonlyMap<string, Rgb> =>
  new Map(
    [...block.matchAll(/--([\w-]+):\s*#([0-9a-f]{6})(?:[0-9a-f]{2})?;/g)].map(
      ([, name = '', hex = '']): [string, Rgb] => [
        name,
        [0, 2, 4].map((i) => Number.parseInt(hex.slice(i, i + 2), 16) / 255) as unknown as Rgb,
      ],
    ),
  );
/** What is painted on smoke: how much of it (0 to 1) a colour with alpha lets be seen. */
const alphas = (block: string): ReadonlyMap<string, number> =>
  new Map(
    [...block.matchAll(/--([\w-]+):\s*#[0-9a-f]{6}([0-9a-f]{2});/g)].map(
      ([, name = '', hex = '']): [string, number] => [name, Number.parseInt(hex, 16) / 255],
    ),
  );
const over = (top: Rgb, alpha: number, ground: Rgb): Rgb =>
  [0, 1, 2].map((i) => alpha * (top[i] ?? 0) + (1 - alpha) * (ground[i] ?? 0)) as unknown as Rgb;
const linear = (c: number): number => (c <= 0.040_45 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
/** Of linear RGB. */
const lightness = ([r, g, b]: Rgb): number => 0.2126 * r + 0.7152 * g + 0.0722 * b;
const luminance = (c: Rgb): number => lightness([linear(c[0]), linear(c[1]), linear(c[2])]);
const ratio = (a: number, b: number): number => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
/** WCAG 2.2, 1.4.3. */
const contrast = (a: Rgb, b: Rgb): number => ratio(luminance(a), luminance(b));
/** How dichromats see it: matrices of Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB. */
const EYES: Readonly<Record<string, readonly number[]>> = {
  usual: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protan: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deutan: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritan: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};
const seen = (c: Rgb, m: readonly number[]): Rgb => {
  const l = c.map(linear);
  return [0, 3, 6].map((r) =>
    Math.min(
      1,
      Math.max(
        0,
        [0, 1, 2].reduce((s, i) => s + (m[r + i] ?? 0) * (l[i] ?? 0), 0),
      ),
    ),
  ) as unknown as Rgb;
};
/** CIE L*a*b* (D65) from linear RGB. */
const lab = ([r, g, b]: Rgb): Rgb => {
  const f = (t: number): number => (t > 0.008_856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.950_47);
  const y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.088_83);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
};
const difference = (a: Rgb, b: Rgb, eye: readonly number[]): number => {
  const [p, q] = [lab(seen(a, eye)), lab(seen(b, eye))];
  return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
};

const TEXT_ON: readonly [string, readonly string[]][] = [
  ['ink', ['bg', 'surface', 'sunken', 'degraded-soft', 'down-soft', 'up-soft', 'accent-soft']],
  // On the wall's cards of what fares badly too; in the config, beside the line that is wrong.
  ['ink-2', ['bg', 'surface', 'sunken', 'down-soft', 'degraded-soft']],
  // A link in a verdict, a banner, an open event's code; a key of the config in a line that is wrong.
  ['accent', ['bg', 'surface', 'sunken', 'accent-soft', 'down-soft', 'degraded-soft']],
  ['on-accent', ['accent', 'up']],
  ['on-down', ['down']],
  ['up', ['bg', 'surface']],
  ['degraded', ['bg', 'surface', 'sunken', 'degraded-soft']],
  ['down', ['bg', 'surface', 'sunken', 'down-soft', 'degraded-soft']],
  ['unknown', ['bg', 'surface', 'sunken']],
];
/** Edges, bars, marks and the ring of focus (accent) on what they lie on: WCAG 2.2, 1.4.11 and 2.4.13. */
const MARKS_ON: readonly [string, readonly string[]][] = [
  ...['loss-0', 'loss-1', 'loss-2', 'loss-3', 'loss-4', 'loss-5', 'slow'].map((m): [string, string[]] => [
    m,
    ['surface'],
  ]),
  ['line-strong', ['bg', 'surface', 'sunken']],
  ['accent', ['bg', 'surface', 'sunken', 'accent-soft', 'down-soft', 'degraded-soft']],
  // A hero's edge, a card's, a finding's; a rung of the sizes that pass, on its track; the bar of no contact.
  ['up', ['bg', 'surface', 'track']],
  ['degraded', ['bg', 'surface', 'track', 'degraded-soft']],
  ['down', ['bg', 'surface', 'track', 'down-soft']],
  ['unknown', ['bg', 'surface']],
];

describe.each([
  ['light', colours(light), alphas(light)],
  ['dark', new Map([...colours(light), ...colours(dark)]), alphas(dark)],
])('the %s colours', (name, table, alpha) => {
  const colour = (key: string): Rgb => {
    const found = table.get(key);
    if (found === undefined) throw new Error(`--${key} is not in tokens.css`);
    return found;
  };
  it('let every text be read (4.5 : 1)', () => {
    for (const [text, grounds] of TEXT_ON)
      for (const ground of grounds)
        expect(contrast(colour(text), colour(ground)), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
  });
  it('let every line, bar, edge and mark be seen (3 : 1)', () => {
    for (const [mark, grounds] of MARKS_ON)
      for (const ground of grounds)
        expect(contrast(colour(mark), colour(ground)), `${mark} on ${ground}`).toBeGreaterThanOrEqual(3);
  });
  /** A chart's grounds, as smoke paints them: outer, then inner on it, and the halo of the median on both. */
  const painted = () => {
    const on = (top: string, ground: Rgb): Rgb => over(colour(top), alpha.get(top) ?? 1, ground);
    const outer = on('smoke-outer', colour('surface'));
    const inner = on('smoke-inner', outer);
    return { outer, inner, halo: on('halo', inner) };
  };
  it('get worse in one direction: darker on light, brighter on dark', () => {
    const ramp = [1, 2, 3, 4, 5].map((n) => luminance(colour(`loss-${n}`)));
    ramp.forEach((l, i) => {
      if (i > 0)
        expect(name === 'light' ? l < (ramp[i - 1] ?? 0) : l > (ramp[i - 1] ?? 1), `level ${i + 1}`).toBe(true);
    });
  });
  it.each(Object.entries(EYES))('tell levels of loss and states apart to the %s eye', (_, eye) => {
    const levels = [0, 1, 2, 3, 4, 5].map((n) => colour(`loss-${n}`));
    levels.forEach((a, i) =>
      levels
        .slice(i + 1)
        .forEach((b, j) => expect(difference(a, b, eye), `loss ${i} and ${i + j + 1}`).toBeGreaterThan(18)),
    );
    const { halo } = painted();
    levels.forEach((level, i) => {
      const onHalo = ratio(lightness(seen(level, eye)), lightness(seen(halo, eye)));
      expect(onHalo, `loss ${i} on the halo`).toBeGreaterThanOrEqual(3);
    });
    for (const [ground, paint] of Object.entries(painted()))
      levels.forEach((a, i) => expect(difference(a, paint, eye), `loss ${i} and ${ground} smoke`).toBeGreaterThan(18));
    const states = ['up', 'degraded', 'down'] as const;
    states.forEach((a, i) =>
      states
        .slice(i + 1)
        .forEach((b) => expect(difference(colour(a), colour(b), eye), `${a} and ${b}`).toBeGreaterThan(14)),
    );
  });
});
