import { z } from 'zod';

import { HOUSE } from '../domain/line.ts';
import { page } from '../probes/places.ts';
import type { RefusingSite } from './config.ts';
import { name, text } from './fields.ts';

const MOST_SITES = 16;
const MOST_SIGNS = 8;

const STATUS = 'an HTTP status from 100 to 599';
const status = z.int({ error: STATUS }).min(100, { error: STATUS }).max(599, { error: STATUS });
const SIGN = 'a text of the page';
/** One, or several of them. */
const several = <T>(item: z.ZodType<T>, error: string) =>
  z
    .union(
      [
        item.transform((one) => [one]),
        z
          .array(item, { error })
          .min(1, { error })
          .max(MOST_SIGNS, { error: `at most ${MOST_SIGNS}` }),
      ],
      { error },
    )
    .optional();

/** A page under `sites_that_refuse:`. */
export const siteSchema = z.strictObject(
  {
    url: page.meta({ description: 'The page, which begins with https:// or http://' }),
    status: several(status, 'a list of statuses').meta({ description: 'Statuses that mean "not from here"' }),
    text: several(text(200, SIGN), 'a list of texts').meta({
      description: 'Texts in the page that mean "not from here"',
    }),
    lines: z
      .array(z.string({ error: 'the name of a line' }), { error: 'a list of names of lines' })
      .min(1, { error: 'a list of names of lines' })
      .optional()
      .meta({ description: `Over which lines it is asked, and \`${HOUSE}\` for the house; all where left out` }),
    label: text(80, 'a label').optional(),
  },
  { error: 'a mapping with at least a url' },
);
export const refusingSchema = z
  .record(name, siteSchema, { error: 'a mapping of names to sites' })
  .refine((s) => Object.keys(s).length <= MOST_SITES, { error: `at most ${MOST_SITES} sites` });

const siteOf = (
  name: string,
  { url, status = [], text = [], lines, label }: z.output<typeof siteSchema>,
): RefusingSite => ({
  name,
  label: label ?? name,
  url,
  refuses: { status, text },
  ...(lines === undefined ? {} : { lines: [...new Set(lines)] }),
});
export const refusingOf = (given: z.output<typeof refusingSchema>): readonly RefusingSite[] =>
  Object.entries(given).map(([name, site]) => siteOf(name, site));
/** What has to be written of a site. */
export const plainSite = ({ name, label, url, refuses, lines }: RefusingSite): Readonly<Record<string, unknown>> => ({
  url,
  ...(refuses.status.length === 0 ? {} : { status: refuses.status }),
  ...(refuses.text.length === 0 ? {} : { text: refuses.text }),
  ...(lines === undefined ? {} : { lines }),
  ...(label === name ? {} : { label }),
});

type Mapping = Readonly<Record<string, unknown>>;
type Told = readonly (readonly [path: readonly (string | number)[], expected: string])[];
const isMapping = (x: unknown): x is Mapping => typeof x === 'object' && x !== null && !Array.isArray(x);

const isReached = (uplink: unknown): boolean =>
  isMapping(uplink) &&
  isMapping(uplink['via']) &&
  Object.values(uplink['via']).some((v) => v !== undefined && v !== null);

/** What is right by itself and wrong beside the lines and the targets; paths from the top. */
export const refusingConflicts = (sites: unknown, uplinks: unknown, targets: ReadonlySet<string>): Told => {
  if (!isMapping(sites)) return [];
  const lines = isMapping(uplinks) ? uplinks : {};
  const reached = Object.keys(lines).filter((line) => isReached(lines[line]));
  const expected = `one of ${[HOUSE, ...reached].join(', ')}`;
  const linesAsked = (site: string, given: unknown): Told => {
    const asked: unknown = isMapping(given) ? given['lines'] : undefined;
    return (Array.isArray(asked) ? asked : []).flatMap((line: unknown, i) => {
      if (typeof line !== 'string' || line === HOUSE || reached.includes(line)) return [];
      const why = isMapping(lines[line]) ? ': nothing can be sent over it alone' : '';
      return [[['sites_that_refuse', site, 'lines', i], `${expected}${why}`] as const];
    });
  };
  const taken = Object.keys(sites).filter((s) => targets.has(s) || Object.hasOwn(lines, s) || s === HOUSE);
  return [
    ...taken.map((site) => [['sites_that_refuse', site], 'a name that no target and no line has'] as const),
    ...Object.entries(sites).flatMap(([site, given]) => linesAsked(site, given)),
  ];
};
