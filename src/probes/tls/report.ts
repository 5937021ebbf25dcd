import { z } from 'zod';

const certificate = z.object({
  /** As people know it: its first name, else its subject. */
  subject: z.string(),
  issuer: z.string(),
  /** DNS names and addresses that it is for, at most 100. */
  names: z.array(z.string()),
  moreNames: z.int().optional(),
  /** Epoch microseconds. */
  notBefore: z.int(),
  notAfter: z.int(),
  serial: z.string(),
  /** SHA-256 of the DER, hexadecimal. */
  fingerprint: z.string(),
  /** `RSA 2048`, `EC prime256v1`, `Ed25519`. */
  key: z.string(),
  /** `sha256WithRSAEncryption`. */
  signature: z.string(),
  isCa: z.boolean(),
  selfSigned: z.boolean(),
  mustStaple: z.boolean(),
});
export type CertificateTold = z.infer<typeof certificate>;
/** What a server shows while TLS is set up. */
export const tlsReport = z.object({
  host: z.string(),
  port: z.int(),
  address: z.string(),
  protocol: z.string(),
  cipher: z.string(),
  group: z.string().optional(),
  alpn: z.string().optional(),
  trusted: z.boolean(),
  /** Why it is not. */
  distrust: z.object({ code: z.string(), text: z.string() }).optional(),
  nameMatches: z.boolean(),
  /** As sent; the first is the server's own. At most 20. */
  chain: z.array(certificate),
  /** What is wrong with the chain as it was sent; `cannot-be-read`: no certificate that is understood. */
  order: z.enum(['complete', 'incomplete', 'out-of-order', 'with-others', 'cannot-be-read']),
  stapled: z.boolean(),
  /** Which of the older versions it still speaks; left out where that was not tried. */
  versions: z.array(z.object({ version: z.string(), offered: z.boolean(), why: z.string().optional() })).optional(),
});
export type TlsReport = z.infer<typeof tlsReport>;
