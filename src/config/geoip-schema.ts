import { z } from 'zod';

import { present } from '../domain/present.ts';
import { headerProblem } from '../net/fetch/said.ts';
import type { GeoSource } from '../probes/geoip/options.ts';
import { pageOrNot } from './address-schema.ts';
import type { Config } from './config.ts';
import { name } from './fields.ts';

const MOST_SOURCES = 16;
const MOST_HEADERS = 8;

const FILE = 'the path of a file';
const file = z.string({ error: FILE }).regex(/^[^\p{Cc}]{1,1000}$/u, { error: FILE });
const DATABASE = 'the path of a database file: nothing fetches one';
const database = file.refine((text) => !text.includes('://'), { error: DATABASE });
/** What is fetched is told from a file by its scheme. */
export const isWebAddress = (from: string): boolean => /^https?:\/\//i.test(from);
const isPage = (text: string): boolean => {
  const url = /^https?:\/\/[!-~]{1,1000}$/i.test(text) && URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && url.username === '' && url.password === '';
};
const FROM = 'the path of a file, or an address that begins with https:// or http://';
/** What is read where it is, or fetched. */
export const fileOrPage = file.refine((text) => !text.includes('://') || isPage(text), { error: FROM });

const ASKED = 'an address that begins with https:// or http://, with {address} in its path or query';
const asked = z.string({ error: ASKED }).refine(
  (text) => {
    const at = text.indexOf('{address}');
    const filled = text.replaceAll('{address}', '192.0.2.1');
    // Whom it is asked of is the owner's word alone.
    return at > 0 && isPage(filled) && /^https?:\/\/[^/?#{}]+[/?][^{}]*$/i.test(text.slice(0, at));
  },
  { error: ASKED },
);
const WHERE = 'where it is in the answer: names with dots between, such as data.country_code';
const where = z
  .string({ error: WHERE })
  .regex(/^[\w-]{1,64}(?:\[\d{1,4}\])?(?:\.[\w-]{1,64}(?:\[\d{1,4}\])?){0,7}$/, { error: WHERE });
const HEADER = 'a header: its name, and a text of at most 1024 printable characters';
const CHOSEN = 'a header of the service: what says how it is sent is none to choose';
const headers = z
  .record(
    z
      .string()
      .regex(/^[!#$%&'*+.^_`|~\w-]{1,64}$/, { error: HEADER })
      .refine((header) => headerProblem(header, '') === undefined, { error: CHOSEN }),
    z.string({ error: HEADER }).regex(/^[\x20-\x7e]{1,1024}$/, { error: HEADER }),
    { error: 'a mapping of headers' },
  )
  .refine((h) => Object.keys(h).length <= MOST_HEADERS, { error: `at most ${MOST_HEADERS} headers` });

const KINDS = ['mmdb', 'geofeed', 'delegated', 'http'] as const;
const OF_HTTP = ['country', 'region', 'city', 'headers', 'token_file'] as const;
const sourceSchema = z
  .strictObject(
    {
      mmdb: database.meta({ description: "A database file in MaxMind's format" }),
      geofeed: fileOrPage.meta({ description: 'What is where by its owner (RFC 8805): a file or a web address' }),
      delegated: fileOrPage.meta({
        description: 'What a registry has given out (delegated-extended): a file or web address',
      }),
      http: asked.meta({ description: 'A service that answers with JSON' }),
      country: where,
      region: where,
      city: where,
      headers: headers.meta({ description: 'Sent to the service. What is secret is better in a file: token_file' }),
      token_file: file.meta({ description: 'A file with a token, sent as `Authorization: Bearer …`' }),
    },
    { error: `a mapping with one of ${KINDS.join(', ')}` },
  )
  .partial();
/** Who is asked where the addresses are. */
export const geoipSchema = z
  .strictObject(
    {
      sources: z
        .record(name, sourceSchema, { error: 'a mapping of names to sources' })
        .refine((s) => Object.keys(s).length <= MOST_SOURCES, { error: `at most ${MOST_SOURCES} sources` }),
      trace: pageOrNot('a page that says in which country who asks is, by `loc=GB`'),
    },
    { error: 'a mapping of sources, trace' },
  )
  .partial();
type Parsed = z.output<typeof geoipSchema>;

const sourceOf = (name: string, given: z.output<typeof sourceSchema>): GeoSource => {
  const { mmdb, geofeed, delegated, http, country, region, city, headers } = given;
  if (mmdb !== undefined) return { name, kind: 'mmdb', file: mmdb };
  if (geofeed !== undefined) return { name, kind: 'geofeed', from: geofeed };
  if (delegated !== undefined) return { name, kind: 'delegated', from: delegated };
  const more = present({ region, city, headers });
  return { name, kind: 'http', url: http ?? '', country: country ?? '', ...more };
};
export const geoipOf = ({ sources = {}, trace }: Parsed): NonNullable<Config['geoip']> => ({
  sources: Object.entries(sources).map(([name, source]) => sourceOf(name, source)),
  ...(trace === undefined ? {} : { trace }),
});
/** Where the tokens are to be read from, by the name of the source. */
export const geoipTokenFiles = ({ sources = {} }: Parsed): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(sources).flatMap(([name, { token_file: path }]) => (path === undefined ? [] : [[name, path]])),
  );
/** What has to be written of a source. Headers are left out: they are secrets. */
export const plainSource = (source: GeoSource): Readonly<Record<string, string>> => {
  switch (source.kind) {
    case 'mmdb':
      return { mmdb: source.file };
    case 'geofeed':
      return { geofeed: source.from };
    case 'delegated':
      return { delegated: source.from };
    case 'http':
  }
  const { url, country, region, city } = source;
  return present({ http: url, country, region, city }) as Readonly<Record<string, string>>;
};

type Mapping = Readonly<Record<string, unknown>>;
type Told = readonly (readonly [path: readonly string[], expected: string])[];
const isMapping = (x: unknown): x is Mapping => typeof x === 'object' && x !== null && !Array.isArray(x);

/** What is right by itself and wrong together; paths from the top. */
export const geoipConflicts = (geoip: unknown): Told =>
  isMapping(geoip) && isMapping(geoip['sources'])
    ? Object.entries(geoip['sources']).flatMap(([name, source]) =>
        isMapping(source) ? conflictsOf(['geoip', 'sources', name], source) : [],
      )
    : [];
const conflictsOf = (path: readonly string[], source: Mapping): Told => {
  const has = (key: string): boolean => source[key] !== undefined;
  const [kind, other] = KINDS.filter(has);
  if (kind === undefined) return [[path, `a mapping with one of ${KINDS.join(', ')}`]];
  if (other !== undefined) return [[[...path, other], `either ${kind} or ${other}: each source is one`]];
  if (kind !== 'http')
    return OF_HTTP.filter(has).map((key) => [[...path, key], `no such key beside ${kind}: it is of http`] as const);
  const isSigned = isMapping(source['headers'])
    ? Object.keys(source['headers']).some((h) => h.toLowerCase() === 'authorization')
    : false;
  return [
    ...(has('country') ? [] : [[[...path, 'country'], WHERE] as const]),
    ...(isSigned && has('token_file')
      ? [[[...path, 'token_file'], 'either token_file or the header Authorization'] as const]
      : []),
  ];
};
export const sourceKeys: readonly string[] = [...KINDS, ...OF_HTTP];
