import { expiryStanding } from '../../domain/expiry.ts';
import type { Code } from '../../domain/codes.ts';
import type { Evidence, Finding, Severity } from '../../domain/finding.ts';
import { TLS_CODES } from '../../domain/tls-codes.ts';
import { DAY, microsOf, type EpochMicros } from '../../domain/time.ts';
import type { TlsSeen } from '../../net/net.ts';
import { calledOf, isSelfSigned, type Certificate } from './certificate.ts';
import type { Chain } from './chain.ts';
import { isTooLong, mostDays } from './lifetime.ts';
import type { TlsReport } from './report.ts';

export interface Judged {
  readonly tls: TlsSeen;
  readonly chain: Chain;
  /** Who it must be for. */
  readonly name: string;
  readonly nameMatches: boolean;
  readonly now: EpochMicros;
  readonly versions: TlsReport['versions'];
  /** The names of the authorities that browsers trust. */
  readonly publicRoots: () => ReadonlySet<string>;
}
const DAY_MICROS = microsOf(DAY);
const OLD = new Set(['SSLv3', 'TLSv1', 'TLSv1.1']);

/** What is to be said of a server's TLS, what matters most first. */
export const findingsOf = (judged: Judged): readonly Finding[] => {
  const { path, order } = judged.chain;
  const [own] = path;
  if (own === undefined) return [finding('tls-chain-unreadable', { sent: judged.tls.chain.length })];
  const byIssuers = path.filter((each) => each === own || !isSelfSigned(each));
  return [
    ...byIssuers.flatMap((each) => validityOf(each, judged.now)),
    ...(judged.nameMatches ? [] : [finding('tls-name-mismatch', { name: judged.name, ...namesOf(own) })]),
    ...distrustOf(judged, own),
    ...(order === 'out-of-order' ? [finding('tls-chain-out-of-order', { sent: judged.tls.chain.length })] : []),
    ...(order === 'with-others' ? [finding('tls-chain-with-others', countOf(judged))] : []),
    // Nobody looks at a root's signature: it is trusted for being known.
    ...byIssuers
      .filter((each) => each.parts.isWeaklySigned && !isSelfSigned(each))
      .map((each) => finding('tls-sha1-signature', { ...called(each), signature: each.parts.signature })),
    ...path
      .filter(({ key }) => key.isWeak)
      .map((each) => finding('tls-weak-key', { ...called(each), key: each.key.name })),
    ...lifetimeOf(judged, own),
    ...stapleOf(judged, own),
    ...protocolsOf(judged),
  ];
};

const finding = (code: keyof typeof TLS_CODES & Code, evidence: Evidence, severity?: Severity): Finding => ({
  code,
  severity: severity ?? TLS_CODES[code].severity,
  evidence,
});
const called = (one: Certificate): Evidence => ({ certificate: calledOf(one) });
const namesOf = ({ parts }: Certificate): Evidence => ({
  names: parts.names.slice(0, 5).join(', ').slice(0, 200),
  count: parts.names.length,
});
const countOf = ({ tls, chain }: Judged): Evidence => ({ sent: tls.chain.length, needed: chain.path.length });

const validityOf = (one: Certificate, now: EpochMicros): readonly Finding[] => {
  const { notBefore, notAfter } = one;
  const daysLeft = Math.round(((notAfter - now) / DAY_MICROS) * 10) / 10;
  if (now < notBefore) return [finding('tls-not-yet-valid', { ...called(one), valid_from: notBefore })];
  if (now > notAfter) return [finding('tls-expired', { ...called(one), expired: notAfter, days_ago: -daysLeft })];
  const standing = expiryStanding(notBefore, notAfter, now);
  if (standing === 'ok') return [];
  const lifetime = Math.round((notAfter - notBefore) / DAY_MICROS);
  const evidence = { ...called(one), expires: notAfter, days_left: daysLeft, lifetime_days: lifetime };
  return [finding('tls-expiring', evidence, standing)];
};

/** Told by what is above already, where it is. */
const TOLD = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID', 'ERR_TLS_CERT_ALTNAME_INVALID', 'HOSTNAME_MISMATCH']);
const distrustOf = ({ tls: { distrust }, chain, now, nameMatches }: Judged, own: Certificate): readonly Finding[] => {
  if (distrust === undefined) return [];
  const { code, text } = distrust;
  const why = { code, text };
  const { path, order } = chain;
  const last = path.at(-1) ?? own;
  if (path.length === 1 && isSelfSigned(own)) return [finding('tls-self-signed', { ...called(own), ...why })];
  if (order === 'incomplete') return [finding('tls-chain-incomplete', { missing: issuerOf(last), ...why })];
  if (/ISSUER_CERT|LEAF_SIGNATURE|SELF_SIGNED_CERT_IN_CHAIN/.test(code))
    return [finding('tls-untrusted-root', { root: isSelfSigned(last) ? calledOf(last) : issuerOf(last), ...why })];
  const isValid = path.every(({ notBefore, notAfter }) => notBefore <= now && now <= notAfter);
  if (TOLD.has(code) && !(isValid && nameMatches)) return [];
  const isWeak = path.some(({ key, parts }) => key.isWeak || parts.isWeaklySigned);
  return isWeak && text.includes('too weak') ? [] : [finding('tls-untrusted', why)];
};
const issuerOf = ({ x509 }: Certificate): string => x509.issuer.split('\n').join(', ').slice(0, 200);

const lifetimeOf = ({ tls, chain, publicRoots }: Judged, own: Certificate): readonly Finding[] => {
  if (tls.distrust !== undefined || !isTooLong(own)) return [];
  const last = chain.path.at(-1) ?? own;
  const roots = publicRoots();
  // Who issues certificates at home may make them for as long as they like.
  if (!roots.has(last.x509.issuer) && !chain.path.some(({ x509 }) => roots.has(x509.subject))) return [];
  const days = Math.round((own.notAfter - own.notBefore) / DAY_MICROS);
  return [finding('tls-lifetime-too-long', { ...called(own), days, most: mostDays(own.notBefore) ?? null })];
};
const stapleOf = ({ tls }: Judged, own: Certificate): readonly Finding[] =>
  own.parts.mustStaple && tls.staple === undefined ? [finding('tls-must-staple-missing', called(own))] : [];

/** Where nothing newer is spoken it is what everybody gets. */
const protocolsOf = ({ tls, versions = [] }: Judged): readonly Finding[] => {
  if (OLD.has(tls.protocol))
    return [finding('tls-old-protocol', { versions: tls.protocol, newest: tls.protocol }, 'fail')];
  const old = versions.filter(({ offered }) => offered).map(({ version }) => version);
  return old.length === 0 ? [] : [finding('tls-old-protocol', { versions: old.join(', '), newest: tls.protocol })];
};
