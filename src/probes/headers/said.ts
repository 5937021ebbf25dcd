import { readPolicy, splitPolicies } from '../../wire/http/csp.ts';
import { linesOf, partsOf, type HeaderLines } from '../../wire/http/fields.ts';
import { readHsts, type Hsts } from '../../wire/http/hsts.ts';

/** A list with commas, over all the lines of that name (RFC 9110, 5.3). */
export const listOf = (headers: HeaderLines, name: string): readonly string[] =>
  linesOf(headers, name).flatMap((line) => partsOf(line));

/** A directive of a policy, in lower case, and its sources as they were written. */
export type Policy = ReadonlyMap<string, readonly string[]>;
/** Policies as a browser takes them apart (CSP 3, 2.2.1), without those that say nothing: the first directive of a name counts. */
export const policiesOf = (headers: HeaderLines): readonly Policy[] =>
  splitPolicies(linesOf(headers, 'content-security-policy'))
    .map(policyOf)
    .filter((policy) => policy.size > 0);
export const policyOf = (text: string): Policy => {
  const policy = new Map<string, readonly string[]>();
  for (const { name, values } of readPolicy(text)) if (!policy.has(name)) policy.set(name, values);
  return policy;
};
/** What scripts may come from; undefined where the policy does not say. */
export const scriptsOf = (policy: Policy): readonly string[] | undefined =>
  policy.get('script-src') ?? policy.get('default-src');

/** What a browser keeps of Strict-Transport-Security (RFC 6797, 8.1): the first line; undefined where there is none that it reads. */
export const hstsOf = (headers: HeaderLines): Hsts | undefined => {
  const [first] = linesOf(headers, 'strict-transport-security');
  return first === undefined ? undefined : readHsts(first);
};

/** Whether a cookie of that name is likely to be what a visitor is known by. */
export const isSession = (name: string): boolean => /sess|login|auth|token|(?:^|[^a-z])sid(?:$|[^a-z])/i.test(name);
