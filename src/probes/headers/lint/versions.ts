import { valueOf } from '../../../wire/http/fields.ts';
import type { Lint } from '../report.ts';
import type { Placed } from './placed.ts';
import { quoted, said } from './said.ts';

const TELL = ['Server', 'X-Powered-By', 'X-AspNet-Version', 'X-AspNetMvc-Version', 'X-Generator', 'X-Powered-CMS'];
const VERSION = /\d+\.\d+/;

/** Programs with their versions. */
export function* versions(answer: Placed): Iterable<Lint> {
  for (const header of TELL) {
    const value = valueOf(answer.headers, header.toLowerCase());
    if (value !== undefined && VERSION.test(value))
      yield said('version-told', answer, `It tells ${quoted(value)}.`, { header, value });
  }
}
