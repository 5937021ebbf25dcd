import { linesOf, partsOf, valueOf } from '../../../wire/http/fields.ts';
import type { SiteSeen } from '../../site/seen.ts';
import type { Lint } from '../report.ts';
import type { Placed } from './placed.ts';
import { quoted, said } from './said.ts';

const HEADER = 'Access-Control-Allow-Origin';
const ALLOW = 'access-control-allow-origin';
const CREDENTIALS = 'access-control-allow-credentials';
type Headers = Placed['headers'];

/** What one answer says to scripts of other pages (Fetch standard, 3.3). Several lines: `repeated`. */
export function* cors(answer: Placed): Iterable<Lint> {
  yield* ofHeaders(answer.headers, answer);
}
/** What the page says when a foreign page asks, and whether caches are told that this matters. */
export function* corsOfForeign(page: Placed, { foreign }: SiteSeen): Iterable<Lint> {
  if (foreign === undefined) return;
  const { origin, answer } = foreign;
  const allowed = linesOf(answer.headers, ALLOW);
  const about = { header: HEADER, value: allowed[0] };
  if (allowed.length === 1 && allowed[0] === origin) {
    const credentials = linesOf(answer.headers, CREDENTIALS)[0] === 'true';
    const words = `A page of ${quoted(origin)}, which nobody can know, may read it${credentials ? ' as the visitor' : ''}.`;
    yield said(credentials ? 'cors-reflected-credentials' : 'cors-reflected', page, words, about);
  } else if (linesOf(page.headers, ALLOW).length === 0) yield* ofHeaders(answer.headers, page);
  const depends = valueOf(answer.headers, ALLOW) !== valueOf(page.headers, ALLOW);
  if (!depends || mayNotBeStored(answer.headers)) return;
  const silent = [answer.headers, page.headers].filter((headers) => !variesBy(headers, 'origin'));
  if (silent.length === 0) return;
  const which =
    silent.length === 2 ? 'Neither answer' : `The answer ${silent[0] === page.headers ? 'without' : 'with'} Origin`;
  const does = silent.length === 2 ? 'has' : 'does not have';
  yield said('cors-vary-missing', page, `${which} ${does} \`Vary: Origin\`.`, {
    header: 'Vary',
    value: valueOf(silent[0] ?? [], 'vary'),
  });
}
function* ofHeaders(headers: Headers, answer: Placed): Iterable<Lint> {
  const [value, ...more] = linesOf(headers, ALLOW);
  const credentials = valueOf(headers, CREDENTIALS);
  if (credentials !== undefined && credentials !== 'true')
    yield said('cors-credentials-invalid', answer, `${quoted(credentials)} says the same as nothing.`, {
      header: 'Access-Control-Allow-Credentials',
      value: credentials,
    });
  if (value === undefined || more.length > 0) return;
  const about = { header: HEADER, value };
  if (value === '*' && credentials === 'true')
    yield said('cors-wildcard-credentials', answer, 'Credentials are never allowed to everybody.', about);
  else if (value === 'null') yield said('cors-null-origin', answer, 'It allows the origin `null`.', about);
  else if (value !== '*' && !isOrigin(value))
    yield said(
      'cors-origin-invalid',
      answer,
      `${quoted(value)} is no origin, so that no page's origin is equal to it.`,
      about,
    );
}
const isOrigin = (text: string): boolean => {
  const scheme = /^[a-z][a-z0-9+.-]*:\/\/[^/?#\s,*]+$/.test(text);
  if (!scheme || !URL.canParse(text)) return false;
  const { origin } = new URL(text);
  return origin === 'null' || origin === text;
};
const variesBy = (headers: Headers, name: string): boolean =>
  partsOf(valueOf(headers, 'vary') ?? '').some((field) => field === '*' || field.toLowerCase() === name);
const mayNotBeStored = (headers: Headers): boolean => /\bno-store\b/i.test(valueOf(headers, 'cache-control') ?? '');
