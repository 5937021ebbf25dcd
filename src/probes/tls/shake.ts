import { SECOND, type Millis } from '../../domain/time.ts';
import type { Handshaken, HandshakeRequest, NetResult, TlsVersion } from '../../net/net.ts';
import type { Context } from '../probe.ts';
import type { TlsReport } from './report.ts';

const TIMEOUT: Millis = 10 * SECOND;
const OLD: readonly TlsVersion[] = ['TLSv1', 'TLSv1.1'];

export type Where = Pick<HandshakeRequest, 'address' | 'port' | 'name' | 'servername'>;
type Asking = Pick<Context, 'net' | 'signal'>;

/** As a browser would; where that does not come about, with all that there is, so that what is wrong can be told. */
export const shake = async (where: Where, { net, signal }: Asking): Promise<NetResult<Handshaken>> => {
  const usual = await net.handshake({ ...where, alpn: ['h2', 'http/1.1'], timeout: TIMEOUT }, signal);
  if (usual.ok || (usual.reason !== 'failed' && usual.reason !== 'reset')) return usual;
  const versions = { least: 'TLSv1', most: 'TLSv1.3' } as const;
  const lenient = await net.handshake({ ...where, versions, timeout: TIMEOUT }, signal);
  return lenient.ok ? lenient : usual;
};

/** Which of the old versions are spoken; one that could not be tried is left out, for it is neither. */
export const oldVersions = async (
  where: Where,
  { net, signal }: Asking,
): Promise<NonNullable<TlsReport['versions']>> => {
  const tried: NonNullable<TlsReport['versions']>[number][] = [];
  for (const version of OLD) {
    const versions = { least: version, most: version };
    const result = await net.handshake({ ...where, versions, timeout: TIMEOUT }, signal);
    if (result.ok) tried.push({ version, offered: true });
    else if (result.reason === 'failed' || result.reason === 'reset')
      tried.push({ version, offered: false, why: result.detail });
  }
  return tried;
};
