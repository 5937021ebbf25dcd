import { countryName as nameOf } from '../../api/addresses/names.ts';
import type { Addresses, AddressNow, AddressPlace } from '../../api/addresses/schema.ts';
import type { Severity } from '../../domain/finding.ts';
import { lengthWords } from '../../domain/length-words.ts';
import { SHAPES, type Style } from './style.ts';
import { cut, indent, pad, printable, widthOf, wrap } from './text.ts';

const MOST_NAME = 14;
const countryName = (code: string): string => printable(nameOf(code));

/** Lines, and the house where there are none, or where it has an address of none of them. */
const shown = ({ places }: Addresses): readonly AddressPlace[] => {
  const lines = places.filter((p) => p.kind !== undefined);
  const known = new Set(lines.flatMap((p) => p.addresses.map((a) => a.address)));
  return places.filter(
    (p) => p.kind !== undefined || lines.length === 0 || p.addresses.some((a) => !known.has(a.address)),
  );
};
const voteOf = ({ addresses }: AddressPlace) => addresses.find((a) => a.geo?.vote !== undefined)?.geo?.vote;
/** Where most say that the live line is, else, where nobody was asked about that, the first that is known; undefined where there is no vote. */
export const seenIn = ({ places }: Addresses): string | undefined => {
  const live = places.find((p) => p.live && p.addresses.some((a) => a.geo !== undefined));
  const first = live ?? places.find((p) => voteOf(p) !== undefined);
  return first === undefined ? undefined : voteOf(first)?.country;
};

/** `● United Kingdom (4 of 5); dbip says Netherlands; cloudflare: no answer within 5 s` */
const placing = ({ geo }: AddressNow, here: string | undefined, style: Style): string => {
  if (geo === undefined) return 'Nobody was asked yet where it is.';
  const { vote, answers } = geo;
  const located = answers.filter((a) => a.says === 'location');
  const others = located.flatMap(({ source, country, why }) => {
    if (country !== undefined)
      return country === vote?.country ? [] : [`${printable(source)} says ${countryName(country)}`];
    return why === undefined ? [] : [`${printable(source)}: ${printable(why)}`];
  });
  const wrong = vote !== undefined && here !== undefined && vote.country !== here;
  const shape = vote === undefined ? '?' : wrong ? SHAPES.warn : SHAPES.ok;
  const shade = vote === undefined ? 'unmeasured' : wrong ? 'warn' : 'ok';
  const most =
    vote === undefined
      ? 'They do not agree'
      : `${countryName(vote.country)} (${vote.says} of ${vote.of})${wrong ? `, and you are in ${countryName(here)}` : ''}`;
  return `${style.standing(shade, shape)} ${[most, ...others].join('; ')}.`;
};
/** By whom it is had: names, network, registration. */
const owner = ({ names, asn, asName, registered, unregistered }: AddressNow): string => {
  const whom = registered?.organisation ?? registered?.name ?? registered?.handle;
  const parts = [
    ...(names ?? []),
    ...(asn === undefined ? [] : [`AS${asn}${asName === undefined ? '' : ` ${asName}`}`]),
    ...(whom === undefined
      ? unregistered === undefined
        ? []
        : [`registration not known: ${unregistered}`]
      : [`registered to ${whom}${registered?.country === undefined ? '' : ` (${registered.country})`}`]),
  ];
  return parts.map(printable).join(', ');
};
/** A line whose first shape has its colour. */
const shaded = (line: string, severity: Severity, style: Style): string =>
  line.replace(SHAPES[severity], style.standing(severity, SHAPES[severity]));
const MAPPING = {
  none: '',
  'endpoint-independent': '',
  varies: 'The NAT takes another port for every place.',
} as const;
const listed = ({ lists = [] }: AddressNow): readonly string[] =>
  lists.flatMap(({ list, codes, text }) =>
    codes.length === 0
      ? []
      : [
          `Listed on ${printable(list)} (${codes.map(printable).join(', ')})${text === undefined ? '' : `: ${printable(text)}`}`,
        ],
  );

