import { access } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

import type { InfluxSettings } from '../domain/influx.ts';
import type { Millis } from '../domain/time.ts';
import type { Config, ConfigProblem } from './config.ts';
import { pathText } from './document.ts';
import { missingFiles, resolveSources, withToken } from './geoip-files.ts';
import { INFLUX_TOKEN, isInfluxToken, isPassword, PASSWORD, type InfluxSecretFiles } from './influx-schema.ts';
import { parseConfig, type ParseContext } from './parse.ts';
import { resolvePreloadList } from './preload-file.ts';
import { isToken, TOKEN } from './schema.ts';
import { readTextFile } from './text-file.ts';

const CONFIG_LIMIT = 1024 * 1024;
const TOKEN_FILE_LIMIT = 4 * 1024;
const NAME = 'plumbline.yaml';

/** Where to look; the environment and the folders are the caller's. */
export interface ConfigSearch {
  /** `--config`. */
  readonly flag?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly home: string;
}

/**
 * The file to load: the one that is named (`--config`, then $PLUMBLINE_CONFIG), there or not, otherwise the first that
 * is there of ./plumbline.yaml and $XDG_CONFIG_HOME/plumbline/plumbline.yaml (~/.config). Undefined: there is none.
 */
export const findConfigFile = async ({ flag, env, cwd, home }: ConfigSearch): Promise<string | undefined> => {
  const named = flag ?? env.PLUMBLINE_CONFIG;
  if (named !== undefined && named !== '') return resolve(cwd, named);
  for (const path of usualConfigFiles({ env, cwd, home })) {
    if (await isThere(path)) return path;
  }
  return undefined;
};
/** Where it is looked for a file that is not named, in this order. */
export const usualConfigFiles = ({ env, cwd, home }: Omit<ConfigSearch, 'flag'>): readonly string[] => {
  const configHome = env.XDG_CONFIG_HOME || join(home, '.config');
  return [join(cwd, NAME), join(configHome, 'plumbline', NAME)];
};
const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

export type Loaded =
  | {
      readonly ok: true;
      readonly config: Config;
      /** The file says nothing of targets: they are to be discovered. */
      readonly discoverTargets: boolean;
      /** What does not keep it from running. */
      readonly warnings: readonly ConfigProblem[];
      /** The file as it was read: with what is secret in it. */
      readonly text: () => string;
    }
  | {
      readonly ok: false;
      readonly file: string;
      readonly problems: readonly ConfigProblem[];
      /** Missing where it could not be read. */
      readonly text?: () => string;
    };

/** A secret that is in a file of its own: where the config says so, and where it belongs. */
interface SecretFile {
  readonly key: string;
  readonly file: string;
  /** The short word for it. */
  readonly what: 'token' | 'password';
  readonly expected: string;
  readonly isRight: (text: string) => boolean;
  readonly put: (config: Config, secret: string) => Config;
}
const inInflux =
  (put: (influx: InfluxSettings, secret: string) => InfluxSettings) => (config: Config, secret: string) =>
    config.influx === undefined ? config : { ...config, influx: put(config.influx, secret) };

const secretFiles = (
  ofToken: string | undefined,
  influx: InfluxSecretFiles,
  ofSources: ReadonlyMap<string, string>,
): readonly SecretFile[] => {
  const all: readonly (Omit<SecretFile, 'file'> & { readonly file: string | undefined })[] = [
    {
      key: 'token_file',
      file: ofToken,
      what: 'token',
      expected: TOKEN,
      isRight: isToken,
      put: (config, token) => ({ ...config, token }),
    },
    {
      key: 'influx.token_file',
      file: influx.token,
      what: 'token',
      expected: INFLUX_TOKEN,
      isRight: isInfluxToken,
      put: inInflux((settings, token) => ({ ...settings, token })),
    },
    {
      key: 'influx.password_file',
      file: influx.password,
      what: 'password',
      expected: PASSWORD,
      isRight: isPassword,
      put: inInflux(({ login, ...settings }, password) =>
        login === undefined ? settings : { ...settings, login: { ...login, password } },
      ),
    },
    ...[...ofSources].map(([name, file]) => ({
      key: `geoip.sources.${name}.token_file`,
      file,
      what: 'token' as const,
      expected: INFLUX_TOKEN,
      isRight: isInfluxToken,
      put: (config: Config, token: string) => withToken(config, name, token),
    })),
  ];
  return all.flatMap(({ file, ...rest }) => (file === undefined ? [] : [Object.assign(rest, { file })]));
};

