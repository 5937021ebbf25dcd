import { reasonOf } from '../failure.ts';
import type { NetFailure } from '../net.ts';

export const failed = (reason: NetFailure['reason'], detail: string): NetFailure => ({ ok: false, reason, detail });

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 200);

/** What Node says where a certificate is not to be trusted (tls, X509 certificate error codes), beside those of OpenSSL. */
const isDistrust = (code: string): boolean =>
  code === 'ERR_TLS_CERT_ALTNAME_INVALID' ||
  /CERT|CRL|SIGNATURE|SELF_SIGNED|INVALID_(CA|PURPOSE)|PATH_LENGTH/.test(code);

/** Why there is no TLS with that host. */
export const tlsFailure = (host: string, error: unknown): NetFailure => {
  const code = codeOf(error);
  if (code === 'ECONNRESET') return failed('reset', `${host} closed the connection while TLS was being set up`);
  const reason = reasonOf(code);
  if (reason !== undefined) return failed(reason, `${host}, while TLS was being set up: ${textOf(error)}`);
  if (isDistrust(code)) return failed('failed', `${host} is not to be trusted: ${textOf(error)}`);
  return failed('failed', `${host} speaks no TLS that is understood here: ${textOf(error)}`);
};

/** Why the answer ended, or did not begin. */
export const httpFailure = (host: string, error: unknown): NetFailure => {
  const code = codeOf(error);
  if (code === 'HPE_HEADER_OVERFLOW') return failed('failed', `${host} sends more headers than are read`);
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW')
    return failed('failed', `${host} sends more beside its chunks than is read`);
  if (code.startsWith('HPE_')) return failed('failed', `${host} says what is no HTTP: ${textOf(error)}`);
  if (code.startsWith('Z_') || code.startsWith('ERR__ERROR'))
    return failed('failed', `what ${host} sends is not compressed as it says: ${textOf(error)}`);
  const reason = reasonOf(code);
  // Node says ECONNRESET as well where the connection was closed before all had come.
  if (reason === 'reset') return failed('reset', `${host} ended the connection before its answer was whole`);
  return failed(reason ?? 'failed', `${host}: ${textOf(error)}`);
};
