import type { TlsSeen } from '../../../net/net.ts';
import { isSelfSigned, readCertificate } from '../../tls/certificate.ts';
import type { Issue } from '../report.ts';
import { issue } from './issue.ts';

const MODERN = /^TLS_ECDHE_(?:ECDSA|RSA)_WITH_(?:AES_(?:128_GCM_SHA256|256_GCM_SHA384)|CHACHA20_POLY1305_SHA256)$/;
const SHA1 = new Set(['sha1WithRSAEncryption', 'ecdsa-with-SHA1']);

/** Whether a certificate below the root is signed with SHA-1. */
export const sha1InChain = ({ chain }: TlsSeen): readonly Issue[] => {
  const at = chain.findIndex((der) => {
    const read = readCertificate(der);
    return read !== undefined && SHA1.has(read.parts.signature) && !isSelfSigned(read);
  });
  return at === -1 ? [] : [issue('domain.tls.sha1', `certificate ${at + 1} of ${chain.length}`)];
};

/** Suites of TLS 1.3 are all as they should be, also those that hstspreload.org's own table does not have. */
export const obsoleteCipher = ({ cipher, protocol }: TlsSeen): readonly Issue[] =>
  protocol === 'TLSv1.3' || MODERN.test(cipher) ? [] : [issue('tls.obsolete_cipher_suite', `${cipher} (${protocol})`)];
