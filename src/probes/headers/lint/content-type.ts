import { linesOf, partsOf, valueOf } from '../../../wire/http/fields.ts';
import { pageOf } from '../../site/see.ts';
import type { SiteSeen } from '../../site/seen.ts';
import type { Lint } from '../report.ts';
import { kindOf, type Placed } from './placed.ts';
import { quoted, said } from './said.ts';

const HEADER = 'Content-Type';
const TYPE = /^[!#$%&'*+.^_`|~0-9a-z-]+\/[!#$%&'*+.^_`|~0-9a-z-]+$/;
/** The JavaScript types of the MIME Sniffing standard, 4.6. */
const SCRIPT = /^(?:(?:application|text)\/(?:x-)?(?:ecma|java)script|text\/(?:javascript1\.[0-5]|jscript|livescript))$/;
/** Within which a page has to say how it is encoded (HTML standard, 13.2.3.2). */
const PRESCAN_BYTES = 1_024;

/** What the content is, and whether browsers may guess (MIME Sniffing; Fetch standard, nosniff). */
export function* contentType(answer: Placed, seen: SiteSeen): Iterable<Lint> {
  const { headers, place } = answer;
  const options = valueOf(headers, 'x-content-type-options');
  const nosniff = options !== undefined && partsOf(options)[0]?.toLowerCase() === 'nosniff';
  if (options !== undefined && !nosniff)
    yield said('nosniff-unknown', answer, `${quoted(options)} is no value; \`nosniff\` is the only one.`, {
      header: 'X-Content-Type-Options',
      value: options,
    });
  if (place === 'redirect' || [204, 205, 304].includes(answer.status)) return;
  const value = linesOf(headers, 'content-type').at(-1);
  if (value === undefined || value === '') {
    if (valueOf(headers, 'content-length') !== '0')
      yield said('content-type-missing', answer, `There is no Content-Type${nosniff ? ', and nosniff' : ''}.`, {
        header: HEADER,
      });
    return;
  }
  const about = { header: HEADER, value };
  const [type = '', ...parameters] = partsOf(value.toLowerCase(), ';');
  if (!TYPE.test(type)) yield said('content-type-invalid', answer, `${quoted(value)} is no media type.`, about);
  else if (nosniff && place === 'asset' && answer.status === 200) {
    const kind = kindOf(answer.url);
    const wrong = (kind === 'script' && !SCRIPT.test(type)) || (kind === 'style' && type !== 'text/css');
    if (wrong)
      yield said(
        'nosniff-blocks',
        answer,
        `A ${kind === 'style' ? 'style sheet' : 'script'} comes as ${quoted(type)}.`,
        about,
      );
  }
  const told = parameters.some((parameter) => /^charset\s*=\s*"?[a-z0-9]/.test(parameter));
  if (type === 'text/html' && !told && !(place === 'page' && saysEncoding(seen)))
    if (place === 'page') yield said('charset-missing', answer, 'Neither the header nor the page says it.', about);
}
/** A byte order mark, or a meta element early enough; or there is nothing to be read. */
const saysEncoding = (seen: SiteSeen): boolean => {
  const { body } = pageOf(seen) ?? seen.secure;
  if (body.length === 0) return true;
  const text = Buffer.from(body.subarray(0, PRESCAN_BYTES)).toString('latin1');
  return /^(?:\u{ef}\u{bb}\u{bf}|\u{fe}\u{ff}|\u{ff}\u{fe})/u.test(text) || /<meta\s[^>]*charset/i.test(text);
};
