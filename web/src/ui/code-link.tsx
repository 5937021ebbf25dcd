import { plain } from '../model/countries.ts';
import { codePath } from '../model/route.ts';
import { codeWords } from '../model/words.ts';

/** The words of a code, which lead to what it means and what to do. */
export const CodeLink = ({ code }: { code: string }) => (
  <a class="code-link" href={codePath(code)}>
    {codeWords(plain(code))}
  </a>
);
