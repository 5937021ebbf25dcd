import { dirname, resolve } from 'node:path';

import { isWebAddress } from './geoip-schema.ts';
import type { Check } from '../probes/probe.ts';
import type { Config } from './config.ts';
import { HEADERS, HSTS } from './site-targets.ts';

const ASKS_LIST: ReadonlySet<string> = new Set([HEADERS, HSTS]);
const isFile = (list: unknown): list is string => typeof list === 'string' && !isWebAddress(list);

/** The file of the preload list as it is meant, beside the config file: in the settings, and in every check that reads it. */
export const resolvePreloadList = (config: Config, configFile: string): Config => {
  const whole = (path: string): string => resolve(dirname(configFile), path);
  const ofCheck = (check: Check): Check => {
    const { list } = check.options as { readonly list?: unknown };
    if (!ASKS_LIST.has(check.probe.name) || !isFile(list)) return check;
    return { ...check, options: Object.assign({}, check.options, { list: whole(list) }) };
  };
  const list = config.preload?.list;
  return {
    ...config,
    ...(isFile(list) ? { preload: { ...config.preload, list: whole(list) } } : {}),
    targets: config.targets.map((target) => ({ ...target, checks: target.checks.map(ofCheck) })),
  };
};
/** The file that is to be read, where it is one. */
export const preloadFile = ({ preload }: Pick<Config, 'preload'>): string | undefined =>
  isFile(preload?.list) ? preload.list : undefined;
