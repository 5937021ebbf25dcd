import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { bugText } from '../../src/scheduler/bug.ts';

describe('the text of a bug', () => {
  it('is the first line with the name of the error', () => {
    expect(bugText(new TypeError('x is not a function\n    at /home/me/plumbline/dist/probes/ping.js'))).toBe(
      'TypeError: x is not a function',
    );
    expect(bugText('thrown as text')).toBe('thrown as text');
    expect(bugText(undefined)).toBe('undefined');
  });
  it('keeps secrets to itself', () => {
    const hidden: readonly (readonly [string, string])[] = [
      ['GET https://me:hunter2@host.example/a failed', 'GET https://…@host.example/a failed'],
      ['GET https://host.example/a?key=hunter2&b=1 failed', 'GET https://host.example/a?… failed'],
      ['Authorization: Bearer hunter2', 'Authorization: … …'],
      ['sent bearer hunter2 to it', 'sent bearer … to it'],
      ['{"token": "hunter2 and more", "a": 1}', '{"token": …, "a": 1}'],
      ['password=hunter2; retry', 'password=…; retry'],
      ["apiKey: 'hunter2'", 'apiKey: …'],
    ];
    for (const [message, shown] of hidden) expect(bugText(message)).toBe(shown);
  });
  it('is never long', () => {
    fc.assert(fc.property(fc.string({ maxLength: 5_000 }), (s) => bugText(new Error(s)).length <= 200));
    expect(bugText(`https://me:${'x'.repeat(1_000)}@host/`)).not.toMatch(/x{3}/);
  });
});
