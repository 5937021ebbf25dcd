import type { Place } from '../../domain/place.ts';
import type { GeoAnswer, GeoCorrection } from './report.ts';
import type { Registered } from '../registry/registered.ts';

/** Where somebody takes corrections, and what he wants to be told. */
interface Desk {
  /** A form, a page, or a mailbox. */
  readonly to: string;
  readonly wants: string;
}
/** By maker; as each of them says on his pages (November 2026). Answers take from two days to some weeks. */
const DESKS: Readonly<Record<string, Desk>> = {
  MaxMind: {
    to: 'https://www.maxmind.com/en/geoip-location-correction',
    wants: 'the address or network, country, region, town, postal code; of a provider its geofeed',
  },
  'DB-IP': { to: 'https://db-ip.com/report/', wants: 'the address and where it is; of a provider its geofeed' },
  IPinfo: { to: 'https://ipinfo.io/corrections', wants: 'the address or network, country, region, town' },
  IP2Location: {
    to: 'https://www.ip2location.com/contact',
    wants: 'a letter with the address and where it is: there is no form of its own for it',
  },
  ipdata: { to: 'https://ipdata.co/corrections.html', wants: 'the address or network, country, region, town' },
  Cloudflare: {
    to: 'https://www.cloudflare.com/lp/ip-corrections/',
    wants: 'the network, country, region, town, postal code; what they can confirm is changed within days',
  },
};
/**
 * Google places addresses by a database of its own. Nobody outside can look anything up in it: what its search page says at its foot is all
 * there is to see. Whoever finds others wrong will often find Google wrong too.
 */
const GOOGLE: Desk = {
  to: 'https://support.google.com/websearch/contact/ip',
  wants:
    'the address and the country; its database offers no look-up: the foot of its search page shows where it places you',
};

const placeText = ({ city, region, country }: Place): string =>
  [city, region, country].filter((part) => part !== undefined).join(', ');

/** What the letter says; of the town only where the owner of the address has said it himself. */
const letter = (address: string, place: Place, wrong: string | undefined, network: Registered | undefined): string => {
  const within =
    network === undefined
      ? ''
      : ` It lies in ${network.from} - ${network.to}${network.name === undefined ? '' : ` (${network.name})`}.`;
  const says = wrong === undefined ? '' : ` Your data place it in ${wrong}.`;
  return `The IP address ${address} is in use in ${placeText(place)}.${says}${within} Please correct where your data place it.`;
};

/** Whom to write to so that this address is placed rightly: each who says another country, and Google where there is one. */
export const correctionsOf = (
  address: string,
  place: Place,
  answers: readonly GeoAnswer[],
  network: Registered | undefined,
): readonly GeoCorrection[] => {
  const seen = new Set<string>();
  const all = answers.flatMap((answer): readonly GeoCorrection[] => {
    const { country, says, source, maker, kind } = answer;
    if (says !== 'location' || country === undefined || country === place.country || seen.has(maker ?? source))
      return [];
    seen.add(maker ?? source);
    const text = letter(address, place, country, network);
    const desk = DESKS[maker ?? ''] ?? (kind === 'geofeed' ? feedDesk(network) : NOBODY);
    return [{ source: maker ?? source, country, ...desk, text }];
  });
  if (all.length === 0) return [];
  return [...all, { source: 'Google', ...GOOGLE, text: letter(address, place, undefined, network) }];
};

const NOBODY: Desk = { to: 'whoever makes it', wants: 'the address and where it is' };
/** A feed is its owner's word: he alone changes it, and those who read it follow. */
const feedDesk = (network: Registered | undefined): Desk => ({
  to: network?.abuse ?? network?.organisation ?? 'the provider',
  wants: 'that the provider changes the entry in its geofeed (RFC 8805): most databases read it',
});
