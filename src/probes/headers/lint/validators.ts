import { linesOf, partsOf, valueOf } from '../../../wire/http/fields.ts';
import { parseDictionary } from '../../../wire/http/structured.ts';
import { discreetCookie } from '../../site/discreet.ts';
import type { Lint } from '../report.ts';
import { cachingOf } from './caching.ts';
import type { Placed } from './placed.ts';
import { listed, quoted, said } from './said.ts';

const ETAG = /^(?:W\/)?"[\u{21}\u{23}-\u{7e}\u{80}-\u{ff}]*"$/u;

/** ETag (RFC 9110, 8.8.3). */
export function* validators(answer: Placed): Iterable<Lint> {
  const [value] = linesOf(answer.headers, 'etag');
  if (value === undefined) return;
  const about = { header: 'ETag', value };
  if (!ETAG.test(value)) {
    const why = value.startsWith('w/') ? 'the `W` is a capital' : 'it has to be in double quotes';
    yield said('etag-invalid', answer, `${quoted(value)}: ${why}.`, about);
  } else if (value.startsWith('W/')) yield said('etag-weak', answer, `${quoted(value)} is weak.`, about);
}

const WIDE = new Set(['cookie', 'user-agent', 'referer']);
/** Vary (RFC 9110, 12.5.5), and what it should say of compression. Of Origin: `cors`. */
export function* vary(answer: Placed): Iterable<Lint> {
  const value = valueOf(answer.headers, 'vary');
  const fields = partsOf(value ?? '').map((field) => field.toLowerCase());
  const about = { header: 'Vary', value };
  const { has, lifetime, sharedAge, checked } = cachingOf(answer);
  const shared = !has('no-store') && !has('private');
  if (fields.includes('*') && !has('no-store')) yield said('vary-star', answer, 'It says `*`.', about);
  const wide = fields.filter((field) => WIDE.has(field));
  if (wide.length > 0 && shared && !checked && (sharedAge ?? lifetime ?? 0) > 0)
    yield said('vary-wide', answer, `It varies by ${listed(wide.map(quoted))}, and shared caches may keep it.`, about);
  const encoding = partsOf(valueOf(answer.headers, 'content-encoding') ?? '').filter(
    (coding) => coding.toLowerCase() !== 'identity',
  );
  if (encoding.length > 0 && shared && !fields.includes('*') && !fields.includes('accept-encoding'))
    yield said('vary-encoding-missing', answer, `It is compressed (${listed(encoding.map(quoted))}).`, about);
}

const SECONDS = new Set(['max-age', 's-maxage', 'stale-while-revalidate', 'stale-if-error']);
/** Cache-Control for one kind of cache (RFC 9213: strictly a structured field), and what was there before it. */
export function* targeted(answer: Placed): Iterable<Lint> {
  const names = new Set(
    answer.headers
      .map(([name]) => name.toLowerCase())
      .filter((name) => /^(?:[a-z0-9]+-){0,3}cdn-cache-control$/.test(name)),
  );
  for (const name of names) {
    const value = valueOf(answer.headers, name) ?? '';
    const parsed = parseDictionary(value);
    const about = { header: name.replaceAll(/(^|-)([a-z])/g, (all) => all.toUpperCase()).replace('Cdn', 'CDN'), value };
    if (!parsed.ok) {
      yield said('cdn-cache-control-invalid', answer, `It breaks at character ${parsed.at + 1}: ${parsed.why}.`, about);
      continue;
    }
    const wrong = parsed.value.filter(
      ([key, member]) =>
        SECONDS.has(key) && !('item' in member && member.item.type === 'integer' && member.item.value >= 0),
    );
    if (wrong.length > 0)
      yield said(
        'cdn-cache-control-invalid',
        answer,
        `${listed(wrong.map(([key]) => quoted(key)))}: no whole number of seconds.`,
        about,
      );
  }
  const surrogate = valueOf(answer.headers, 'surrogate-control');
  if (surrogate !== undefined)
    yield said('surrogate-control-left', answer, 'It reached the browser.', {
      header: 'Surrogate-Control',
      value: surrogate,
    });
  const pragma = valueOf(answer.headers, 'pragma');
  if (pragma !== undefined)
    yield said('pragma-in-answer', answer, `${quoted(pragma)} says nothing.`, { header: 'Pragma', value: pragma });
}

/** A cookie in an answer that shared caches are told to keep. */
export function* sharedCookie(answer: Placed): Iterable<Lint> {
  const { value, has, maxAge, sharedAge, checked } = cachingOf(answer);
  const [line] = linesOf(answer.headers, 'set-cookie');
  if (line === undefined || checked || has('private')) return;
  const why = [
    ...(has('public') ? ['public'] : []),
    ...((sharedAge ?? 0) > 0 ? ['s-maxage'] : []),
    ...(sharedAge === undefined && (maxAge ?? 0) > 0 ? ['max-age'] : []),
  ];
  if (why.length > 0)
    yield said(
      'cache-shared-cookie',
      answer,
      `It sets ${quoted(discreetCookie(line).split(/[=;]/, 1)[0] ?? '')}, and ${listed(why.map(quoted))} lets shared caches keep it.`,
      {
        header: 'Cache-Control',
        value,
      },
    );
}
