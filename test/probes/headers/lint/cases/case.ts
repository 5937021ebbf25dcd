import type { HeaderCode } from '../../../../../src/probes/headers/lint/said.ts';
import type { Lines, SiteOf } from '../site.ts';

export interface Case {
  readonly code: HeaderCode;
  readonly bad: SiteOf;
  /** Of each time that it is said, a piece of the sentence. */
  readonly words: readonly string[];
  /** In none of these it is said. */
  readonly good: readonly SiteOf[];
}
/** A site whose page has these lines. */
export const page = (...headers: Lines): SiteOf => ({ page: { headers } });
/** A case whose good and bad differ by one header of the page. */
export const byValue =
  (header: string) =>
  (code: HeaderCode, bad: string, words: string | readonly string[], ...good: readonly string[]): Case => ({
    code,
    bad: page([header, bad]),
    words: typeof words === 'string' ? [words] : words,
    good: good.map((value) => page([header, value])),
  });
