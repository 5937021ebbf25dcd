import { observatory } from '../../../../src/probes/headers/observatory/grade.ts';
import type { RuleName } from '../../../../src/probes/headers/observatory/rules.ts';
import type { Ruled } from '../../../../src/probes/headers/report.ts';
import type { Preloaded } from '../../../../src/probes/site/preload/preloaded.ts';
import { NOT_LISTED, siteOf, type SiteOf } from './seen.ts';

/** What one rule says of a site. */
export const ruled = (
  rule: RuleName,
  site: SiteOf,
  preloaded: Preloaded = NOT_LISTED,
  others?: ReadonlyMap<string, Preloaded>,
): Ruled => {
  const found = observatory(siteOf(site), preloaded, others).rules.find((each) => each.rule === rule);
  if (found === undefined) throw new Error(`no rule ${rule}`);
  return found;
};
export const resultIn = (rule: RuleName, site: SiteOf, preloaded?: Preloaded): string =>
  ruled(rule, site, preloaded).result;
