import { createHash } from 'node:crypto';

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { pageSources, type PageSources } from '../../../../src/probes/headers/fix/page-sources.ts';

const BASE = 'https://site.example/';
const read = (html: string): PageSources => pageSources(new TextEncoder().encode(html), BASE);
const hashOf = (script: string): string => `'sha256-${createHash('sha256').update(script).digest('base64')}'`;
const NO_HOSTS = { script: [], style: [], img: [], frame: [], media: [], form: [] };
const NOTHING: PageSources = { hosts: NO_HOSTS, scriptHashes: [], inlineStyles: false, handlers: false };

describe('what a page loads', () => {
  it('is told by its tags: hosts, scripts in it, styles, handlers', () => {
    const page = `<!doctype html><LINK rel="preload Stylesheet" href=https://css.example/a.css><link rel=icon href=//img.example/i>
      <script src="https://js.example:8443/a?b&amp;c"></script><script>if (1 < 2 && "&amp;") go('</p>');</script>
      <script type=application/json>{"no": 1}</script><form action=https://pay.example onsubmit=x()><iframe src=https://frame.example></iframe>
      <video src=/own><source src=https://media.example/v></video><p style="color: red"><script src=data:x></script>`;
    expect(read(page)).toEqual({
      hosts: {
        script: ['https://js.example:8443'],
        style: ['https://css.example'],
        img: ['https://img.example'],
        frame: ['https://frame.example'],
        media: ['https://media.example'],
        form: ['https://pay.example'],
      },
      scriptHashes: [hashOf(`if (1 < 2 && "&amp;") go('</p>');`)],
      inlineStyles: true,
      handlers: true,
    });
  });
  it.each([
    ['', NOTHING],
    ['<!-- <script>a</script> --><title><script>a</script></title>', NOTHING],
    ['<style>script { }</style>', { ...NOTHING, inlineStyles: true }],
    // What a browser does not run needs no hash.
    ['<script>cut off', NOTHING],
    ['<script></script>', { ...NOTHING, scriptHashes: [hashOf('')] }],
    ['<script>a</script><SCRIPT>a</SCRIPT >', { ...NOTHING, scriptHashes: [hashOf('a')] }],
    ['<script>a\r\nb\rc</script>', { ...NOTHING, scriptHashes: [hashOf('a\nb\nc')] }],
    // Names that every object has.
    ['<constructor onclick=x>', { ...NOTHING, handlers: true }],
  ])('%s', (html, sources) => expect(read(html)).toEqual(sources));
  it('is no list of hashes where there are more than twelve', () => {
    const page = (n: number): string => Array.from({ length: n }, (_, i) => `<script>${i}</script>`).join('');
    expect(read(page(12)).scriptHashes).toHaveLength(12);
    expect(read(page(13)).scriptHashes).toBeUndefined();
    expect(read(page(5_000)).scriptHashes).toBeUndefined();
  });
  it('is read to the end of what nests without end', () => {
    const page = `${'<p><table>'.repeat(80_000)}<script>deep</script>`;
    expect(read(page)).toEqual({ ...NOTHING, scriptHashes: [hashOf('deep')] });
  });
  it('is read of any text', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '</',
      'script',
      'style',
      '"',
      '=',
      ' ',
      '/',
      '<!--',
      '-->',
      'src',
      '\0',
      'a',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        expect(read(pieces.join('')).hosts).toEqual(NO_HOSTS);
      }),
    );
  });
});
