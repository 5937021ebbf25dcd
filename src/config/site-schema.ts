import { z } from 'zod';

import { HOUSE } from '../domain/line.ts';
import { present } from '../domain/present.ts';
import { askable, page } from '../probes/places.ts';
import type { PreloadSettings, Site } from './config.ts';
import { name, text, yesOrNo } from './fields.ts';
import { fileOrPage } from './geoip-schema.ts';

const MOST_SITES = 64;

const URL_OF_SITE = 'an address that begins with https://, without user or password';
const url = z
  .string({ error: URL_OF_SITE })
  .refine((text) => text.startsWith('https://') && page.safeParse(text).success, { error: URL_OF_SITE });
const PORT = 'a port from 1 to 65535';
const HTTP_PORT = `${PORT}, or false where there is none`;
const port = z.int({ error: HTTP_PORT }).min(1, { error: HTTP_PORT }).max(65_535, { error: HTTP_PORT });
const PATH = 'the path of a file of the site, such as /style.css';
const path = z.string({ error: PATH }).regex(/^\/(?![/\\])[!-~]{0,1000}$/, { error: PATH });

const SITE = 'an address that begins with https://, or a mapping with at least a url';
const inFull = z.strictObject({
  url: url.meta({ description: URL_OF_SITE }),
  address: askable
    .optional()
    .meta({ description: 'Who is asked, whatever the name resolves to: an origin behind its CDN, say' }),
  http_port: z
    .union([port, z.literal(false)], { error: HTTP_PORT })
    .optional()
    .meta({
      description: 'Where plain http is: 80, or none where https is not at 443 and this is left out',
    }),
  asset: path.optional().meta({
    description: "A static file whose headers are compared with the page's; found in the page where left out",
  }),
  label: text(80, 'a label').optional(),
});
export const siteKeys: readonly string[] = Object.keys(inFull.shape);
/** What one runs oneself, by name: an address, or a mapping with one. */
export const sitesSchema = z
  .record(name, z.union([url, inFull], { error: SITE }), { error: 'a mapping of names to sites' })
  .refine((s) => Object.keys(s).length <= MOST_SITES, { error: `at most ${MOST_SITES} sites` });

const LIST = 'the path of a file, an address that begins with https:// or http://, or false';
/** Where it is known what browsers have built in. */
export const preloadSchema = z
  .strictObject(
    {
      list: z
        .union([fileOrPage, z.literal(false)], { error: LIST })
        .meta({ description: `Chromium's list: ${LIST}; fetched from its repository where left out` }),
      portal: yesOrNo.meta({ description: 'Whether hstspreload.org is asked how each site stands there' }),
    },
    { error: 'a mapping of list, portal' },
  )
  .partial();
export const preloadOf = (given: z.output<typeof preloadSchema>): PreloadSettings => present(given) as PreloadSettings;

type Given = z.output<typeof inFull>;
const siteOf = (name: string, { url, label, address, http_port: httpPort, asset }: Given): Site => ({
  name,
  label: label ?? name,
  url,
  ...present({ address, httpPort, asset }),
});
export const sitesOf = (given: z.output<typeof sitesSchema>): readonly Site[] =>
  Object.entries(given).map(([name, site]) => siteOf(name, typeof site === 'string' ? { url: site } : site));
/** What has to be written of a site. */
export const plainOwnSite = ({ name, label, url, address, httpPort, asset }: Site): unknown => {
  const more = present({ address, http_port: httpPort, asset, label: label === name ? undefined : label });
  return Object.keys(more).length === 0 ? url : { url, ...more };
};

type Told = readonly (readonly [path: readonly string[], expected: string])[];
const isMapping = (x: unknown): x is Readonly<Record<string, unknown>> =>
  typeof x === 'object' && x !== null && !Array.isArray(x);
/** Names that something else has: a site is a target too. Paths from the top. */
export const siteConflicts = (sites: unknown, others: readonly unknown[]): Told => {
  if (!isMapping(sites)) return [];
  const isTaken = (site: string): boolean =>
    site === HOUSE || others.some((other) => isMapping(other) && Object.hasOwn(other, site));
  return Object.keys(sites)
    .filter(isTaken)
    .map((site) => [['sites', site], 'a name that no target, no line and no other site has'] as const);
};
