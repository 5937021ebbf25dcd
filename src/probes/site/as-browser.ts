/** As browsers write it, and who it is. */
const AGENT = 'Mozilla/5.0 (compatible; plumbline)';
const COMMON = { 'User-Agent': AGENT, 'Accept-Language': 'en' };

/** Only what is safe from being listened to is told these (Fetch Metadata, 2). */
const fetchedAs = (url: URL, said: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  url.protocol === 'https:' ? said : {};

/** What a browser says where a person opens an address. */
export const asPage = (url: URL): Readonly<Record<string, string>> => ({
  ...COMMON,
  Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  'Upgrade-Insecure-Requests': '1',
  ...fetchedAs(url, {
    'Sec-Fetch-Dest': 'document',
    'Sec-Fetch-Mode': 'navigate',
    'Sec-Fetch-Site': 'none',
    'Sec-Fetch-User': '?1',
  }),
});
export type FileKind = 'style' | 'script' | 'image';
/** What it says for a file that its page needs. */
export const asFile = (url: URL, kind: FileKind): Readonly<Record<string, string>> => ({
  ...COMMON,
  Accept: kind === 'style' ? 'text/css,*/*;q=0.1' : '*/*',
  ...fetchedAs(url, { 'Sec-Fetch-Dest': kind, 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Site': 'same-origin' }),
});
/** What it says where a script of another site wants to read it (Fetch, CORS protocol). */
export const asForeign = (url: URL, origin: string): Readonly<Record<string, string>> => ({
  ...COMMON,
  Accept: '*/*',
  Origin: origin,
  ...fetchedAs(url, { 'Sec-Fetch-Dest': 'empty', 'Sec-Fetch-Mode': 'cors', 'Sec-Fetch-Site': 'cross-site' }),
});
