import { microsOf, SECOND, type EpochMicros } from '../../domain/time.ts';
import { MOST_COOKIE_BYTES, parseSetCookie, type SetCookie } from '../../wire/http/set-cookie.ts';

/** Of how many browsers keep, and how much of it is sent, less is enough for one visit. */
const MOST_COOKIES = 50;
const MOST_SENT = 16_384;
const UNSAYABLE = /[^\t\x20-\x7e\x80-\xff]/;

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly host: string;
  readonly path: string;
  readonly secure: boolean;
}

/** RFC 6265, 5.1.4. */
const defaultPath = (pathname: string): string => pathname.slice(0, Math.max(1, pathname.lastIndexOf('/')));
const matchesPath = (asked: string, path: string): boolean =>
  asked === path || (asked.startsWith(path) && (path.endsWith('/') || asked[path.length] === '/'));

/**
 * The cookies of one visit, as a browser keeps them (RFC 6265, 5.3 and 5.4), but each for the very host that set it, whatever its
 * `Domain` says: nobody else is told it. They live as long as the visit and are shown nowhere.
 */
export class Cookies {
  readonly #now: () => EpochMicros;
  #kept: readonly Cookie[] = [];

  constructor(now: () => EpochMicros) {
    this.#now = now;
  }
  /** Takes what an answer sets. */
  take(url: URL, headers: readonly (readonly [string, string])[]): void {
    for (const [name, value] of headers) if (name.toLowerCase() === 'set-cookie') this.#set(url, value);
  }
  /** What is said to that address; undefined: nothing. */
  said({ protocol, hostname, pathname }: URL): string | undefined {
    const fitting = this.#kept.filter(
      ({ host, path, secure }) =>
        host === hostname && matchesPath(pathname, path) && (!secure || protocol === 'https:'),
    );
    let text = '';
    for (const { name, value } of fitting.toSorted((a, b) => b.path.length - a.path.length)) {
      const pair = name === '' ? value : `${name}=${value}`;
      if (text.length + pair.length + 2 <= MOST_SENT) text += `${text === '' ? '' : '; '}${pair}`;
    }
    return text === '' ? undefined : text;
  }
  #set({ protocol, hostname: host, pathname }: URL, line: string): void {
    const cookie = parseSetCookie(line);
    if (cookie === undefined) return;
    const { name, value, secure } = cookie;
    if (UNSAYABLE.test(name + value) || name.length + value.length > MOST_COOKIE_BYTES) return;
    if (secure && protocol !== 'https:') return;
    const path = cookie.path?.startsWith('/') === true ? cookie.path : defaultPath(pathname);
    const others = this.#kept.filter((c) => c.name !== name || c.host !== host || c.path !== path);
    this.#kept = this.#isOver(cookie) ? others : [...others, { name, value, host, path, secure }].slice(-MOST_COOKIES);
  }
  #isOver({ maxAge, expires }: SetCookie): boolean {
    if (maxAge !== undefined) return maxAge <= 0;
    return typeof expires === 'number' && microsOf(expires * SECOND) <= this.#now();
  }
}
