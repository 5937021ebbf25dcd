import { isIssuedBy, isSelfSigned, readCertificate, type Certificate } from './certificate.ts';
import type { TlsReport } from './report.ts';

/** More than these of a chain are not looked at: the longest that browsers build has ten. */
const MOST_CERTIFICATES = 20;

export interface Chain {
  /** As they were sent; one that is not understood ends the list. */
  readonly sent: readonly Certificate[];
  /** From the server's own to the last whose issuer was sent. */
  readonly path: readonly Certificate[];
  readonly order: TlsReport['order'];
}

/** Issuers that were not found, as OpenSSL says it. */
const NO_ISSUER = new Set([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_GET_ISSUER_CERT',
]);

/**
 * A chain as it was sent (RFC 8446, 4.4.2: each certifies the one before it; the root may be left out). Where its issuer is
 * not known, it is incomplete if the server sent nothing but its own, or if the last says where its issuer is to be had:
 * that one is of a public authority, so that what is missing is in between. Else the root is one that nobody knows.
 */
export const chainOf = (ders: readonly Uint8Array[], distrust: string | undefined): Chain => {
  const sent: Certificate[] = [];
  for (const der of ders.slice(0, MOST_CERTIFICATES)) {
    const certificate = readCertificate(der);
    if (certificate === undefined) break;
    sent.push(certificate);
  }
  const [own] = sent;
  if (own === undefined) return { sent, path: [], order: 'cannot-be-read' };
  const path = [own];
  for (let last = own; !isSelfSigned(last);) {
    const issuer = sent.find((each) => !path.includes(each) && isIssuedBy(last, each));
    if (issuer === undefined) break;
    path.push(issuer);
    last = issuer;
  }
  return { sent, path, order: orderOf(sent, path, ders.length, distrust) };
};

const orderOf = (
  sent: readonly Certificate[],
  path: readonly Certificate[],
  count: number,
  distrust: string | undefined,
): TlsReport['order'] => {
  const last = path.at(-1);
  if (last !== undefined && !isSelfSigned(last) && distrust !== undefined && NO_ISSUER.has(distrust)) {
    const saysWhere = last.x509.infoAccess?.includes('CA Issuers') === true;
    if (path.length === 1 || saysWhere) return 'incomplete';
  }
  const places = path.map((each) => sent.indexOf(each));
  if (places.some((place, i) => i > 0 && place < (places[i - 1] ?? 0))) return 'out-of-order';
  return path.length < count ? 'with-others' : 'complete';
};
