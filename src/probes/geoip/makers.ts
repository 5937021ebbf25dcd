import { DAY, type Millis } from '../../domain/time.ts';

/** Who makes a database, and what is known of it. */
export interface Maker {
  readonly maker: string;
  /** Whether the database tells where an address is, or whom it was given to. */
  readonly says: 'location' | 'registration';
  /** A file that is older was left lying. */
  readonly stale: Millis;
}
/** Two missed builds of a monthly database; also of whoever is not known. */
const MONTHLY: Millis = 60 * DAY;
/** Four of a weekly one. MaxMind's licence wants older builds deleted, too (GeoLite2 EULA, 6a). */
const WEEKLY: Millis = 30 * DAY;

const makerOf = (maker: string, says: Maker['says'], stale: Millis): Maker => ({ maker, says, stale });
/** By the type in the metadata, or, where that says nothing (ip-location-db: `country ipvAll`), by the name of the file; the first counts. */
const KNOWN: readonly (readonly [RegExp, Maker])[] = [
  [/geo(?:ip|lite)2/i, makerOf('MaxMind', 'location', WEEKLY)],
  [/db-?ip/i, makerOf('DB-IP', 'location', MONTHLY)],
  [/ipinfo/i, makerOf('IPinfo', 'location', WEEKLY)],
  [/ip2l/i, makerOf('IP2Location', 'location', MONTHLY)],
  [/ipdata/i, makerOf('ipdata', 'location', WEEKLY)],
  // Of who announces an address, and who it was given to (https://github.com/sapics/ip-location-db).
  [/iptoasn/i, makerOf('iptoasn', 'registration', WEEKLY)],
  [/(?:geo-)?(?:whois|asn)-(?:asn-)?country/i, makerOf('ip-location-db', 'registration', MONTHLY)],
];

const UNKNOWN_STALE = MONTHLY;
/** Undefined: nobody that we know. */
export const makerOfDatabase = (type: string, fileName: string): Maker | undefined =>
  (KNOWN.find(([pattern]) => pattern.test(type)) ?? KNOWN.find(([pattern]) => pattern.test(fileName)))?.[1];
export const staleAfter = (maker: string | undefined): Millis =>
  KNOWN.find(([, known]) => known.maker === maker)?.[1].stale ?? UNKNOWN_STALE;
