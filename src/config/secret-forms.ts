/** A text that is shorter keeps no secret, and may be a part of anything. */
const LEAST = 6;
export const isTooShortForSecret = (text: string): boolean => text.length < LEAST;

/** What stands before the secret in a header (RFC 9110, 11.4), and is none. */
const SCHEMES: ReadonlySet<string> = new Set(['basic', 'bearer', 'digest', 'apikey', 'api-key', 'api_key']);

const afterFirst = (text: string): string => text.slice(text.search(/[=:]/) + 1);

/** What a secret may be by itself: `token=hush` of `Token token=hush`, and `hush` of that. */
export const formsOf = (text: string): readonly string[] => {
  const words = text.split(/[\s,;]+/).map((word) => word.replaceAll(/^["']|["']$/g, ''));
  const parts = words.flatMap((word) => [word, afterFirst(word)].concat(word.split(/[=:"']+/)));
  const isSecret = (part: string): boolean => !isTooShortForSecret(part) && !SCHEMES.has(part.toLowerCase());
  return [...new Set([text, text.trim(), ...parts.filter(isSecret)])];
};
