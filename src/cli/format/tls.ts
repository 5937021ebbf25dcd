import type { Values } from '../../domain/outcome.ts';
import type { CertificateTold, TlsReport } from '../../probes/tls/report.ts';
import type { Style } from './style.ts';
import { indent, pairs, printable, wrap } from './text.ts';

const DAY_US = 86_400_000_000;
const dateOf = (micros: number): string => new Date(micros / 1_000).toISOString().slice(0, 10);
const count = (n: number): string => `${n} day${Math.abs(n) === 1 ? '' : 's'}`;
/** Whole days that are left; negative once it has expired. */
export const daysLeft = ({ notAfter }: { readonly notAfter: number }, now: number): number =>
  Math.floor((notAfter - now) / DAY_US);

const ORDERS: Readonly<Record<TlsReport['order'], string>> = {
  complete: 'whole, in order',
  incomplete: 'a certificate is missing in between',
  'out-of-order': 'not in order',
  'with-others': 'with certificates that do not belong to it',
  'cannot-be-read': 'cannot be read',
};
const MOST_NAMES = 8;
const namesText = ({ names, moreNames = 0 }: CertificateTold): string => {
  const more = names.length - MOST_NAMES + moreNames;
  return `${names.slice(0, MOST_NAMES).map(printable).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
};
/** Of the whole lifetime, what is over: an expiry in 20 days says little by itself. */
const lifeText = ({ notBefore, notAfter }: CertificateTold): string =>
  `${dateOf(notBefore)} to ${dateOf(notAfter)}, ${count(Math.round((notAfter - notBefore) / DAY_US))} in all`;

/** What a server shows while TLS is set up. */
export const tlsLines = (report: TlsReport, style: Style, values: Values): readonly string[] => {
  const days = values['days_left'];
  const left = days === undefined ? undefined : Math.floor(days);
  const { chain, order, protocol, cipher, group, alpn, trusted, distrust, nameMatches, stapled, versions } = report;
  const [own] = chain;
  const width = style.width - 2;
  const old = versions?.filter(({ offered }) => offered).map(({ version }) => version) ?? [];
  const untried = versions?.filter(({ offered, why }) => !offered && why !== undefined) ?? [];
  const rows: readonly (readonly [string, string])[] = [
    ['Asked', `${report.address}, port ${report.port}, for ${printable(report.host)}`],
    [
      'Trusted',
      trusted ? 'yes' : `no: ${printable(distrust?.text ?? 'nobody says why')} (${printable(distrust?.code ?? '?')})`,
    ],
    ['Name', nameMatches ? 'matches' : 'does not match'],
    ...(own === undefined
      ? []
      : ([
          ['Certificate', `${printable(own.subject)}, by ${printable(own.issuer)}`],
          ...(own.names.length > 0 ? [['For', namesText(own)] as const] : []),
          ['Valid', lifeText(own)],
          ...(left === undefined ? [] : [['Left', left < 0 ? `expired ${count(-left)} ago` : count(left)] as const]),
          ['Key', `${printable(own.key)}, signed by ${printable(own.signature)}`],
        ] as const)),
    [
      'Protocol',
      [protocol, cipher, group ?? '', alpn ?? '']
        .filter((part) => part !== '')
        .map(printable)
        .join(', '),
    ],
    ['Chain', `${chain.length} sent; ${ORDERS[order]}`],
    [
      'OCSP',
      stapled ? 'stapled' : own?.mustStaple === true ? 'not stapled, though the certificate demands it' : 'not stapled',
    ],
    ...(versions === undefined
      ? []
      : [['Old versions', old.length === 0 ? 'none' : old.map(printable).join(', ')] as const]),
  ];
  return [
    ...pairs(rows, width),
    ...untried.flatMap(({ version, why = '' }) => wrap(`${printable(version)}: ${printable(why)}`, width)),
    ...(chain.length < 2
      ? []
      : [
          '',
          style.strong('Chain as it was sent'),
          ...chain.flatMap((c, i) => {
            const [first = '', ...more] = wrap(
              `${i + 1}. ${printable(c.subject)}, until ${dateOf(c.notAfter)}`,
              width - 2,
            );
            return indent([first, ...indent(more, 3)], 2);
          }),
        ]),
  ];
};
