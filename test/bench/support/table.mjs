// @ts-check

const WIDTHS = { what: 30, value: 9, peer: 33, ratio: 8, target: 12 };

/** @param {number} value */
const short = (value) => {
  if (!Number.isFinite(value)) return 'none';
  const size = Math.abs(value);
  return size >= 1_000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
};
/**
 * @param {string} text
 * @param {number} width
 */
const left = (text, width) => text.slice(0, width).padEnd(width);
/**
 * @param {string} text
 * @param {number} width
 */
const right = (text, width) => text.padStart(width);

/**
 * @param {string} what
 * @param {string} value
 * @param {string} peer
 * @param {string} ratio
 * @param {string} target
 * @param {string} holds
 */
const line = (what, value, peer, ratio, target, holds) =>
  [
    left(what, WIDTHS.what),
    right(value, WIDTHS.value),
    left(peer, WIDTHS.peer),
    right(ratio, WIDTHS.ratio),
    left(target, WIDTHS.target),
    holds,
  ]
    .join(' ')
    .trimEnd();

export const tableHead = () => line('', 'plumbline', 'peer', 'ratio', 'target', 'met');

/**
 * The lines of one bench, 100 columns at most.
 * @param {string} title
 * @param {readonly import('./figures.mjs').Figure[]} figures
 */
export const tableOf = (title, figures) => [
  title,
  ...figures.map((f) =>
    line(
      `  ${f.what}, ${f.unit}`,
      short(f.plumbline),
      f.peer === undefined ? '' : `${short(f.peer.value)} ${f.peer.name}`,
      f.ratio === undefined ? '' : `${Number(f.ratio.toPrecision(2))} ×`,
      f.target ?? '',
      f.met === undefined ? '' : f.met ? 'yes' : 'NO',
    ),
  ),
];
