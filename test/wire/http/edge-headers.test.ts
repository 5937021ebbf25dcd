import { describe, expect, it } from 'vitest';

import { saysVersion, saysWho } from '../../../src/wire/http/edge-headers.ts';

describe('headers that say who answered', () => {
  it.each(['x-edge-version', 'x-version', 'x-build-id', 'x-app-release', 'x-git-sha', 'x-lambda-edge-version'])(
    'tell a version: %s',
    (name) => expect([saysVersion(name), saysWho(name)]).toEqual([true, true]),
  );
  it.each(['server', 'via', 'x-cache', 'x-amz-cf-pop', 'cf-ray', 'x-served-by', 'age'])('tell no version: %s', (name) =>
    expect([saysVersion(name), saysWho(name)]).toEqual([false, true]),
  );
  it.each(['x-amz-version-id', 'x-amz-cf-id', 'set-cookie', 'x-frame-options', 'x-conversion', 'a-'.repeat(60)])(
    'tell nothing of it: %s',
    (name) => expect([saysVersion(name), saysWho(name)]).toEqual([false, false]),
  );
});
