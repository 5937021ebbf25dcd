import { parse } from 'tldts';

import type { ScriptSaid } from '../../../wire/http/page.ts';
import { HTML, typeOf, type Found, type Look } from './look.ts';
import type { ResultOf } from './rules.ts';

type Result = ResultOf<'subresource-integrity'>;
/** From what is passed over first to what decides: a script without hash over https before one with hash over http, though that costs more. */
const WORSE: readonly Result[] = [
  'sri-implemented-and-all-scripts-loaded-securely',
  'sri-implemented-but-external-scripts-not-loaded-securely',
  'sri-not-implemented-but-external-scripts-loaded-securely',
  'sri-not-implemented-and-external-scripts-not-loaded-securely',
];

/** Test `subresource-integrity`: the scripts of the page, whether those of other sites come with their hash and over https. */
export const subresourceIntegrity = ({ seen, answer, https, page }: Look): Found<'subresource-integrity'> => {
  if (answer === undefined) return { result: 'sri-not-implemented-but-no-scripts-loaded' };
  const type = typeOf(answer);
  if (type !== '' && !HTML.has(type)) return { result: 'sri-not-implemented-response-not-html', seen: type };
  if (page.scripts.length === 0) return { result: 'sri-not-implemented-but-no-scripts-loaded' };
  const site = parse(seen.aim.host).domain;
  const judged = page.scripts.flatMap((script) => {
    const { src } = script;
    if (src === undefined) return [];
    const foreign = isForeign(src, site);
    const result = foreign ? ofForeign(script, src) : ofOwn(script, src, https);
    return [{ src, foreign, result }];
  });
  // The bonus for own scripts is given where nothing was found before; any foreign script's fault replaces it.
  const worst = WORSE.findLast((each) => judged.some(({ result }) => result === each));
  if (worst !== undefined)
    return { result: worst, seen: judged.flatMap(({ src, result }) => (result === worst ? [src] : [])).join(' ') };
  const foreign = judged.filter((each) => each.foreign).map(({ src }) => src);
  return foreign.length > 0
    ? { result: 'sri-implemented-and-external-scripts-loaded-securely', seen: foreign.join(' ') }
    : { result: 'sri-not-implemented-but-all-scripts-loaded-from-secure-origin' };
};

/** Of another registrable domain, or written without a scheme, wherever that leads. */
const isForeign = (src: string, site: string | null): boolean =>
  /^\/\/[^/]/.test(src) || (/^https?:\/\//.test(src) && parse(src).domain !== site);
const ofForeign = ({ integrity }: ScriptSaid, src: string): Result | undefined => {
  const secure = src.startsWith('https:');
  if (integrity === undefined)
    return secure
      ? 'sri-not-implemented-but-external-scripts-loaded-securely'
      : 'sri-not-implemented-and-external-scripts-not-loaded-securely';
  return secure ? undefined : 'sri-implemented-but-external-scripts-not-loaded-securely';
};
const ofOwn = ({ integrity }: ScriptSaid, src: string, https: boolean): Result | undefined => {
  const secure = src.startsWith('https://') || (!src.startsWith('http://') && https);
  return integrity !== undefined && secure ? 'sri-implemented-and-all-scripts-loaded-securely' : undefined;
};
