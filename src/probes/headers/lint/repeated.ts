import { linesOf } from '../../../wire/http/fields.ts';
import type { Lint } from '../report.ts';
import type { Placed } from './placed.ts';
import { said } from './said.ts';

/** Headers of one value, with what browsers do with several lines of them. `void`: then they are as if they were not there. */
const SINGLE: readonly (readonly [header: string, effect: 'void' | 'odd', words: string])[] = [
  ['Access-Control-Allow-Origin', 'void', 'browsers refuse the answer to every foreign page'],
  ['Cross-Origin-Opener-Policy', 'void', 'put together they are no value'],
  ['Cross-Origin-Embedder-Policy', 'void', 'put together they are no value'],
  ['Cross-Origin-Resource-Policy', 'void', 'put together they are no value'],
  ['Origin-Agent-Cluster', 'void', 'put together they are no value'],
  ['Strict-Transport-Security', 'odd', 'only the first counts (RFC 6797, 8.1)'],
  ['X-Content-Type-Options', 'odd', 'only the first counts'],
  ['X-XSS-Protection', 'odd', 'browsers differ in what they make of it'],
  ['Content-Type', 'odd', 'browsers take the last one that they know'],
  ['Content-Length', 'odd', 'where they differ the answer is not taken at all'],
  ['Content-Disposition', 'odd', 'browsers refuse the answer, or take one of them'],
  ['Content-Location', 'odd', 'it may come once'],
  ['Location', 'odd', 'browsers refuse to go, or follow one of them'],
  ['ETag', 'odd', 'caches differ in which they check by'],
  ['Last-Modified', 'odd', 'caches differ in which they check by'],
  ['Expires', 'odd', 'caches differ in which they go by'],
  ['Date', 'odd', 'caches differ in which they go by'],
  ['Age', 'odd', 'caches go by the first (RFC 9111, 5.1)'],
  ['Retry-After', 'odd', 'it may come once'],
  ['Server', 'odd', 'it may come once'],
];

/** Lines that may come once, counted as they came, before anything joins them. X-Frame-Options: `framing`. */
export function* repeated(answer: Placed): Iterable<Lint> {
  for (const [header, effect, words] of SINGLE) {
    const lines = linesOf(answer.headers, header.toLowerCase());
    if (lines.length < 2) continue;
    const alike = new Set(lines).size === 1 ? 'the same each time' : 'with different values';
    const code = effect === 'void' ? 'repeated-void' : 'repeated-header';
    yield said(code, answer, `${lines.length} lines of it, ${alike}: ${words}.`, { header, value: lines.join(' | ') });
  }
  const frames = linesOf(answer.headers, 'x-frame-options');
  if (frames.length > 1 && new Set(frames.map((line) => line.toLowerCase())).size === 1)
    yield said('repeated-header', answer, `${frames.length} lines of it, the same each time: they count as one.`, {
      header: 'X-Frame-Options',
      value: frames.join(' | '),
    });
}
