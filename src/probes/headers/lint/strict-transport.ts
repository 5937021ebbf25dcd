import { nearest } from '../../../domain/nearest.ts';
import { linesOf, partsOf } from '../../../wire/http/fields.ts';
import type { SiteSeen } from '../../site/seen.ts';
import type { Lint } from '../report.ts';
import { isRedirect, type Placed } from './placed.ts';
import { quoted, said } from './said.ts';

const HEADER = 'Strict-Transport-Security';
const NAME = 'strict-transport-security';
const DIRECTIVES = ['max-age', 'includeSubDomains', 'preload'];

/** Strict-Transport-Security as browsers read it (RFC 6797, 6.1 and 8.1). Whether it is long enough is the graders' and the preload list's. */
export function* strictTransport(answer: Placed): Iterable<Lint> {
  const [value] = linesOf(answer.headers, NAME);
  if (value === undefined || !answer.secure) return;
  const about = { header: HEADER, value };
  const directives = partsOf(value, ';').map((part) => {
    const equals = part.indexOf('=');
    return {
      name: (equals < 0 ? part : part.slice(0, equals)).trim(),
      argument: equals < 0 ? undefined : part.slice(equals + 1).trim(),
    };
  });
  const names = directives.map(({ name }) => name.toLowerCase());
  const twice = names.find((name, i) => names.indexOf(name) < i);
  const age = directives[names.indexOf('max-age')]?.argument;
  const invalid =
    (names.includes('max-age') ? undefined : 'There is no max-age') ??
    (twice === undefined ? undefined : `${quoted(twice)} stands there twice`) ??
    (/^(?:[0-9]+|"[0-9]+")$/.test(age ?? '') ? undefined : `max-age is ${quoted(age ?? '')}, no number of seconds`);
  if (invalid !== undefined) {
    const commas = value.includes(',') ? ' Semicolons separate its directives, not commas.' : '';
    yield said('hsts-invalid', answer, `${invalid}: browsers drop the header.${commas}`, about);
    return;
  }
  if (age?.startsWith('"') === true) yield said('hsts-quoted', answer, `max-age is ${quoted(age)}.`, about);
  if (Number(age?.replaceAll('"', '')) === 0)
    yield said('hsts-zero', answer, 'Browsers forget that the site wants https.', about);
  for (const { name } of directives.slice(0, 20)) {
    if (DIRECTIVES.some((known) => known.toLowerCase() === name.toLowerCase())) continue;
    const near = nearest(name.slice(0, 40), DIRECTIVES);
    const meant = near === undefined ? '' : `; ${quoted(near)} may be meant`;
    yield said('hsts-unknown-directive', answer, `${quoted(name)} is no directive${meant}.`, about);
  }
}

/** Sent where it must not be heeded. */
export function* strictOverHttp({ plain }: SiteSeen): Iterable<Lint> {
  const step = plain?.steps.find(
    ({ url, outcome }) => url.startsWith('http:') && outcome.ok && linesOf(outcome.answer.headers, NAME).length > 0,
  );
  if (step?.outcome.ok !== true) return;
  const [value] = linesOf(step.outcome.answer.headers, NAME);
  yield said(
    'hsts-over-http',
    { place: isRedirect(step.outcome.answer.status) ? 'redirect' : 'page' },
    `${quoted(step.url)} sends it.`,
    { header: HEADER, value },
  );
}
