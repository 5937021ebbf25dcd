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

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
/** What is asked of a web address, and who asks there; and the address without. */
export const inAddress = (text: string): { readonly rest: string; readonly asked: readonly string[] } => {
  const at = text.indexOf('?');
  const [where, query] = at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
  const from = where.indexOf('://');
  const end = where.lastIndexOf('@');
  const login = from >= 0 && end > from ? where.slice(from + 3, end) : '';
  const asked = [...query.split(/[&#]/).map(afterEquals), login, ...login.split(':')]
    .flatMap((part) => [part, decoded(part)])
    .filter((part) => !isTooShortForSecret(part) && !part.includes('{address}'));
  return { rest: login === '' ? where : where.slice(end), asked };
};
const afterEquals = (text: string): string => text.slice(text.indexOf('=') + 1);
