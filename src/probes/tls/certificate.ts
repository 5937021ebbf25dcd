import { X509Certificate, type KeyObject } from 'node:crypto';

import { canonicalAddress } from '../../domain/address.ts';
import { certificateParts, type CertificateParts } from '../../wire/tls/certificate.ts';
import { plainText } from '../plain-text.ts';
import type { CertificateTold } from './report.ts';

const MOST_NAMES = 100;

/** A certificate that is understood, as Node and we read it. */
export interface Certificate {
  readonly x509: X509Certificate;
  readonly parts: CertificateParts;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly key: KeyStrength;
}
interface KeyStrength {
  /** `RSA 2048`, `EC prime256v1`, `Ed25519`. */
  readonly name: string;
  /** RSA below 2,048 bits (NIST SP 800-131A), a curve below 224. */
  readonly isWeak: boolean;
}

/** Undefined: it is none, or has a date that is none. */
export const readCertificate = (der: Uint8Array): Certificate | undefined => {
  const parts = certificateParts(der);
  if (parts === undefined) return undefined;
  try {
    const x509 = new X509Certificate(der);
    const [notBefore, notAfter] = [microsAt(x509.validFrom), microsAt(x509.validTo)];
    if (notBefore === undefined || notAfter === undefined) return undefined;
    return { x509, parts, notBefore, notAfter, key: strengthOf(publicKey(x509)) };
  } catch {
    return undefined; // OpenSSL does not read it
  }
};

/** The year 9999 of those that have no end (RFC 5280, 4.1.2.5) is more than a stamp holds. */
const microsAt = (text: string): number | undefined => {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) return undefined;
  return Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, ms * 1_000));
};
const publicKey = (x509: X509Certificate): KeyObject | undefined => {
  try {
    return x509.publicKey;
  } catch {
    return undefined; // of a kind that this OpenSSL does not know
  }
};

const NAMES: Readonly<Record<string, string>> = { ed25519: 'Ed25519', ed448: 'Ed448' };
const WEAK_CURVES = /^(?:secp1\d\d|prime192|sect1\d\d|wap-wsg|c2)/;
const strengthOf = (key: KeyObject | undefined): KeyStrength => {
  const { asymmetricKeyType: type = 'unknown', asymmetricKeyDetails: details } = key ?? {};
  const { modulusLength: bits, namedCurve: curve } = details ?? {};
  if (bits !== undefined)
    return { name: `${type.replace(/^rsa.*/, 'RSA').toUpperCase()} ${bits}`, isWeak: bits < 2_048 };
  if (type === 'ec') return { name: `EC ${curve ?? 'of its own'}`, isWeak: WEAK_CURVES.test(curve ?? '') };
  return { name: NAMES[type] ?? type, isWeak: false };
};

/** It is the issuer's signature that is on it. */
export const isIssuedBy = (one: Certificate, issuer: Certificate): boolean => {
  const key = one.x509.checkIssued(issuer.x509) ? publicKey(issuer.x509) : undefined;
  if (key === undefined) return false;
  try {
    return one.x509.verify(key);
  } catch {
    return false;
  }
};
export const isSelfSigned = (one: Certificate): boolean => isIssuedBy(one, one);

/** A part of a distinguished name as Node writes it, a line each. */
const partOf = (name: string, kind: string): string | undefined =>
  name
    .split('\n')
    .find((line) => line.startsWith(`${kind}=`))
    ?.slice(kind.length + 1);
const personal = (name: string): string =>
  plainText(partOf(name, 'CN') ?? partOf(name, 'O') ?? name.replaceAll('\n', ', ')) ?? '(no name)';

/** For findings and people: what it is called. */
export const calledOf = ({ x509, parts }: Certificate): string => plainText(parts.names[0]) ?? personal(x509.subject);

export const toldOf = (one: Certificate): CertificateTold => {
  const { x509, parts, notBefore, notAfter, key } = one;
  const names = parts.names.slice(0, MOST_NAMES).flatMap((name) => canonicalAddress(name) ?? plainText(name) ?? []);
  const more = parts.names.length - names.length;
  return {
    subject: calledOf(one),
    issuer: personal(x509.issuer),
    names,
    ...(more === 0 ? {} : { moreNames: more }),
    notBefore,
    notAfter,
    serial: x509.serialNumber.slice(0, 100),
    fingerprint: x509.fingerprint256.replaceAll(':', '').toLowerCase(),
    key: key.name,
    signature: parts.signature.slice(0, 100),
    isCa: x509.ca,
    selfSigned: isSelfSigned(one),
    mustStaple: parts.mustStaple,
  };
};
