import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { cannotLook, LOOKS, type Looker, openLooker, wrongWith } from './support/looks.ts';

// Every page beside a picture of how it is to look. Both clocks stand still; data and font are the same everywhere.
describe.skipIf(cannotLook !== undefined)(`looks${cannotLook === undefined ? '' : ` (skipped: ${cannotLook})`}`, () => {
  let looker: Looker;
  beforeAll(async () => {
    looker = await openLooker();
  });
  afterAll(() => looker?.close());

  it.each(LOOKS)('$name', async (look) => {
    expect(await wrongWith(look, await looker.take(look))).toBeUndefined();
  });
});
