import { fileURLToPath } from 'node:url';

import { defineConfig } from 'vite';

import { slimChartJs, slimHono, slimVite, terse } from './slim.ts';

/** A wall display may be an old tablet: iPadOS 15 and Android's Chrome of 2022. */
const BROWSERS = ['safari15', 'chrome100', 'firefox100'];

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  plugins: [slimChartJs, slimHono, slimVite, terse],
  resolve: { alias: { '@kurkle/color': here('src/chart/no-mixing.ts') } },
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    target: ['es2021', ...BROWSERS],
    // Without the year: it would have the style sheet written for the browsers of 2021.
    cssTarget: BROWSERS,
    // The policy forbids anything inline, so nothing is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    cssCodeSplit: false,
    reportCompressedSize: true,
    rolldownOptions: {
      input: { page: here('index.html'), theme: here('theme.js'), sw: here('sw.js') },
      output: { entryFileNames: ({ name }) => (name === 'page' ? 'assets/[name]-[hash].js' : '[name].js') },
    },
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx/dom' } },
});
