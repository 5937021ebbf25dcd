// @ts-check

/**
 * One line of the table: what was measured, for plumbline and, where there is one, for a peer in the same run.
 * @typedef {object} Figure
 * @property {number} item The number of what is to be proved: 1 truth, 2 rate, 3 on time, 4 cheap, 5 big.
 * @property {string} what
 * @property {string} unit
 * @property {number} plumbline
 * @property {{ name: string, value: number }} [peer]
 * @property {number} [ratio] plumbline's through the peer's.
 * @property {string} [target]
 * @property {boolean} [met] Absent: a comparison without a target.
 */
/** @typedef {{ say: (line: string) => void, quick: boolean }} Run */
/** @typedef {{ name: string, title: string, run: (run: Run) => Promise<Figure[]> }} Bench */

/**
 * The nearest-rank percentile; NaN of nothing.
 * @param {readonly number[]} values
 * @param {number} p 0 to 100
 */
export const percentile = (values, p) => {
  const sorted = Float64Array.from(values).toSorted();
  return sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)] ?? Number.NaN;
};

/** @param {readonly number[]} values */
export const mean = (values) => values.reduce((sum, v) => sum + v, 0) / values.length;

/**
 * A figure beside a peer's. A target is of plumbline's own value (`atMost`, `atLeast`), of the ratio, or of both.
 * @param {Pick<Figure, 'item' | 'what' | 'unit' | 'plumbline'>} figure
 * @param {{ name: string, value: number } | undefined} peer
 * @param {{ atMost?: number, atLeast?: number, ratioAtMost?: number, ratioAtLeast?: number }} [target]
 * @returns {Figure}
 */
export const figure = (figure, peer, target = {}) => {
  const ratio = peer === undefined ? undefined : figure.plumbline / peer.value;
  const { atMost, atLeast, ratioAtMost, ratioAtLeast } = target;
  /** @type {[boolean, string][]} */
  const asked = [];
  if (atMost !== undefined) asked.push([figure.plumbline <= atMost, `≤ ${atMost}`]);
  if (atLeast !== undefined) asked.push([figure.plumbline >= atLeast, `≥ ${atLeast}`]);
  if (ratioAtMost !== undefined && ratio !== undefined) asked.push([ratio <= ratioAtMost, `≤ ${ratioAtMost} ×`]);
  if (ratioAtLeast !== undefined && ratio !== undefined) asked.push([ratio >= ratioAtLeast, `≥ ${ratioAtLeast} ×`]);
  return {
    ...figure,
    ...(peer === undefined || ratio === undefined ? {} : { peer, ratio }),
    ...(asked.length === 0 ? {} : { target: asked.map(([, text]) => text).join(', '), met: asked.every(([ok]) => ok) }),
  };
};
