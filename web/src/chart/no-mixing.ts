/**
 * Stands in for @kurkle/color (vite.config.ts), 4 kB gzipped, by which Chart.js mixes colours for animations and for
 * what lies under the pointer. Our chart has neither.
 */
export function Color(): never {
  throw new Error('Nothing here mixes colours: charts are drawn without animations and hover styles.');
}