/** The secrets in the config's text itself, by their keys. */
const secretsWithin = ({ token, influx, geoip }: Config, files: InfluxSecretFiles): readonly string[] => [
  ...(token === undefined ? [] : ['token']),
  ...(influx?.token === undefined ? [] : ['influx.token']),
  ...(influx?.login === undefined || files.password !== undefined ? [] : ['influx.password']),
  ...(geoip?.sources ?? []).flatMap((source) =>
    source.kind === 'http' && source.headers !== undefined ? [`geoip.sources.${source.name}.headers`] : [],
  ),
];

/** A config file as the service runs it, its secrets read; or everything that is wrong with it. A pipe is waited for. */
export const loadConfig = async (file: string, context: ParseContext, patience?: Millis): Promise<Loaded> => {
  const read = await readTextFile(file, CONFIG_LIMIT, patience);
  const whole = pathText([]);
  if (!read.ok) return { ok: false, file, problems: [{ path: whole, found: read.found, expected: read.expected }] };
  const parsed = parseConfig(read.text, context);
  const text = (): string => read.text;
  if (!parsed.ok) return { ok: false, file, problems: parsed.problems, text };
  const { discoverTargets, tokenFile, influxFiles = {}, geoipFiles = new Map<string, string>() } = parsed;
  let config: Config = resolvePreloadList(resolveSources({ ...parsed.config, file }, file), file);
  const warnings = [
    ...secretsWithin(config, influxFiles).flatMap((key) => warnIfReadable(key, file, read.mode)),
    ...(await missingFiles(config)),
  ];
  const problems: ConfigProblem[] = [];
  for (const secret of secretFiles(tokenFile, influxFiles, geoipFiles)) {
    const path = resolve(dirname(file), secret.file);
    const found = await readSecret(path, secret, patience);
    if (found.ok) {
      config = secret.put(config, found.text);
      warnings.push(...warnIfReadable(secret.key, path, found.mode));
    } else problems.push(found.problem);
  }
  return problems.length > 0
    ? { ok: false, file, problems, text }
    : { ok: true, config, discoverTargets, warnings, text };
};

type SecretRead =
  | { readonly ok: true; readonly text: string; readonly mode: number }
  | { readonly ok: false; readonly problem: ConfigProblem };

const MISSING = (what: string) => ({
  found: 'a file that is not there',
  expected: `one with the ${what}: put the ${what} in it, or remove this line`,
});
const readSecret = async (
  path: string,
  { key, what, expected, isRight }: SecretFile,
  patience: Millis | undefined,
): Promise<SecretRead> => {
  const read = await readTextFile(path, TOKEN_FILE_LIMIT, patience);
  if (!read.ok) {
    // Its path is not told: it may be the secret itself, put there by mistake.
    const said = read.missing === true ? MISSING(what) : read;
    return { ok: false, problem: { path: key, found: said.found, expected: said.expected } };
  }
  const text = read.text.trim();
  if (isRight(text)) return { ok: true, text, mode: read.mode };
  const found = `a file with ${text.length} characters`;
  return { ok: false, problem: { path: key, found, expected: `a file with ${expected}` } };
};

const OTHERS_READ = 0o044;
const warnIfReadable = (key: string, file: string, mode: number): readonly ConfigProblem[] => {
  if ((mode & OTHERS_READ) === 0) return [];
  const found = `a secret in a file that others can read (mode ${(mode & 0o777).toString(8).padStart(4, '0')})`;
  return [{ path: key, found, expected: `chmod 600 ${file}` }];
};
