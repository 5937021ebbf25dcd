// What strangers' answers say, without what may be a secret of whoever asked: the values of cookies, users and passwords in
// addresses, and queries and fragments, which hold the tokens of a login.

const USER = /^((?:[a-z][a-z\d+.-]*:[/\\]*|[/\\]{2,}))[^/\\?#]*@/i;
/** An address, or part of one, as Location has it: `https://…@host/path?…`. */
export const discreetUrl = (text: string): string =>
  text.replace(USER, '$1…@').replace(/([?#]).+$/s, (_, mark: string) => `${mark}…`);

const ATTRIBUTES = /^(?:domain|expires|httponly|max-age|partitioned|path|priority|samesite|secure)$/;
/** A line of Set-Cookie: its name, and what is about it. Without `=` all of it is the value. */
export const discreetCookie = (line: string): string => {
  const [pair = '', ...attributes] = line.split(';');
  const at = pair.indexOf('=');
  const about = attributes.map((each) => {
    const name = each.split('=', 1)[0]?.trim().toLowerCase() ?? '';
    return name === '' || ATTRIBUTES.test(name) ? each : ' …';
  });
  return [`${pair.slice(0, at + 1)}…`, ...about].join(';');
};

/** Words with addresses in them; a query is known by its `?name=` there, or by the host before it. */
export const discreetText = (text: string): string =>
  text
    .replaceAll(/([/\\]{2})[^\s/\\?#@"'<>`]+@/g, '$1…@')
    .replaceAll(/(\/\/[^\s"'<>`?#]*[?#])[^\s"'<>`;,)]*[^\s"'<>`;,):.]/g, '$1…')
    .replaceAll(/([?#])[\w.~%+-]+=[^\s"'<>`;,)]*/g, '$1…');

const ADDRESSES = new Set(['location', 'content-location', 'sourcemap', 'x-sourcemap', 'x-pingback']);
const TEXTS = new Set(['refresh', 'link']);
const SECRETS = /^(?:cookie|(?:proxy-)?authorization|(?:proxy-)?authentication-info|.*(?:-|^)token)$/;
/** The value of a header, by its name. */
export const discreetValue = (name: string, value: string): string => {
  const header = name.toLowerCase();
  if (/^set-cookie2?$/.test(header)) return discreetCookie(value);
  if (ADDRESSES.has(header)) return discreetUrl(value);
  if (SECRETS.test(header)) return '…';
  return TEXTS.has(header) ? discreetText(value) : value.replaceAll(/(\/\/)[^\s/\\?#@"'<>`]+@/g, '$1…@');
};
