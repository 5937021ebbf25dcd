import { codeOf, failed, reasonOf, textOf } from '../failure.ts';
import type { NetFailure } from '../net.ts';

/** What Node says where a certificate is not to be trusted (tls, X509 certificate error codes), beside those of OpenSSL. */
const isDistrust = (code: string): boolean =>
  code === 'ERR_TLS_CERT_ALTNAME_INVALID' ||
  /CERT|CRL|SIGNATURE|SELF_SIGNED|INVALID_(CA|PURPOSE)|PATH_LENGTH/.test(code);

/** Why there is no TLS with that host. */
export const tlsFailure = (host: string, error: unknown): NetFailure => {
  const code = codeOf(error);
  if (code === 'ECONNRESET') return failed('reset', `${host} closed the connection while TLS was being set up`);
  // It was this end that would not: nothing is known of the server.
  if (code === 'ERR_SSL_NO_PROTOCOLS_AVAILABLE' || code === 'ERR_SSL_NO_CIPHERS_AVAILABLE')
    return failed('unsupported', `this machine can not set TLS up in that way: ${textOf(error)}`);
  const reason = reasonOf(code);
  if (reason !== undefined) return failed(reason, `${host}, while TLS was being set up: ${textOf(error)}`);
  if (isDistrust(code)) return failed('failed', `${host} is not to be trusted: ${textOf(error)}`);
  return failed('failed', `${host} speaks no TLS that is understood here: ${whyOf(error)}`);
};

/** OpenSSL's message begins with the number of a thread and ends with a place in its source: its reason alone says the same each time. */
const whyOf = (error: unknown): string =>
  error instanceof Error && 'reason' in error && typeof error.reason === 'string'
    ? error.reason.slice(0, 200)
    : textOf(error);
