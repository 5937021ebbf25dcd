import { describe, expect, it } from 'vitest';

import { cacheFolder } from '../../src/service/state-folder.ts';

describe('what the command line keeps of others', () => {
  it.each([
    [{}, '/home/me/.cache/plumbline'],
    [{ XDG_CACHE_HOME: '' }, '/home/me/.cache/plumbline'],
    [{ XDG_CACHE_HOME: '/var/tmp/cache' }, '/var/tmp/cache/plumbline'],
  ])('lies where %j says: %s', (env, folder) => {
    expect(cacheFolder(env, '/home/me')).toBe(folder);
  });
});
