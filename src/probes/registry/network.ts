import { z } from 'zod';

import { addressText, parseAddress, type Address } from '../../domain/address.ts';
import { countryCode } from '../geoip/country.ts';
import { webAddress } from '../web/where.ts';
import { mailboxOf, organisationOf } from './entities.ts';
import type { Registered } from './registered.ts';
import { plainText } from '../plain-text.ts';

/** Whatever is not as RFC 9083 has it is taken for left out: registries differ. */
const loose = <T extends z.ZodType>(type: T) => type.optional().catch(undefined);
const MOST_LIST = 64;
const link = z.object({ rel: loose(z.string()), href: loose(z.string()), type: loose(z.string()) });
const event = z.object({ eventAction: z.string(), eventDate: z.string() });
const remark = z.object({ description: loose(z.array(z.unknown())) });
const network = z.object({
  objectClassName: loose(z.string()),
  handle: loose(z.string()),
  name: loose(z.string()),
  startAddress: z.string(),
  endAddress: z.string(),
  country: loose(z.string()),
  entities: loose(z.array(z.unknown())),
  links: loose(z.array(z.unknown())),
  events: loose(z.array(z.unknown())),
  remarks: loose(z.array(z.unknown())),
});

/** What a registry says of the network of an address (RFC 9083, 5.4); a string says why that is nothing of use. */
export const readNetwork = (answer: unknown, address: Address, by: string): Registered | string => {
  const read = network.safeParse(answer);
  if (!read.success) return `${by} describes no network`;
  const { handle, name, startAddress, endAddress, country, entities, links, events, remarks } = read.data;
  const [from, to] = [parseAddress(startAddress), parseAddress(endAddress)];
  if (from === undefined || to === undefined || !isBetween(address, from, to))
    return `${by} describes another network than that of ${addressText(address)}`;
  const range = { from: addressText(from), to: addressText(to) };
  return {
    handle: plainText(handle) ?? `${range.from} - ${range.to}`,
    ...range,
    by,
    ...present('name', plainText(name)),
    ...present('country', countryCode(country)),
    ...present('organisation', organisationOf(entities)),
    ...present('abuse', mailboxOf(entities, 'abuse')),
    ...present('changedAt', lastChanged(some(event, events))),
    ...present('geofeed', geofeedOf(some(link, links), some(remark, remarks))),
  };
};

const present = <K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> =>
  value === undefined ? {} : ({ [key]: value } as Partial<Record<K, V>>);
/** Those that are of that shape, of the first sixty-four. */
const some = <T extends z.ZodType>(type: T, list: readonly unknown[] = []): readonly z.output<T>[] =>
  list.slice(0, MOST_LIST).flatMap((each) => {
    const read = type.safeParse(each);
    return read.success ? [read.data] : [];
  });

const isBetween = (address: Address, from: Address, to: Address): boolean =>
  address.family === from.family &&
  address.family === to.family &&
  Buffer.compare(from.bytes, address.bytes) <= 0 &&
  Buffer.compare(address.bytes, to.bytes) <= 0;

const YEAR_1980 = Date.UTC(1980);
const YEAR_2200 = Date.UTC(2200);
/** RFC 9083, 4.5. */
const lastChanged = (events: readonly z.output<typeof event>[]): number | undefined => {
  const found = events.find(({ eventAction }) => eventAction === 'last changed');
  const ms = Date.parse(found?.eventDate.slice(0, 40) ?? '');
  return ms >= YEAR_1980 && ms < YEAR_2200 ? ms * 1_000 : undefined;
};

/** A link (RFC 9877, 2.2: `rel` geo; some write geofeed), or a remark (RFC 9632, 3). By https alone. */
const geofeedOf = (
  links: readonly z.output<typeof link>[],
  remarks: readonly z.output<typeof remark>[],
): string | undefined => {
  const linked = links.filter(({ rel }) => /^(?:geo|geofeed)$/i.test(rel ?? '')).map(({ href }) => href);
  const remarked = remarks
    .flatMap(({ description = [] }) => description.slice(0, MOST_LIST))
    .map((line) => (typeof line === 'string' ? /^\s*Geofeed:?\s+(https:\S{1,2000})/i.exec(line)?.[1] : undefined));
  return [...linked, ...remarked]
    .flatMap((text) => (text === undefined ? [] : (webAddress(text) ?? [])))
    .find(({ protocol }) => protocol === 'https:')?.href;
};
