import { describe, expect, it } from 'vitest';

import { HEADER_CODES } from '../../../src/domain/header-codes.ts';
import { joined } from '../../../src/probes/headers/joined.ts';
import type { Lint } from '../../../src/probes/headers/report.ts';

const lint = (code: keyof typeof HEADER_CODES, place: Lint['place'], more: Partial<Lint> = {}): Lint => ({
  code,
  severity: HEADER_CODES[code].severity,
  place,
  words: code,
  ...more,
});
const hidden = { hiddenBy: 'observatory' } as const;

describe('lint and what good grades hide', () => {
  it('say what both know once, with who hides it', () => {
    const own = [lint('header-lost', 'missing'), lint('header-lost', 'asset')];
    const bare = lint('grade-hides-bare-404', 'missing', hidden);
    const short = lint('grade-hides-short-hsts', 'page', hidden);
    expect(joined(own, [bare, short])).toEqual([lint('header-lost', 'missing', hidden), own[1], short]);
  });
  it('stand beside each other where they are of different places', () => {
    const own = [lint('header-lost', 'asset')];
    const bare = lint('grade-hides-bare-redirect', 'redirect', hidden);
    expect(joined(own, [bare])).toEqual([...own, bare]);
  });
});
