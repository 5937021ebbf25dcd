import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';

import { DAY, microsOf } from '../../domain/time.ts';
import type { Certificate } from './certificate.ts';

/** From when on a certificate for a server may be for so many days (CA/Browser Forum, Baseline Requirements, 6.3.2; ballot SC-081v3). */
const MOST_DAYS: readonly (readonly [from: string, days: number])[] = [
  ['2029-03-15', 47],
  ['2027-03-15', 100],
  ['2026-03-15', 200],
  ['2020-09-01', 398],
];
const DAY_MICROS = microsOf(DAY);

/** How many days it may be for by when it was issued; undefined where it was before there were such limits. */
export const mostDays = (notBefore: number): number | undefined =>
  MOST_DAYS.find(([from]) => notBefore >= microsOf(Date.parse(from)))?.[1];
export const isTooLong = ({ notBefore, notAfter }: Pick<Certificate, 'notBefore' | 'notAfter'>): boolean => {
  const most = mostDays(notBefore);
  return most !== undefined && notAfter - notBefore > most * DAY_MICROS;
};

let known: ReadonlySet<string> | undefined;
/** The names of the authorities that browsers trust, as Mozilla's list has them, which Node carries. */
export const publicRoots = (): ReadonlySet<string> =>
  (known ??= new Set(rootCertificates.map((pem) => new X509Certificate(pem).subject)));
