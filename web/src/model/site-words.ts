import type { PlaceOfSite } from './site-report.ts';
import type { TlsReport } from '../../../src/probes/tls/report.ts';

/** `+5`, `−25`, `0`. */
export const pointsWords = (points: number): string =>
  points > 0 ? `+${points}` : points < 0 ? `\u2212${-points}` : '0';

export const PLACE_WORDS: Readonly<Record<PlaceOfSite, string>> = {
  page: 'The page',
  missing: 'A page that is not there (404)',
  asset: 'A static file',
  redirect: 'A redirect',
};

/** The chain as it was sent, judged; and whether that is well. */
export const ORDER_WORDS: Readonly<Record<TlsReport['order'], { readonly words: string; readonly ok: boolean }>> = {
  complete: { words: 'The chain is complete and in order.', ok: true },
  incomplete: {
    words: 'A certificate in between is missing: some browsers find it by themselves, other programs refuse the site.',
    ok: false,
  },
  'out-of-order': {
    words: 'The chain is not in order: each certificate should be followed by its issuer’s.',
    ok: false,
  },
  'with-others': { words: 'Certificates are sent that belong to no chain of this one.', ok: false },
  'cannot-be-read': { words: 'No certificate could be read.', ok: false },
};

/** How much of its lifetime a certificate has behind it, 0…1. */
export const livedShare = ({ notBefore, notAfter }: { notBefore: number; notAfter: number }, now: number): number =>
  notAfter <= notBefore ? 1 : Math.min(1, Math.max(0, (now - notBefore) / (notAfter - notBefore)));
/** Whole days until then, less than nothing once it is past. */
export const daysUntil = (at: number, now: number): number => Math.floor((at - now) / 86_400_000_000);
