import { expiryStanding } from '../../domain/expiry.ts';
import { lengthWords } from '../../domain/length-words.ts';
import type { EpochMicros } from '../../domain/time.ts';
import type { CertificateSeen } from './looks.ts';
import type { CertificateKept, Told } from './state.ts';

const MOST_KNOWN = 4;
/** Two servers may have two certificates: once is nothing. */
const SURE = 2;

const dayOf = (at: EpochMicros): string => {
  const date = new Date(Math.trunc(at / 1_000));
  return Number.isNaN(date.getTime()) ? 'nobody knows when' : date.toISOString().slice(0, 10);
};
const NEW: CertificateKept = {
  known: [],
  issuer: '',
  notAfter: 0,
  well: 0,
  trusted: 0,
  distrusted: 0,
  expiring: null,
  expired: null,
  untrusted: null,
};
const after = (since: EpochMicros, at: EpochMicros) => ({
  words: lengthWords(at - since),
  evidence: { seconds: Math.round((at - since) / 1e6) },
});

/** The certificate of a site after another look. */
export const withCertificate = (
  label: string,
  before: CertificateKept | null,
  seen: CertificateSeen,
  at: EpochMicros,
): readonly [CertificateKept, readonly Told[]] => {
  const kept = before ?? NEW;
  const { fingerprint, issuer, notBefore, notAfter, distrust } = seen;
  const told: Told[] = [];
  const tell = (code: Told['code'], on: boolean | undefined, summary: string, evidence: Told['evidence']): void => {
    told.push({ at, code, ...(on === undefined ? {} : { on }), summary, evidence });
  };
  if (before !== null && !before.known.includes(fingerprint)) {
    const from = issuer === before.issuer ? '' : `, issued by ${issuer} and not ${before.issuer} any more`;
    const summary = `${label} has another certificate, until ${dayOf(notAfter)}${from}.`;
    tell('certificate-replaced', undefined, summary, {
      fingerprint,
      issuer,
      issuerBefore: before.issuer,
      notAfter,
      notAfterBefore: before.notAfter,
    });
  }
  const isExpired = notAfter < at;
  const standing = expiryStanding(notBefore, notAfter, at);
  // Not yet valid is no matter of its renewal: it is not trusted.
  const isLate = standing !== 'ok' && at >= notBefore;
  const isBad = distrust !== null && !isExpired;
  const well = isLate ? 0 : Math.min(kept.well + 1, SURE);
  const trusted = distrust === null ? Math.min(kept.trusted + 1, SURE) : 0;
  const distrusted = isBad ? Math.min(kept.distrusted + 1, SURE) : 0;
  const about = { notAfter, issuer };
  let { expiring, expired, untrusted } = kept;
  if (isExpired && expired === null) {
    expired = at;
    tell('certificate-expired', true, `The certificate of ${label} expired on ${dayOf(notAfter)}.`, about);
  }
  if (isLate && !isExpired && expiring === null) {
    expiring = at;
    const summary = `The certificate of ${label} expires on ${dayOf(notAfter)}, in ${lengthWords(notAfter - at)}, and is not renewed.`;
    tell('certificate-expiring', true, summary, { ...about, days: Math.floor((notAfter - at) / 86_400e6) });
  }
  if (well === SURE) {
    if (expired !== null) {
      const { words, evidence } = after(expired, at);
      tell('certificate-expired', false, `The certificate of ${label} is valid again, after ${words}.`, {
        ...about,
        ...evidence,
      });
    }
    if (expiring !== null) {
      const { evidence } = after(expiring, at);
      tell('certificate-expiring', false, `The certificate of ${label} is renewed, until ${dayOf(notAfter)}.`, {
        ...about,
        ...evidence,
      });
    }
    [expired, expiring] = [null, null];
  }
  if (distrusted === SURE && untrusted === null) {
    untrusted = at;
    tell('certificate-distrusted', true, `The certificate of ${label} is not to be trusted: ${distrust ?? ''}.`, {
      ...about,
      why: distrust ?? '',
    });
  }
  if (trusted === SURE && untrusted !== null) {
    const { words, evidence } = after(untrusted, at);
    tell('certificate-distrusted', false, `The certificate of ${label} is trusted again, after ${words}.`, {
      ...about,
      ...evidence,
    });
    untrusted = null;
  }
  const known = [fingerprint, ...kept.known.filter((one) => one !== fingerprint)].slice(0, MOST_KNOWN);
  return [{ known, issuer, notAfter, well, trusted, distrusted, expiring, expired, untrusted }, told];
};
/** One more look would make something sure. */
export const isUnsure = ({ well, trusted, distrusted, expiring, expired, untrusted }: CertificateKept): boolean =>
  (distrusted === 1 && untrusted === null) ||
  (well === 1 && (expiring !== null || expired !== null)) ||
  (trusted === 1 && untrusted !== null);
