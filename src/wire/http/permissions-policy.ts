import { type BareItem, type Parameters, parseDictionary, type Structured } from './structured.ts';

/** What one feature is allowed to (Permissions Policy, 5.2). */
export interface PolicyDirective {
  readonly feature: string;
  /** Without parentheses there is exactly one. */
  readonly allowed: readonly BareItem[];
  readonly inParentheses: boolean;
  readonly parameters: Parameters;
}
/** The last of a feature counts, where it comes twice. */
export const parsePermissionsPolicy = (value: string): Structured<readonly PolicyDirective[]> => {
  const parsed = parseDictionary(value);
  if (!parsed.ok) return parsed;
  return {
    ok: true,
    value: parsed.value.map(([feature, member]) => ({
      feature,
      parameters: member.parameters,
      inParentheses: 'items' in member,
      allowed: 'items' in member ? member.items.map(({ item }) => item) : [member.item],
    })),
  };
};
