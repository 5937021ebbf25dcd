import type { Config, Target } from '../../config/config.ts';
import { HEADERS, HSTS, TLS } from '../../config/site-targets.ts';
import type { Subject } from '../../domain/subject.ts';
import { DAY, type Millis } from '../../domain/time.ts';

const SITE_PROBES = [HEADERS, HSTS, TLS] as const;
const OF_SITES: ReadonlySet<string> = new Set(SITE_PROBES);

/** A site that is told of: where its runs are, and what it is called. */
export interface AskedSite {
  readonly name: string;
  readonly label: string;
  readonly url: string;
  readonly subject: Subject;
  /** How often it is looked at: the shortest of its checks. */
  readonly every: Millis;
  /** The same for each of its checks. */
  readonly intervals: Readonly<Record<string, Millis>>;
}

const checkOf = ({ checks }: Target) => checks.find((c) => OF_SITES.has(c.probe.name)) ?? checks[0];
const urlOf = (address: string): string => {
  if (address.includes('://')) return address;
  return address === '' ? '' : `https://${address.includes(':') ? `[${address}]` : address}/`;
};

/** The sites of the config, and what else is looked at as one: a target with a check of sites. */
export const sitesAsked = ({
  sites = [],
  targets,
  vantage,
}: Pick<Config, 'sites' | 'targets' | 'vantage'>): readonly AskedSite[] =>
  targets.flatMap((target): readonly AskedSite[] => {
    const { name, label, role, address, checks } = target;
    const own = sites.find((s) => s.name === name);
    if (own === undefined && role !== 'site' && !checks.some((c) => OF_SITES.has(c.probe.name))) return [];
    const aim = checkOf(target)?.aim;
    const subject = aim?.subject ?? { target: name, vantage };
    const looks = checks.filter((c) => OF_SITES.has(c.probe.name));
    const intervals = Object.fromEntries(looks.map((c) => [c.probe.name, c.every]));
    const every = Math.min(...(looks.length === 0 ? [DAY] : Object.values(intervals)));
    return [{ name, label, url: own?.url ?? urlOf(aim?.address ?? address), subject, every, intervals }];
  });
