import { fileURLToPath } from 'node:url';

import { defineConfig, type Plugin } from 'vite';

import { slimChartJs, slimHono, slimVite, terse } from './slim.ts';

/** A wall display may be an old tablet: iPadOS 15 and Android's Chrome of 2022. */
const BROWSERS = ['safari15', 'chrome100', 'firefox100'];

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The page's script is only fetched: begin.js has it run once the document itself is on the screen. */
const afterFirstPaint: Plugin = {
  name: 'plumbline:after-first-paint',
  transformIndexHtml: {
    order: 'post',
    handler: (html) =>
      html.replace(
        /<script type="module" crossorigin src=("[^"]+")><\/script>/,
        '<link rel="modulepreload" crossorigin href=$1>',
      ),
  },
};

export default defineConfig({
  plugins: [slimChartJs, slimHono, slimVite, terse, afterFirstPaint],
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
      input: { page: here('index.html'), begin: here('begin.js'), sw: here('sw.js') },
      output: { entryFileNames: ({ name }) => (name === 'page' ? 'assets/[name]-[hash].js' : '[name].js') },
    },
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx/dom' } },
});
