import { describe, expect, it } from 'vitest';

import { PATH_CODES } from '../../../src/domain/path-codes.ts';
import { SCENARIOS } from './index.ts';
import { tableOf } from './rules.ts';

describe('the scenarios', () => {
  it('have names of their own', () => {
    const names = SCENARIOS.map((s) => s.name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('have each verdict, as the only right one, at least once', () => {
    const alone = new Set(SCENARIOS.filter((s) => s.right.length === 1).map((s) => s.right[0]));
    // What is wrong with a certificate is a finding beside a verdict.
    const verdicts = Object.keys(PATH_CODES).filter((c) => c !== 'certificate-untrusted');
    expect(verdicts.filter((c) => !alone.has(c as keyof typeof PATH_CODES))).toEqual([]);
  });

  it('have a sign each that the fault fired, which their own rules can give', () => {
    for (const { name, fired, rules } of SCENARIOS) {
      expect(fired.length, name).toBeGreaterThan(0);
      for (const sign of fired) {
        if (!('counter' in sign) || ['too_big', 'came'].includes(sign.counter)) continue;
        expect(tableOf('fault', rules?.[sign.on] ?? ''), name).toContain(`counter ${sign.counter} { }`);
      }
    }
  });
});
