import { z } from 'zod';

import { options as egressOptions } from '../egress/options.ts';
import { countryCode } from './country.ts';
import { parseJsonPath } from './json-path.ts';
import { sourcesFromText } from './source-text.ts';

const named = { name: z.string() };
const path = z.string();
const JSON_PATH = 'where it stands in the JSON, such as data.country_code or results[0].country';
const jsonPath = z
  .string({ error: JSON_PATH })
  .refine((text) => parseJsonPath(text) !== undefined, { error: JSON_PATH });
const ASKED = 'a web address with {address} in it, where the address that is asked about goes';
const url = z.string({ error: ASKED }).refine((text) => /^https?:\/\/[^{}]+\{address\}/i.test(text), { error: ASKED });
/** Who is asked where an address is. Names are those of the config. */
export const geoSource = z.discriminatedUnion('kind', [
  /** A database file in MaxMind's format. */
  z.object({ ...named, kind: z.literal('mmdb'), file: path }),
  /** RFC 8805, a file or a web address. */
  z.object({ ...named, kind: z.literal('geofeed'), from: path }),
  /** What a regional registry has given out (delegated-extended), a file or a web address. */
  z.object({ ...named, kind: z.literal('delegated'), from: path }),
  /** A service: a web address with `{address}` in it, and where in its JSON the country is (`data.country_code`). */
  z.object({
    ...named,
    kind: z.literal('http'),
    url,
    country: jsonPath,
    region: jsonPath.optional(),
    city: jsonPath.optional(),
    headers: z.record(z.string(), z.string()).optional(),
  }),
]);
export type GeoSource = z.infer<typeof geoSource>;

const { stun, http, anchors, metered } = egressOptions.shape;

const MOST_SOURCES = 16;
const SOURCES = `at most ${MOST_SOURCES} sources, or as one text files and web addresses with commas between them: a database (….mmdb), statistics of a registry (delegated-…), a geofeed (….csv), or https://example.org/{address}#country_code`;
const PAGE = 'a web address, or false';
const COUNTRY = "a country's two letters (ISO 3166-1), such as GB";
const country = z.string({ error: COUNTRY }).transform((text, ctx): string => {
  const code = countryCode(text);
  if (code !== undefined) return code;
  ctx.issues.push({ code: 'custom', message: COUNTRY, input: text });
  return z.NEVER;
});
const here = z.object({ country, region: z.string().optional(), city: z.string().optional() }, { error: COUNTRY });
export const options = z.object({
  stun,
  http,
  anchors,
  metered,
  here: z
    .preprocess((given) => (typeof given === 'string' ? { country: given } : given), here.optional())
    .meta({ description: 'Where this is' }),
  sources: z
    .preprocess(
      (given) => (typeof given === 'string' ? (sourcesFromText(given) ?? given) : given),
      z.array(geoSource, { error: SOURCES }).max(MOST_SOURCES, { error: SOURCES }),
    )
    .default([])
    .meta({ description: 'Who says where an address is' }),
  trace: z
    .union([z.string(), z.literal(false)], { error: PAGE })
    .default('https://www.cloudflare.com/cdn-cgi/trace')
    .meta({ description: 'A page that tells in which country who asks is (loc=GB); false: none is asked' }),
  registry: z
    .union([z.string(), z.literal(false)], { error: PAGE })
    .default('https://data.iana.org/rdap/')
    .meta({ description: 'Where to learn which registry an address is of (RFC 9224); false: none is asked' }),
});
export type Options = z.infer<typeof options>;