const placeLines = (place: AddressPlace, all: Addresses, width: number, style: Style): readonly string[] => {
  const { addresses, missing, nat, findings, troubles } = place;
  const wide = style.width - width - 2;
  const here = all.here?.country;
  const lines: string[] = [];
  const say = (text: string): void => {
    for (const line of wrap(text, wide)) lines.push(line);
  };
  for (const a of addresses) {
    const held = a.since === undefined ? '' : `, held for ${lengthWords(all.now - a.since)}`;
    lines.push(style.strong(printable(a.address)) + held);
    for (const text of [placing(a, here, style), owner(a), MAPPING[a.mapping ?? 'none'], ...listed(a)]) say(text);
  }
  if (addresses.length === 0) say('No address is known.');
  for (const m of missing) say(`No IPv${m.family}: ${printable(m.why)}.`);
  if (nat !== undefined) say(printable(nat.words));
  const told = new Set(['geo-disagreement', 'geo-unexpected-country', 'address-listed', nat?.kind]);
  for (const f of findings) {
    if (told.has(f.code)) continue;
    const from = lines.length;
    say(`${SHAPES[f.severity]} ${printable(f.code)}: ${printable(f.summary)}`);
    lines[from] = shaded(lines[from] ?? '', f.severity, style);
  }
  for (const t of troubles) say(`The check ${printable(t.probe)} failed: ${printable(t.detail)}.`);
  const label = cut(printable(place.label), MOST_NAME);
  return lines.map((line, i) =>
    i === 0 ? `${style.strong(pad(label, width))}  ${line}` : ' '.repeat(width + 2) + line,
  );
};

const siteLines = ({ sites }: Addresses, style: Style): readonly string[] =>
  sites.flatMap(({ label, over }) => {
    const bad = over.filter((o) => o.verdict !== 'open');
    return bad.flatMap((o) => {
      const how = o.verdict === 'refuses' ? 'refuses' : 'fails over';
      const why = o.because === undefined ? '' : `: ${printable(o.because)}`;
      const filtered = o.filtered === undefined ? '' : ` Filtered: ${printable(o.filtered.summary)}`;
      const [first = '', ...more] = wrap(
        `${SHAPES.warn} ${printable(label)} ${how} ${printable(o.label)}${why}.${filtered}`,
        style.width,
      );
      return [shaded(first, 'warn', style)].concat(indent(more, 2));
    });
  });

const letters = (all: Addresses, style: Style): readonly string[] => {
  const seen = new Set<string>();
  return shown(all).flatMap(({ addresses }) =>
    addresses.flatMap(({ address, geo }) =>
      (geo?.corrections ?? []).flatMap(({ source, to, text }) => {
        const key = `${address} ${source}`;
        if (seen.has(key)) return [];
        seen.add(key);
        const head = wrap(`Write to ${printable(source)} (${printable(to)}):`, style.width);
        return [''].concat(head, indent(wrap(printable(text), style.width - 2), 2));
      }),
    ),
  );
};

/** Who the world thinks one is: line by line, then sites that refuse, evidence of place, and what to write to whom. */
export const addressesCard = (all: Addresses, style: Style): string => {
  const country = seenIn(all);
  const here = all.here?.country;
  const first =
    country === undefined
      ? 'Not known where the world thinks this is.'
      : `The world says ${countryName(country)}${here === undefined || here === country ? '' : `, not ${countryName(here)}`}.`;
  const places = shown(all);
  const width = Math.min(MOST_NAME, Math.max(...places.map((p) => widthOf(printable(p.label))), 0));
  const blocks = [
    [style.strong(first)],
    ...places.map((p) => placeLines(p, all, width, style)),
    siteLines(all, style),
    wrap(printable(all.evidence.words), style.width),
  ];
  const lines = blocks
    .filter((block) => block.length > 0)
    .flatMap((block, i) => (i === 0 ? block : [''].concat(block)));
  return `${[...lines, ...letters(all, style)].join('\n')}\n`;
};
