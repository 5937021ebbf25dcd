import { redirectOf, headerOf } from '../web/where.ts';
import { asPage } from './as-browser.ts';
import type { Cookies } from './cookies.ts';
import type { Step, Visit, VisitEnd } from './seen.ts';
import { answerOf, type Visitor } from './visitor.ts';

/** As browsers do (Fetch standard, HTTP-redirect fetch). */
const MOST_REDIRECTS = 20;
const MOST_PAGE = 1 << 20;
/** Of where it was led and did not go. */
const MOST_TO = 1_000;

/**
 * Opens an address as a browser that was never there: redirects are followed (301, 302, 303, 307, 308; 20 at most), cookies kept for
 * the visit. A circle is the same address asked for twice with the same cookies.
 */
export const visit = async (first: string, visitor: Visitor, cookies: Cookies): Promise<Visit> => {
  const { clock } = visitor.asking;
  const begun = clock.elapsed();
  const steps: Step[] = [];
  const asked = new Set<string>();
  const over = (end: VisitEnd, more: Partial<Visit> = {}): Visit => ({
    steps,
    end,
    body: new Uint8Array(),
    truncated: false,
    tookMs: clock.elapsed() - begun,
    ...more,
  });
  for (let url = new URL(first), ledBy: string | undefined; ;) {
    const cookie = cookies.said(url);
    asked.add(`${url.href} ${cookie ?? ''}`);
    const headers = { ...asPage(url), ...(cookie === undefined ? {} : { Cookie: cookie }) };
    const back = await visitor.ask(url, {
      headers,
      mostBytes: MOST_PAGE,
      ...(ledBy === undefined ? {} : { ledBy }),
    });
    if (back.kind === 'private') return over('private', { to: url.href });
    const { address } = back;
    const said = { url: url.href, ...(address === undefined ? {} : { address }) };
    if (back.kind === 'failed') {
      steps.push({ ...said, outcome: back.failure });
      return over('failed');
    }
    const { fetched } = back;
    steps.push({ ...said, outcome: { ok: true, answer: answerOf(fetched) } });
    cookies.take(url, fetched.headers);
    const { body, truncated } = fetched;
    const to = redirectOf(url, fetched.status, fetched.headers);
    if (to === undefined) return over('answer', { body, truncated });
    if (to === 'bad') {
      const location = Buffer.from(headerOf(fetched.headers, 'location') ?? '', 'latin1').toString('utf8');
      return over('bad-url', { to: location.slice(0, MOST_TO), body, truncated });
    }
    if (asked.has(`${to.href} ${cookies.said(to) ?? ''}`)) return over('loop', { to: to.href, body, truncated });
    if (steps.length > MOST_REDIRECTS) return over('too-many', { to: to.href, body, truncated });
    url = to;
    ledBy = address;
  }
};
