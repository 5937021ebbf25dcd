import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

import type { GeoSource } from '../probes/geoip/options.ts';
import type { Config, ConfigProblem } from './config.ts';
import { isWebAddress } from './geoip-schema.ts';
import { GEOIP } from './line-checks.ts';
import { preloadFile } from './preload-file.ts';

/** The sources as `by` makes them of themselves, in the settings and in every check that asks them. */
const withSources = (config: Config, by: (source: GeoSource) => GeoSource): Config => {
  if (config.geoip === undefined) return config;
  const sources = config.geoip.sources.map(by);
  const targets = config.targets.map((target) => ({
    ...target,
    checks: target.checks.map((check) =>
      check.probe.name === GEOIP ? { ...check, options: Object.assign({}, check.options, { sources }) } : check,
    ),
  }));
  return { ...config, geoip: { ...config.geoip, sources }, targets };
};

/** Paths of files as they are meant: beside the config file. */
export const resolveSources = (config: Config, configFile: string): Config => {
  const whole = (path: string): string => (isWebAddress(path) ? path : resolve(dirname(configFile), path));
  return withSources(config, (source) => {
    if (source.kind === 'mmdb') return { ...source, file: whole(source.file) };
    return source.kind === 'http' ? source : { ...source, from: whole(source.from) };
  });
};
/** With the token that a service asks for (RFC 6750). */
export const withToken = (config: Config, name: string, token: string): Config =>
  withSources(config, (source) =>
    source.name === name && source.kind === 'http'
      ? { ...source, headers: { ...source.headers, Authorization: `Bearer ${token}` } }
      : source,
  );

const SILENT = 'the source says nothing';
const UNKNOWN = 'it is not known what is preloaded';
/** What is to be read and is not there, or cannot be; it may come later, as a database that is fetched does. */
export const missingFiles = async (config: Config): Promise<readonly ConfigProblem[]> => {
  const ofSources = (config.geoip?.sources ?? []).flatMap((source) => {
    const key = `geoip.sources.${source.name}.${source.kind}`;
    if (source.kind === 'mmdb') return [{ key, file: source.file, until: SILENT }];
    return source.kind === 'http' || isWebAddress(source.from) ? [] : [{ key, file: source.from, until: SILENT }];
  });
  const list = preloadFile(config);
  const files = [...ofSources, ...(list === undefined ? [] : [{ key: 'preload.list', file: list, until: UNKNOWN }])];
  const told = files.map(async ({ key, file, until }) => {
    const found = await faultOf(file);
    return found === undefined ? [] : [{ path: key, found, expected: `${file}; until then ${until}` }];
  });
  return (await Promise.all(told)).flat();
};
const faultOf = async (file: string): Promise<string | undefined> => {
  try {
    if (!(await stat(file)).isFile()) return 'what is no file';
    await access(file, constants.R_OK);
    return undefined;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return code === 'ENOENT' ? 'a file that is not there' : `a file that cannot be read (${code})`;
  }
};
