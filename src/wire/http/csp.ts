/** One directive of a policy: its name in lower case, its sources (or other values) as they were written. */
export interface CspDirective {
  readonly name: string;
  readonly values: readonly string[];
}

/** ASCII whitespace (Infra, 4.6), which alone separates what a policy says: a no-break space is part of a word. */
const BLANK = /[\t\n\f\r ]+/;
const trimmed = (text: string): string => {
  const isBlank = (char: string | undefined): boolean => char !== undefined && BLANK.test(char);
  let [from, to] = [0, text.length];
  while (isBlank(text[from])) from += 1;
  while (to > from && isBlank(text[to - 1])) to -= 1;
  return text.slice(from, to);
};

/**
 * The policies of header lines (CSP 3, 2.2.1): a comma ends a policy, whether a server or something on the way joined the
 * lines. One that is empty stays in the list: a comma too many is told by some.
 */
export const splitPolicies = (lines: readonly string[]): readonly string[] =>
  lines.flatMap((line) => line.split(',').map(trimmed));

/** The directives of one policy in their order, those that are there twice too (a browser takes the first of a name, CSP 3, 2.2.1). */
export const readPolicy = (policy: string): readonly CspDirective[] =>
  policy.split(';').flatMap((part) => {
    const [name, ...values] = part.split(BLANK).filter((word) => word !== '');
    return name === undefined ? [] : [{ name: name.toLowerCase(), values }];
  });

/** A nonce, or a hash of what may run (CSP 3, 2.3.1). */
export const isNonceOrHash = (source: string): boolean => /^'(?:nonce|sha(?:256|384|512))-/i.test(source);
