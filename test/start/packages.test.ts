import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { missingPackages } from '../../src/start/packages.mjs';
import { type Clone, emptyClone } from './support.ts';

let clone: Clone;
beforeEach(() => {
  clone = emptyClone();
});
afterEach(() => clone.remove());
const missing = (dev = true): readonly string[] => missingPackages(clone.root, { dev });

describe('missing packages', () => {
  it('are all of them before the first install', () => {
    clone.lock({ 'node_modules/a': { version: '1.0.0' }, 'node_modules/@b/c': { version: '2.0.0' } });
    expect(missing()).toEqual(['a@1.0.0', '@b/c@2.0.0']);
  });

  it('are none when each is there in its version', () => {
    clone.lock({ 'node_modules/a': { version: '1.0.0' }, 'node_modules/a/node_modules/b': { version: '3.0.0' } });
    clone.installed({ 'node_modules/a': { version: '1.0.0' }, 'node_modules/a/node_modules/b': { version: '3.0.0' } });
    expect(missing()).toEqual([]);
  });

  it('are those of another version, and those whose folder is gone', () => {
    clone.lock({ 'node_modules/a': { version: '1.1.0' }, 'node_modules/b': { version: '1.0.0' } });
    clone.installed({ 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '1.0.0' } });
    rmSync(join(clone.root, 'node_modules/b'), { recursive: true });
    expect(missing()).toEqual(['a@1.1.0', 'b@1.0.0']);
  });

  it('are never the optional ones', () => {
    clone.lock({ 'node_modules/a': { version: '1.0.0', optional: true } });
    expect(missing()).toEqual([]);
  });

  it('are those for development only where they are needed', () => {
    clone.lock({ 'node_modules/a': { version: '1.0.0', dev: true } });
    expect(missing(true)).toEqual(['a@1.0.0']);
    expect(missing(false)).toEqual([]);
  });
});
