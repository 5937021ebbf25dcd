import type { GeoAnswer, GeoReport, PlacedAddress } from '../../probes/geoip/report.ts';
import type { Style } from './style.ts';
import { table, type Column } from './table.ts';
import { indent, printable, wrap } from './text.ts';

/** `GB London`; of whom it was given to the country in brackets, for that is no place. */
const placeText = ({ country, region, city, says }: GeoAnswer): string => {
  if (country === undefined) return '–';
  const place = printable([country, city ?? region].filter((part) => part !== undefined).join(' '));
  return says === 'registration' ? `(${place})` : place;
};
const dateOf = (micros: number): string => new Date(micros / 1_000).toISOString().slice(0, 10);

/** The sources in the order in which they were asked, each once. */
const sourcesOf = (addresses: readonly PlacedAddress[]): readonly string[] => [
  ...new Set(addresses.flatMap(({ answers }) => answers.map(({ source }) => source))),
];

const rowOf = (source: string, addresses: readonly PlacedAddress[]): readonly string[] => {
  const own = addresses.map(({ answers }) => answers.find((a) => a.source === source));
  const builtAt = own.find((a) => a?.builtAt !== undefined)?.builtAt;
  const cells = own.map((a) => (a === undefined ? '' : placeText(a)));
  return [printable(source), ...cells, builtAt === undefined ? '' : dateOf(builtAt)];
};
const registeredRow = (addresses: readonly PlacedAddress[]): readonly (readonly string[])[] => {
  const by = addresses.find(({ registered }) => registered !== undefined)?.registered?.by;
  if (by === undefined) return [];
  const cells = addresses.map(({ registered }) =>
    registered === undefined ? '' : `(${printable(registered.country ?? '–')})`,
  );
  return [[printable(by), ...cells, '']];
};
const voteRow = (addresses: readonly PlacedAddress[]): readonly string[] => [
  'the vote',
  ...addresses.map(({ vote }) => (vote === undefined ? 'none' : `${vote.country}, ${vote.says} of ${vote.of}`)),
  '',
];

/** Sources and what they say of each address; beneath, why some are silent. */
export const geoipLines = ({ here, addresses, missing }: GeoReport, style: Style): readonly string[] => {
  const width = style.width - 2;
  const columns: readonly Column[] = [
    { title: 'SOURCE', least: 12 },
    ...addresses.map(({ address }) => ({ title: address, least: 14 })),
    { title: 'BUILT', drop: 0 },
  ];
  const rows = [
    ...sourcesOf(addresses).map((source) => rowOf(source, addresses)),
    ...registeredRow(addresses),
    voteRow(addresses),
  ];
  const [head = '', ...lines] = table(columns, rows, width);
  const given = addresses.some(
    ({ answers, registered }) => registered !== undefined || answers.some((a) => a.says === 'registration'),
  );
  const silent = addresses.flatMap(({ family, answers, unregistered }) => [
    ...answers.flatMap(({ source, why }) => (why === undefined ? [] : [`${source}, IPv${family}: ${why}`])),
    ...(unregistered === undefined ? [] : [`registry, IPv${family}: ${unregistered}`]),
  ]);
  return [
    ...(addresses.length === 0 ? [] : [style.strong(head), ...lines]),
    ...(given ? wrap('(in brackets: whom it was given to, which is not where it is)', width) : []),
    ...missing.flatMap(({ family, why }) => wrap(`no IPv${family}: ${printable(why)}`, width)),
    ...(here === undefined
      ? []
      : [`here: ${printable([here.country, here.city ?? here.region].filter((p) => p !== undefined).join(' '))}`]),
    ...(silent.length === 0
      ? []
      : [
          'silent:',
          ...indent(
            silent.flatMap((text) => wrap(printable(text), width - 2)),
            2,
          ),
        ]),
  ];
};
