import { defineConfig } from 'vite';

export default defineConfig({
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    // A wall display may be an old tablet: iPadOS 15 and Android's Chrome of 2022.
    target: ['es2021', 'safari15', 'chrome100', 'firefox100'],
    // The policy forbids anything inline, so nothing is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    cssCodeSplit: false,
    reportCompressedSize: true,
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx/dom' } },
});
