import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const WEB = fileURLToPath(new URL('../../web/', import.meta.url));
const STYLES = readdirSync(`${WEB}src/styles`).toSorted();
const withoutComments = (text: string): string => text.replace(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '');
const read = (path: string): string => withoutComments(readFileSync(WEB + path, 'utf8'));

const SOURCES = readdirSync(`${WEB}src`, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path))
  .map((path) => `src/${path}`);
const WRITTEN = [...SOURCES, 'index.html'].map(read).join('\n');
const WORDS = new Set(WRITTEN.match(/[\w-]+/g));
/** What a name begins with whose rest is a state, a severity or the like: `tile-${look}`. */
const BEGINNINGS = [...new Set([...WRITTEN.matchAll(/([\w-]+-)\$\{/g)].map((found) => found[1] ?? ''))];

const isUsed = (name: string): boolean => WORDS.has(name) || BEGINNINGS.some((begin) => name.startsWith(begin));
const classesOf = (css: string): readonly string[] =>
  [...css.matchAll(/([^{}]+)\{/g)]
    .map((rule) => rule[1] ?? '')
    .filter((selector) => !selector.includes('@'))
    .flatMap((selector) => [...selector.matchAll(/\.([a-z][\w-]*)/gi)].map((found) => found[1] ?? ''));

describe('the style sheets', () => {
  it('have no class that no page writes', () => {
    const unused = STYLES.flatMap((file) =>
      classesOf(read(`src/styles/${file}`))
        .filter((name) => !isUsed(name))
        .map((name) => `${file}: .${name}`),
    );
    expect(unused).toEqual([]);
  });
  it('are all part of the page', () => {
    const imported = [...read('src/main.tsx').matchAll(/styles\/([\w-]+\.css)/g)].map((found) => found[1] ?? '');
    expect(new Set(imported)).toEqual(new Set(STYLES));
  });
  it('are told apart by part, none too long to read', () => {
    const long = STYLES.filter((file) => readFileSync(`${WEB}src/styles/${file}`, 'utf8').split('\n').length > 330);
    expect(long).toEqual([]);
  });
});
