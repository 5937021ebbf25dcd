import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { isBuilt } from '../../src/start/build.mjs';
import { fingerprint } from '../../src/start/fingerprint.mjs';
import { type Clone, emptyClone } from './support.ts';

let clone: Clone;
let before: string;
beforeEach(() => {
  clone = emptyClone();
  clone.write('src/a.ts', 'export const a = 1;');
  clone.write('web/index.html', '<html></html>');
  before = fingerprint(clone.root);
});
afterEach(() => clone.remove());

describe('the fingerprint of the sources', () => {
  it('stays when only times change', () => {
    utimesSync(join(clone.root, 'src/a.ts'), 0, 0);
    expect(fingerprint(clone.root)).toBe(before);
  });

  it.each(['src/a.ts', 'src/deep/b.ts', 'web/index.html', 'tsconfig.json', 'package.json', 'package-lock.json'])(
    'changes with %s',
    (path) => {
      clone.write(path, 'something else');
      expect(fingerprint(clone.root)).not.toBe(before);
    },
  );

  it('tells a file that moved from one that stayed', () => {
    clone.write('src/b.ts', 'x');
    const one = fingerprint(clone.root);
    clone.write('src/b.ts', '');
    clone.write('src/c.ts', 'x');
    expect(fingerprint(clone.root)).not.toBe(one);
  });

  it('does not look at tests, packages or what was built', () => {
    clone.write('test/a.test.ts', 'x');
    clone.write('node_modules/a/index.js', 'x');
    clone.write('dist/main.js', 'x');
    expect(fingerprint(clone.root)).toBe(before);
  });
});

describe('a build', () => {
  it('is of these sources, or there is none', () => {
    expect(isBuilt(clone.root)).toBe(false);
    clone.write('dist/.built-from', before);
    expect(isBuilt(clone.root), 'the stamp alone is no build').toBe(false);
    clone.write('dist/main.js', '');
    expect(isBuilt(clone.root)).toBe(true);
    clone.write('src/a.ts', 'export const a = 2;');
    expect(isBuilt(clone.root)).toBe(false);
  });
});
