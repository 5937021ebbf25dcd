import type { Outcome, Values } from '../../domain/outcome.ts';
import { DAY, HOUR, microsOf } from '../../domain/time.ts';
import type { Handshaken } from '../../net/net.ts';
import { whyNotFor } from '../../net/tls/secure.ts';
import { networkFailed, notResolved } from '../failed.ts';
import type { Once } from '../probe.ts';
import { plainText } from '../plain-text.ts';
import { aimOf, noSite } from '../site/aim.ts';
import { inTurn } from '../web/in-turn.ts';
import { toldOf, type Certificate } from './certificate.ts';
import { chainOf, type Chain } from './chain.ts';
import { findingsOf } from './judge.ts';
import { publicRoots } from './lifetime.ts';
import { options, OWNERS, type Options } from './options.ts';
import { tlsReport, type TlsReport } from './report.ts';
import { oldVersions, shake, type Where } from './shake.ts';

const isFor = (name: string, { x509 }: Certificate): boolean => whyNotFor(name, x509.toLegacyObject()) === undefined;

const reportOf = (
  host: string,
  { address, port }: Where,
  { tls }: Handshaken,
  { sent, order }: Chain,
  nameMatches: boolean,
  versions: TlsReport['versions'],
): TlsReport => ({
  host,
  port,
  address,
  protocol: tls.protocol,
  cipher: tls.cipher,
  ...(tls.group === undefined ? {} : { group: tls.group }),
  ...(tls.alpn === undefined ? {} : { alpn: plainText(tls.alpn) ?? '' }),
  trusted: tls.distrust === undefined,
  ...(tls.distrust === undefined
    ? {}
    : { distrust: { code: tls.distrust.code, text: plainText(tls.distrust.text) ?? '' } }),
  nameMatches,
  chain: sent.map(toldOf),
  order,
  stapled: tls.staple !== undefined,
  ...(versions === undefined ? {} : { versions }),
});

/** The validity of the certificate that ends first, of those that the server needs. */
const valuesOf = ({ path }: Chain, { tls, tookMicros }: Handshaken, now: number): Values => {
  const first = path.toSorted((a, b) => a.notAfter - b.notAfter)[0];
  const left = first === undefined ? undefined : first.notAfter - now;
  const lifetime = first === undefined ? 0 : first.notAfter - first.notBefore;
  return {
    handshake: tookMicros,
    chain: tls.chain.length,
    ...(left === undefined ? {} : { days_left: Math.floor((left / microsOf(DAY)) * 100) / 100 }),
    ...(left === undefined || lifetime <= 0 ? {} : { life_left: Math.max(0, Math.min(1, left / lifetime)) }),
  };
};

/** What a server shows while TLS is set up: its chain as it was sent, whether that is to be trusted, and for how long. */
export const tls: Once<Options, TlsReport> = {
  name: 'tls',
  title: 'TLS',
  purpose: 'the certificate, who signed it and how long it lasts; how TLS is set up',
  ownersOptions: OWNERS,
  options,
  values: {
    days_left: { label: 'Days left', unit: 'count', better: 'higher' },
    life_left: { label: 'Lifetime left', unit: 'ratio', better: 'higher' },
    handshake: { label: 'Handshake', unit: 'us', better: 'lower' },
    chain: { label: 'Certificates', unit: 'count', better: 'neither' },
  },
  report: tlsReport,
  every: 6 * HOUR,

  async run(aim, asked, ctx): Promise<Outcome<TlsReport>> {
    const site = aimOf(aim, { ...asked, http: 'auto' });
    if (site === undefined) return noSite(aim);
    const { host } = site;
    const port = Number(new URL(site.https).port) || 443;
    const name = asked.servername === undefined || asked.servername === '' ? host : asked.servername;
    const sni = asked.servername === undefined ? {} : { servername: asked.servername };
    const resolved =
      site.address === undefined
        ? await ctx.net.resolve(host, asked.family, ctx.signal)
        : { ok: true as const, addresses: [site.address] };
    if (!resolved.ok) return notResolved({ ...aim, address: host }, resolved);
    ctx.progress?.(`setting up TLS with ${name}`);
    const shaken = await inTurn(resolved.addresses, (address) => shake({ address, port, name, ...sni }, ctx));
    if (shaken === undefined)
      return notResolved(
        { ...aim, address: host },
        { ok: false, reason: 'no-address', detail: `${host} has no address` },
      );
    const { address, result } = shaken;
    if (!result.ok)
      return result.reason === 'failed'
        ? { status: 'failed', reason: 'protocol-error', detail: result.detail, findings: [] }
        : networkFailed(result);
    const where = { address, port, name, ...sni };
    const versions = asked.versions ? await oldVersions(where, ctx) : undefined;
    if (ctx.signal.aborted) return networkFailed({ ok: false, reason: 'cancelled', detail: 'cancelled' });
    const chain = chainOf(result.tls.chain, result.tls.distrust?.code);
    const [own] = chain.path;
    const nameMatches = own !== undefined && isFor(name, own);
    const now = ctx.clock.now();
    return {
      status: 'measured',
      values: valuesOf(chain, result, now),
      findings: findingsOf({ tls: result.tls, chain, name, nameMatches, now, versions, publicRoots }),
      report: reportOf(host, where, result, chain, nameMatches, versions),
    };
  },
};
