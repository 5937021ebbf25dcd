import { nearest } from '../../../domain/nearest.ts';
import { linesOf } from '../../../wire/http/fields.ts';
import { parseItem } from '../../../wire/http/structured.ts';
import type { Lint } from '../report.ts';
import type { Placed } from './placed.ts';
import { listed, quoted, said } from './said.ts';

const OPENER = ['unsafe-none', 'same-origin-allow-popups', 'same-origin', 'noopener-allow-popups'];
const EMBEDDER = ['unsafe-none', 'require-corp', 'credentialless'];
const RESOURCE = ['same-origin', 'same-site', 'cross-origin'];

/** COOP, COEP (HTML standard, 7.1.3 and 7.1.4) and CORP (Fetch standard, 3.7). Several lines: `repeated`. */
export function* isolation(answer: Placed): Iterable<Lint> {
  const opener = tokenOf(answer, 'cross-origin-opener-policy');
  const embedder = tokenOf(answer, 'cross-origin-embedder-policy');
  const resource = linesOf(answer.headers, 'cross-origin-resource-policy');
  if (opener !== undefined) yield* known('Cross-Origin-Opener-Policy', opener, OPENER, answer);
  if (embedder !== undefined) yield* known('Cross-Origin-Embedder-Policy', embedder, EMBEDDER, answer);
  if (resource.length === 1) {
    const value = resource[0] ?? '';
    yield* known('Cross-Origin-Resource-Policy', { value, token: value }, RESOURCE, answer);
    if (answer.place === 'page' && answer.document && RESOURCE.includes(value))
      yield said('corp-on-page', answer, 'A page is opened or framed, which this does not hold back.', {
        header: 'Cross-Origin-Resource-Policy',
        value,
      });
  }
  const needs = embedder?.token === 'require-corp' || embedder?.token === 'credentialless';
  if (needs && answer.place === 'page' && opener?.token !== 'same-origin')
    yield said(
      'coep-without-coop',
      answer,
      'Cross-Origin-Opener-Policy is not `same-origin`: the page is not isolated.',
      {
        header: 'Cross-Origin-Embedder-Policy',
        value: embedder?.value,
      },
    );
}
interface Policy {
  readonly value: string;
  /** undefined where it is no structured item, or of another type. */
  readonly token: string | undefined;
}
const tokenOf = ({ headers }: Placed, name: string): Policy | undefined => {
  const [value, ...more] = linesOf(headers, name);
  if (value === undefined || more.length > 0) return undefined;
  const parsed = parseItem(value);
  const item = parsed.ok ? parsed.value.item : undefined;
  return { value, token: item?.type === 'token' ? item.value : undefined };
};
function* known(header: string, { value, token }: Policy, values: readonly string[], answer: Placed): Iterable<Lint> {
  if (token !== undefined && values.includes(token)) return;
  const near = nearest(value.slice(0, 40), values);
  const meant = near === undefined ? `; it is one of ${listed(values)}` : `; ${quoted(near)} may be meant`;
  yield said('isolation-unknown', answer, `${quoted(value)} is no value${meant}.`, { header, value });
}
