import { describe, expect, it } from 'vitest';

import { OBSERVATORY_CODES } from '../../../../src/domain/observatory-codes.ts';
import { observatory } from '../../../../src/probes/headers/observatory/grade.ts';
import { resultOf, RULE_NAMES, RULES, type RuleName } from '../../../../src/probes/headers/observatory/rules.ts';
import { EXAMPLES } from './examples.ts';
import { NOT_LISTED, siteOf } from './seen.ts';

/** Their reader of HTML takes anything. */
const NEVER = 'html-not-parseable';

describe('the table of rules', () => {
  it('has the twelve tests in the order of Observatory', () => {
    expect(RULE_NAMES).toEqual([
      'content-security-policy',
      'cookies',
      'cross-origin-resource-sharing',
      'redirection',
      'referrer-policy',
      'strict-transport-security',
      'subresource-integrity',
      'x-content-type-options',
      'x-frame-options',
      'cross-origin-resource-policy',
      'cross-origin-embedder-policy',
      'cross-origin-opener-policy',
    ]);
  });
  it('has a code for every result and a result for every code', () => {
    const results = Object.values(RULES).flatMap((results) => Object.keys(results));
    expect(results.map((result) => `observatory/${result}`).toSorted()).toEqual(
      Object.keys(OBSERVATORY_CODES).toSorted(),
    );
    expect(results).toHaveLength(77);
  });
  it.each(RULE_NAMES)('%s: severity goes with points, and what can be raised earns more and says how', (rule) => {
    for (const result of Object.keys(RULES[rule])) {
      const { points, raise } = resultOf(rule, result);
      const code = OBSERVATORY_CODES[`observatory/${result}` as keyof typeof OBSERVATORY_CODES];
      const graded = points <= -20 ? 'fail' : 'warn';
      expect([result, code.severity]).toEqual([result, points < 0 ? graded : 'info']);
      if (raise === undefined) expect([result, points < 0, code.remedy]).toEqual([result, false, 'Nothing to do.']);
      else {
        expect(resultOf(rule, raise.to).points).toBeGreaterThan(points);
        expect([result, code.remedy]).not.toEqual([result, 'Nothing to do.']);
      }
    }
  });
  it('has no result that is not there', () => {
    expect(() => resultOf('cookies', 'cookies-eaten')).toThrow('cookies has no result cookies-eaten');
  });
});

describe('every result is reached by an example', () => {
  const cases = RULE_NAMES.flatMap((rule) => Object.keys(RULES[rule]).map((result) => [rule, result] as const)).filter(
    ([, result]) => result !== NEVER,
  );
  it.each(cases)('%s: %s', (rule: RuleName, result: string) => {
    const { preloaded = NOT_LISTED, ...site } = EXAMPLES[rule][result] ?? {};
    const ruled = observatory(siteOf(site), preloaded).rules.find((each) => each.rule === rule);
    const { points, pass } = resultOf(rule, result);
    expect(ruled).toMatchObject({ rule, result, points, pass });
    expect(Object.hasOwn(EXAMPLES[rule], result)).toBe(true);
  });
});
