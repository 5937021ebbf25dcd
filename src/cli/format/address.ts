import { isPublic } from '../../domain/address.ts';
import type { AddressReport } from '../../probes/address/report.ts';
import type { Style } from './style.ts';
import { indent, pairs, printable } from './text.ts';

type Address = AddressReport['addresses'][number];
type Pair = readonly [label: string, text: string];

const VIEWS = { 'nat-pmp': 'NAT-PMP', pcp: 'PCP', upnp: 'UPnP' } as const;
const MAPPINGS = {
  none: 'none: the world sees this very address and port',
  'endpoint-independent': 'one port is the same to everybody (endpoint-independent)',
  varies: 'another port, or address, for every place',
} as const;

/** What is known, a line each. */
const aboutOf = (seen: Address): readonly Pair[] => {
  const { local, mapping, names, asn, asName, registered, unregistered, lists } = seen;
  const asked = lists.map(({ list, codes, why }) => {
    if (why !== undefined) return why.startsWith(list) ? why : `${list}: ${why}`;
    return codes.length > 0 ? `${list}: listed (${codes.join(' ')})` : `${list}: not listed`;
  });
  const told: readonly (readonly [string, string | undefined])[] = [
    ['seen by', seen.how === 'stun' ? 'STUN' : 'a page (STUN is blocked)'],
    ['leaves by', local === seen.address ? 'the same address: nothing is translated' : local],
    ['one port', mapping === undefined ? undefined : MAPPINGS[mapping]],
    ['name', names.length === 0 ? undefined : names.join(' ')],
    ['network', asn === undefined ? undefined : `AS${asn} ${asName ?? ''}`],
    ['given to', registered === undefined ? unregistered : registeredText(registered)],
    ['blocklists', asked.length === 0 ? undefined : asked.join(', ')],
  ];
  return told.flatMap(([label, text]) => (text === undefined ? [] : [[label, printable(text.trim())] as const]));
};
const registeredText = ({
  organisation,
  name,
  handle,
  country,
  from,
  to,
  by,
}: NonNullable<Address['registered']>): string =>
  `${organisation ?? name ?? handle}${country === undefined ? '' : `, ${country}`} (${from} to ${to}, by ${by})`;

/** A public one that is another than the world sees: the provider translates one to one, or another line carries this. */
const isAnother = (outer: string, seen: string | undefined): boolean =>
  seen !== undefined && outer !== seen && isPublic(outer);

const routerOf = ({ gateway, views, why }: AddressReport['router'], seen: string | undefined): readonly Pair[] => [
  ...(why === undefined ? [] : [['not asked', printable(why)] as const]),
  ...views.map(({ by, address, why: silent = '', product }): Pair => {
    const another = address !== undefined && isAnother(address, seen) ? ', not the one that the world sees' : '';
    const said = address === undefined ? silent : `outer address ${address}${another}`;
    return [VIEWS[by], printable(product === undefined ? said : `${said} (${product})`)];
  }),
  ...(gateway === undefined && why === undefined ? [['router', 'none'] as const] : []),
];

/** The addresses of one line, by family, and what its router says. */
export const addressLines = ({ addresses, missing, router }: AddressReport, style: Style): readonly string[] => {
  const part = (title: string, about: readonly Pair[]): readonly string[] => [
    title,
    ...indent(pairs(about, style.width - 4), 2),
  ];
  const seen4 = addresses.find(({ family }) => family === 4)?.address;
  return [
    ...addresses.flatMap((seen) => part(`IPv${seen.family}  ${style.strong(printable(seen.address))}`, aboutOf(seen))),
    ...pairs(
      missing.map(({ family, why }) => [`IPv${family}`, `none: ${printable(why)}`]),
      style.width - 2,
    ),
    ...part(
      `Router  ${router.gateway === undefined ? '–' : style.strong(printable(router.gateway))}`,
      routerOf(router, seen4),
    ),
  ];
};
