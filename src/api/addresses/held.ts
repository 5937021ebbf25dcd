import { canonicalAddress } from '../../domain/address.ts';
import type { Event } from '../../domain/entry.ts';
import type { EpochMicros } from '../../domain/time.ts';
import type { Range } from '../../store/journal.ts';
import type { GeoReport } from '../../probes/geoip/report.ts';
import type { Held, Placed } from './schema.ts';
import type { Told } from './runs.ts';

interface Change {
  readonly at: EpochMicros;
  readonly from?: string;
  readonly to?: string;
  readonly asName?: string;
}
const addressIn = (value: unknown): string | undefined =>
  typeof value === 'string' ? canonicalAddress(value) : undefined;
/** The changes of one family, oldest first; that more is known of the same address is none. */
const changesOf = (events: readonly Event[], family: 4 | 6): readonly Change[] => {
  const changes: Change[] = [];
  for (const { at, evidence } of events.toReversed()) {
    if (Number(evidence['family']) !== family) continue;
    const [from, to] = [addressIn(evidence['from']), addressIn(evidence['to'])];
    const name = evidence['asName'];
    const asName = typeof name === 'string' && name !== '' ? name.slice(0, 200) : undefined;
    const last = changes.at(-1);
    if (last !== undefined && last.to === to) {
      if (asName !== undefined) changes[changes.length - 1] = { ...last, asName };
      continue;
    }
    changes.push({
      at,
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      ...(asName === undefined ? {} : { asName }),
    });
  }
  return changes;
};

/**
 * How long each address was held, newest first: out of the `egress-changed` events of one place (newest first, as the
 * store tells them; `more`: there are older ones). What was held before the first of them is known by what that one
 * says it came from.
 */
export const heldOf = (events: readonly Event[], name: string, range: Range, more = false): readonly Held[] =>
  ([4, 6] as const)
    .flatMap((family) => {
      const changes = changesOf(events, family);
      const [first] = changes;
      const before: readonly Held[] =
        first?.from === undefined || first.from === first.to
          ? []
          : [{ name, family, address: first.from, to: first.at }];
      const held = changes.flatMap((change, i): readonly Held[] => {
        const { at, from, to: address, asName } = change;
        if (address === undefined) return [];
        const to = changes[i + 1]?.at;
        // The first one that is known may only say again what was so before.
        const known = i > 0 || (!more && from !== address);
        return [
          {
            name,
            family,
            address,
            ...(known ? { from: at } : {}),
            ...(to === undefined ? {} : { to }),
            ...(asName === undefined ? {} : { asName }),
          },
        ];
      });
      return before.concat(held);
    })
    .filter((h) => (h.from ?? 0) < range.to && (h.to ?? Number.POSITIVE_INFINITY) > range.from)
    .toSorted((a, b) => (b.from ?? 0) - (a.from ?? 0));

/** An answer holds until the next, or so long where there is none: sources are asked daily. */
const HOLDS = 36 * 3_600_000_000;

/** Where each source placed each address over time: runs newest first; equal answers in a row are one stretch. */
export const placedOf = (runs: readonly Told<GeoReport>[], name: string, range: Range): readonly Placed[] => {
  const rows = new Map<string, Placed & { readonly stretches: { from: number; to: number; country?: string }[] }>();
  const oldestFirst = runs.toReversed();
  for (const [i, { at, report }] of oldestFirst.entries()) {
    const to = Math.min(range.to, oldestFirst[i + 1]?.at ?? at + HOLDS, at + HOLDS);
    for (const { family, address, answers } of report.addresses) {
      for (const { source, country } of answers) {
        const key = JSON.stringify([address, source]);
        const row = rows.get(key) ?? { name, family, address, source, stretches: [] };
        rows.set(key, row);
        const last = row.stretches.at(-1);
        if (last !== undefined && last.country === country && last.to >= at) last.to = Math.max(last.to, to);
        else row.stretches.push({ from: at, to: Math.max(at, to), ...(country === undefined ? {} : { country }) });
      }
    }
  }
  return [...rows.values()];
};
