import { hasPrefix, parseAddress, scopeOf } from '../../domain/address.ts';
import type { Evidence, Finding } from '../../domain/finding.ts';
import type { Hop } from '../route/trace.ts';
import type { Mapping } from './mapping.ts';
import type { AddressReport } from './report.ts';

/** What was found out of one line. */
export interface Facts {
  readonly report: AddressReport;
  readonly mappings: readonly Mapping[];
  /** The routers on the way out by IPv4; left out: not looked at. */
  readonly way?: readonly Hop[];
  readonly isTunnel: boolean;
}
/**
 * What an outer address of a router means. `shared`: of the provider's own translation (RFC 6598); `over-ipv6`: IPv4 is
 * carried over IPv6 to where the provider translates (192.0.0.0/29: DS-Lite, RFC 6333, 5.7; 464XLAT, RFC 7335).
 */
export type Outer = 'public' | 'private' | 'shared' | 'over-ipv6';

const OVER_IPV6 = { bytes: Uint8Array.of(192, 0, 0, 0), length: 29 };
/** Of the private ones that homes have; providers mostly use the others. */
const OF_HOMES = { bytes: Uint8Array.of(192, 168, 0, 0), length: 16 };
const isIn = (address: string, { bytes, length }: typeof OF_HOMES): boolean =>
  hasPrefix(parseAddress(address)?.bytes ?? new Uint8Array(), bytes, length);

/** Undefined: it has no outer address that says anything, or tells one thing here and another there. */
export const outerOf = ({
  router,
}: Pick<AddressReport, 'router'>):
  | { readonly kind: Outer; readonly address: string; readonly by: string }
  | undefined => {
  const told = router.views.flatMap(({ by, address }) =>
    address === undefined ? [] : [{ by, address, kind: kindOf(address) }],
  );
  const [first] = told;
  return first !== undefined && told.every(({ kind }) => kind === first.kind) ? first : undefined;
};
const kindOf = (address: string): Outer => {
  if (isIn(address, OVER_IPV6)) return 'over-ipv6';
  const scope = scopeOf(address);
  return scope === 'private' || scope === 'shared' ? scope : 'public';
};

/** Every finding of it. Nothing is said of a tunnel's translation: what is on its way is no line of this house. */
export const judge = (facts: Facts): readonly Finding[] => [
  ...(facts.isTunnel ? [] : translation(facts)),
  ...varying(facts),
  ...listings(facts.report),
];

const translation = ({ report, way }: Facts): readonly Finding[] => {
  const outer = outerOf(report);
  const seen = report.addresses.find(({ family }) => family === 4);
  const public4 = seen === undefined ? {} : { address: seen.address };
  const hop = sharedHop(way);
  // Where the world sees the very address that a packet leaves this machine by, nobody translates.
  const isTranslated = seen !== undefined && seen.address !== seen.local;
  if (outer === undefined) return hop !== undefined && isTranslated ? [byTheWay(hop, public4)] : [];
  const evidence: Evidence = { family: 4, ...public4, outer: outer.address, by: outer.by };
  switch (outer.kind) {
    case 'shared':
      return [{ code: 'cgnat', severity: 'warn', evidence: { ...evidence, certain: true } }];
    case 'over-ipv6':
      return [{ code: 'cgnat', severity: 'warn', evidence: { ...evidence, certain: true, summary: OVER_IPV6_TEXT } }];
    case 'private':
      return [
        {
          code: 'double-nat',
          severity: 'warn',
          evidence: { ...evidence, ...gatewayOf(report) },
          ...(isIn(outer.address, OF_HOMES) ? {} : { remedy: OF_THE_PROVIDER }),
        },
        ...(hop === undefined ? [] : [byTheWay(hop, public4)]),
      ];
    case 'public':
    default:
      // Another than the world sees: translated one to one beyond it, or another line. That is told, and not judged.
      return [];
  }
};
const gatewayOf = ({ router: { gateway } }: AddressReport): Evidence => (gateway === undefined ? {} : { gateway });

/** Some providers number routers so and translate nothing: it may be, and no more. */
const byTheWay = (hop: string, public4: Evidence): Finding => ({
  code: 'cgnat',
  severity: 'info',
  evidence: { family: 4, ...public4, hop, by: 'way', certain: false, summary: BY_THE_WAY_TEXT },
});
const OVER_IPV6_TEXT =
  'IPv4 is carried over IPv6 to the provider, who shares one public address among many customers (DS-Lite or 464XLAT): nobody can connect to this home by IPv4.';
const BY_THE_WAY_TEXT =
  'A router on the way has an address of those that providers use for CGNAT, and this house’s own does not tell its outer address: most likely one public address is shared among many customers.';
const OF_THE_PROVIDER =
  'Where there is a second router of yours, put the outer one into bridge (modem) mode. Where there is none, as on most mobile lines, it is the provider who translates: ask for a public IPv4 address, or use IPv6 for what has to be reached from outside.';

/** The first one before the first public router. */
const sharedHop = (way: readonly Hop[] | undefined): string | undefined => {
  for (const { addresses } of way ?? []) {
    const scopes = addresses.map(({ address }) => scopeOf(address));
    if (scopes.includes('public')) return undefined;
    const shared = addresses[scopes.indexOf('shared')];
    if (shared !== undefined) return shared.address;
  }
  return undefined;
};

const varying = ({ mappings }: Facts): readonly Finding[] =>
  mappings
    .filter(({ kind }) => kind === 'varies')
    .map(({ local, seen: [first, second] }) => ({
      code: 'nat-mapping-varies',
      severity: 'info',
      evidence: {
        family: parseAddress(first.address)?.family ?? 4,
        from: placeOf(local),
        firstServer: first.server,
        firstSees: placeOf(first),
        secondServer: second.server,
        secondSees: placeOf(second),
      },
    }));
const placeOf = ({ address, port }: { readonly address: string; readonly port: number }): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;

const listings = ({ addresses }: AddressReport): readonly Finding[] =>
  addresses.flatMap(({ family, address, lists }) =>
    lists
      .filter(({ codes }) => codes.length > 0)
      .map(({ list, codes, text }) => ({
        code: 'address-listed' as const,
        severity: 'warn' as const,
        evidence: { family, address, list, answer: codes.join(' '), ...(text === undefined ? {} : { text }) },
      })),
  );
