/** One header that a fix sets or takes away. */
export interface Change {
  /** As it is written: `Strict-Transport-Security`. */
  readonly header: string;
  /** Printable ASCII without `"`, `$`, `\`, `{` and `}`: it stands in quotes in every config. Left out: the header is taken away. */
  readonly value?: string;
  /** What it is for and what it earns, in a line or two. */
  readonly why: string;
  /** It is sent now, and has to be replaced. */
  readonly replaces: boolean;
  /** What takes its place once it has proved itself. */
  readonly later?: {
    readonly header: string;
    readonly value: string;
    readonly when: string;
    readonly replaces: boolean;
  };
}
/** A cookie that goes out without what protects it. */
export interface CookieChange {
  /** Letters, digits, `_`, `.` and `-` alone. */
  readonly name: string;
  readonly add: readonly ('Secure' | 'HttpOnly' | 'SameSite=Lax')[];
}
/** All that a fix is made of, whatever the server. */
export interface Plan {
  /** The page that it is for. */
  readonly url: string;
  readonly changes: readonly Change[];
  readonly cookies: readonly CookieChange[];
  /** What no header can set right, or what to look out for. */
  readonly notes: readonly string[];
  /** The page answers over http and does not lead to https. */
  readonly needsRedirect: boolean;
  /** What it leads to, a line a grader. */
  readonly promises: readonly string[];
}

export const HSTS_YEAR = 31_536_000;
/** Lines of comment of at most 100 characters, each begun by `mark`. */
export const commented = (text: string, mark: string, indent = ''): readonly string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > 96) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((each) => `${indent}${mark} ${each}`);
};
