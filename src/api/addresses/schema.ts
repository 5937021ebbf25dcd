import { z } from '@hono/zod-openapi';

import { LINE_KINDS } from '../../domain/line.ts';
import { addressReport } from '../../probes/address/report.ts';
import { geoReport } from '../../probes/geoip/report.ts';
import { Gap } from '../schema.ts';
import { evidence, micros, severity } from '../schema/words.ts';

// What the api says of addresses and of what the world makes of them. Times are epoch microseconds; countries are ISO
// 3166-1 alpha-2. What a probe reports (src/probes/address, geoip) is told as it was measured.

const family = z.literal([4, 6]);
const { names, registered, unregistered, lists, local, mapping } = addressReport.shape.addresses.element.shape;
const { answers, vote, corrections } = geoReport.shape.addresses.element.shape;
const { missing, router } = addressReport.shape;

export const AddressFinding = z
  .object({
    code: z.string(),
    severity,
    /** Since when it is known to be so. */
    since: micros,
    /** It was so already when what is kept begins. */
    longer: z.boolean(),
    summary: z.string(),
    remedy: z.string().optional(),
    evidence,
  })
  .openapi('AddressFinding');

/** Where sources place an address. */
const geo = z.object({
  /** When they were asked. */
  at: micros,
  answers,
  vote,
  /** Whom to write to, with the letter; not of a VPN, whose address is where its server is. */
  corrections,
});
export const AddressNow = z
  .object({
    family,
    address: z.string(),
    /** Since when it is held, where that is known. */
    since: micros.optional(),
    asn: z.int().optional(),
    asName: z.string().optional(),
    /** When its particulars were asked; what they are is left out while they never were. */
    askedAt: micros.optional(),
    names: names.optional(),
    registered,
    unregistered,
    lists: lists.optional(),
    local,
    mapping,
    geo: geo.optional(),
  })
  .openapi('AddressNow');

/** What stands between this machine and the world, by IPv4. */
const nat = z.object({
  kind: z.enum(['none', 'nat', 'cgnat', 'double-nat', 'unknown']),
  /** "CGNAT: the router has 100.72.3.4, the world sees 203.0.113.7." */
  words: z.string(),
});
const trouble = z.object({ at: micros, probe: z.string(), detail: z.string() });

/** One line, or what everybody in the house gets. */
export const AddressPlace = z
  .object({
    name: z.string(),
    label: z.string(),
    /** Missing of the house. */
    kind: z.enum(LINE_KINDS).optional(),
    live: z.boolean(),
    addresses: z.array(AddressNow).readonly(),
    missing,
    nat: nat.optional(),
    router: router.optional(),
    findings: z.array(AddressFinding).readonly(),
    /** Checks that failed when they were made last. */
    troubles: z.array(trouble).readonly(),
  })
  .openapi('AddressPlace');

const piece = z.object({
  /** Of Implementing Regulation (EU) 282/2011, article 24f: b location by address, d mobile network, e fixed line. */
  item: z.enum(['b', 'd', 'e']),
  line: z.string(),
  address: z.string(),
  country: z.string(),
  words: z.string(),
});
/** What there is to show where one is: two pieces of evidence of different origin that do not contradict one another. */
export const PlaceEvidence = z
  .object({
    /** `two`: two agree, nothing of that rank says otherwise. `conflicting`: what there is contradicts itself. */
    standing: z.enum(['two', 'one', 'none', 'conflicting']),
    country: z.string().optional(),
    pieces: z.array(piece).readonly(),
    /** Which two of `pieces` agree. */
    agree: z.array(z.int()).readonly(),
    contradicts: z.array(z.string()).readonly(),
    /** What was not counted, and why. */
    leftOut: z.array(z.string()).readonly(),
    words: z.string(),
  })
  .openapi('PlaceEvidence');

export const SiteOverLine = z
  .object({
    /** `internet`: over whatever line the house has. */
    line: z.string(),
    label: z.string(),
    at: micros,
    verdict: z.enum(['open', 'refuses', 'failed']),
    /** Since when it refuses. */
    since: micros.optional(),
    longer: z.boolean().optional(),
    /** `status 403`, or the text that was found; of `failed` why. */
    because: z.string().optional(),
    title: z.string().optional(),
    status: z.int().optional(),
    /** It fails here and works over another line. */
    filtered: z.object({ since: micros, summary: z.string() }).optional(),
  })
  .openapi('SiteOverLine');
const site = z.object({
  name: z.string(),
  label: z.string(),
  url: z.string(),
  /** Empty while it was never asked. */
  over: z.array(SiteOverLine).readonly(),
});

/** GET /api/addresses */
export const Addresses = z
  .object({
    now: micros,
    vantage: z.string(),
    /** The owner's word, by the config. */
    here: z.object({ country: z.string(), region: z.string().optional(), city: z.string().optional() }).optional(),
    /** The house first, then the lines. */
    places: z.array(AddressPlace).readonly(),
    evidence: PlaceEvidence,
    sites: z.array(site).readonly(),
  })
  .openapi('Addresses');

export const Held = z
  .object({
    name: z.string(),
    family,
    address: z.string(),
    /** When it was first seen; missing where that was before what is kept. */
    from: micros.optional(),
    /** Missing while it is held. */
    to: micros.optional(),
    asName: z.string().optional(),
  })
  .openapi('Held');
export const Placed = z
  .object({
    name: z.string(),
    family,
    address: z.string(),
    source: z.string(),
    /** Oldest first; `country` is missing where the source had no answer. */
    stretches: z.array(z.object({ from: micros, to: micros, country: z.string().optional() })).readonly(),
  })
  .openapi('Placed');
/** GET /api/addresses/history */
export const AddressHistory = z
  .object({
    now: micros,
    from: micros,
    to: micros,
    /** Newest first. */
    held: z.array(Held).readonly(),
    placed: z.array(Placed).readonly(),
    /** What happened to addresses, newest first. */
    happened: z
      .array(
        z.object({
          at: micros,
          code: z.string(),
          severity,
          /** A line's name, `internet`, or a site's, and then over which line. */
          name: z.string(),
          via: z.string().optional(),
          /** Missing where it happened once. */
          on: z.boolean().optional(),
          summary: z.string(),
        }),
      )
      .readonly(),
    gaps: z.array(Gap).readonly(),
    /** More happened than is told: what is oldest is left out. */
    truncated: z.boolean(),
  })
  .openapi('AddressHistory');

export type AddressFinding = z.infer<typeof AddressFinding>;
export type AddressNow = z.infer<typeof AddressNow>;
export type AddressPlace = z.infer<typeof AddressPlace>;
export type PlaceEvidence = z.infer<typeof PlaceEvidence>;
export type SiteOverLine = z.infer<typeof SiteOverLine>;
export type Addresses = z.infer<typeof Addresses>;
export type Held = z.infer<typeof Held>;
export type Placed = z.infer<typeof Placed>;
export type AddressHistory = z.infer<typeof AddressHistory>;
