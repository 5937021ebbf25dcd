import { codeOf, failed, reasonOf, textOf } from '../failure.ts';
import type { NetFailure } from '../net.ts';

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
