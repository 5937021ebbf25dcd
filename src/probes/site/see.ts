import { asFile, asForeign, asPage } from './as-browser.ts';
import { fileAt, fileIn } from './asset.ts';
import { Cookies } from './cookies.ts';
import { lastAnswer, type SiteAim, type SiteSeen, type Step, type Visit } from './seen.ts';
import { visit } from './visit.ts';
import { answerOf, Visitor, type Asking } from './visitor.ts';

/** No name of anybody's (RFC 6761, 6.4). */
export const FOREIGN = 'https://foreign.invalid';
const NOBODY_HAS = '/plumbline-no-such-page';
/** Only the headers are looked at. */
const LITTLE = 4_096;

/** What is looked at beside the page. */
export interface Also {
  readonly foreign?: boolean;
  readonly missing?: boolean;
  readonly asset?: boolean;
}

/** The visit that came to a page: over https, else over http. */
export const pageOf = ({ secure, plain }: Pick<SiteSeen, 'secure' | 'plain'>): Visit | undefined =>
  [secure, plain].find((each) => each?.end === 'answer');

/**
 * Looks at a site as a browser that was never there, over https and over http at once; then at what else is wanted, at the server that
 * gave the page. At most 21 + 21 + 3 requests, 1 MiB a page, 30 s in all. What fails is part of what is seen.
 */
export const seeSite = async (aim: SiteAim, also: Also, asking: Asking): Promise<SiteSeen> => {
  const visitor = new Visitor(aim, asking);
  try {
    const open = async (url: string): Promise<readonly [Visit, Cookies]> => {
      const cookies = new Cookies(() => asking.clock.now());
      return [await visit(url, visitor, cookies), cookies];
    };
    const [secure, plain] = await Promise.all([open(aim.https), aim.http === undefined ? undefined : open(aim.http)]);
    const visits = { secure: secure[0], ...(plain === undefined ? {} : { plain: plain[0] }) };
    const page = pageOf(visits);
    if (page === undefined) return { aim, ...visits };
    const cookies = page === plain?.[0] ? plain[1] : secure[1];
    return { aim, ...visits, ...(await lookRound(page, also, visitor, cookies)) };
  } finally {
    await visitor.end();
  }
};

const lookRound = async (
  page: Visit,
  { foreign = false, missing = false, asset = false }: Also,
  visitor: Visitor,
  cookies: Cookies,
): Promise<Pick<SiteSeen, 'foreign' | 'missing' | 'asset'>> => {
  const answer = lastAnswer(page);
  if (answer === undefined) return {};
  const { address } = answer;
  const look = async (url: URL, said: Readonly<Record<string, string>>, withCookies: boolean): Promise<Step> => {
    const cookie = withCookies ? cookies.said(url) : undefined;
    const headers = cookie === undefined ? said : { ...said, Cookie: cookie };
    const at = address === undefined ? {} : { address };
    const back = await visitor.ask(url, { headers, mostBytes: LITTLE, isAgain: true, ...at });
    if (back.kind === 'answer') return { url: url.href, ...at, outcome: { ok: true, answer: answerOf(back.fetched) } };
    const outcome = back.kind === 'failed' ? back.failure : NOBODY;
    return { url: url.href, ...at, outcome };
  };
  const url = new URL(answer.url);
  const nobody = new URL(NOBODY_HAS, url);
  const { asset: path } = visitor.site;
  const file = asset ? (path === undefined ? fileIn(answer, page.body) : fileAt(path, answer.url)) : undefined;
  const [asForeigner, none, static_] = await Promise.all([
    // A stranger's script comes without cookies, but for those that a site sets for strangers.
    foreign ? look(url, asForeign(url, FOREIGN), false) : undefined,
    missing ? look(nobody, asPage(nobody), true) : undefined,
    file === undefined ? undefined : look(file.url, asFile(file.url, file.kind), true),
  ]);
  return {
    ...(asForeigner?.outcome.ok === true ? { foreign: { origin: FOREIGN, answer: asForeigner.outcome.answer } } : {}),
    ...(none === undefined ? {} : { missing: none }),
    ...(static_ === undefined ? {} : { asset: static_ }),
  };
};
const NOBODY = { ok: false, reason: 'no-address', detail: 'nobody to ask' } as const;
