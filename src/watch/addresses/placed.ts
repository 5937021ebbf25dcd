import { canonicalAddress } from '../../domain/address.ts';
import type { Run } from '../../domain/entry.ts';
import type { Evidence } from '../../domain/finding.ts';
import { listIn, textIn } from '../read.ts';
import type { PlacedNow } from './state.ts';

/** Of a line: those that it had last. */
const MOST_ADDRESSES = 8;
const MOST_SOURCES = 40;
const COUNTRY = /^[A-Z]{2}$/;

export interface Moved {
  readonly summary: string;
  readonly evidence: Evidence;
}

const movedIn = (label: string, before: PlacedNow, countries: PlacedNow['countries']): readonly Moved[] =>
  Object.entries(countries).flatMap(([source, to]) => {
    const from = before.countries[source];
    if (from === undefined || from === to) return [];
    const summary = `${source} places ${before.address} (${label}) in ${to}; before it said ${from}.`;
    return [{ summary, evidence: { source, address: before.address, from, to } }];
  });

/** After a run of the probe `geoip`: where each source places each address, and whose word is another than before. */
export const withPlaces = (
  label: string,
  placed: readonly PlacedNow[],
  { at, outcome }: Run,
): readonly [readonly PlacedNow[], readonly Moved[]] => {
  if (outcome.status !== 'measured') return [placed, []];
  const report = outcome.report as { readonly addresses?: unknown } | null;
  const moved: Moved[] = [];
  let now = placed;
  for (const told of listIn(report?.addresses, MOST_ADDRESSES)) {
    const address = canonicalAddress(textIn(told['address']));
    if (address === undefined) continue;
    const before = now.find((p) => p.address === address) ?? { address, at: 0, countries: {} };
    // It was overtaken by a later one.
    if (at <= before.at) continue;
    const countries = Object.fromEntries(
      listIn(told['answers'], MOST_SOURCES).flatMap((answer) => {
        const [source, country] = [textIn(answer['source'], 64), textIn(answer['country'])];
        return source !== '' && COUNTRY.test(country) ? [[source, country] as const] : [];
      }),
    );
    moved.push(...movedIn(label, before, countries));
    // Who says nothing today has not changed its mind.
    const known = Object.entries({ ...before.countries, ...countries }).slice(-MOST_SOURCES);
    const next: PlacedNow = { address, at, countries: Object.fromEntries(known) };
    now = [next, ...now.filter((p) => p.address !== address)].slice(0, MOST_ADDRESSES);
  }
  return [now, moved];
};
