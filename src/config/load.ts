import { access } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

import type { Config, ConfigProblem } from './config.ts';
import { pathText } from './document.ts';
import { parseConfig, type ParseContext } from './parse.ts';
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
  const configHome = env.XDG_CONFIG_HOME || join(home, '.config');
  for (const path of [join(cwd, NAME), join(configHome, 'plumbline', NAME)]) {
    if (await isThere(path)) return path;
  }
  return undefined;
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
    }
  | { readonly ok: false; readonly file: string; readonly problems: readonly ConfigProblem[] };

/** A config file as the service runs it, its token read; or everything that is wrong with it. */
export const loadConfig = async (file: string, context: ParseContext): Promise<Loaded> => {
  const read = await readTextFile(file, CONFIG_LIMIT);
  const whole = pathText([]);
  if (!read.ok) return { ok: false, file, problems: [{ path: whole, found: read.found, expected: read.expected }] };
  const parsed = parseConfig(read.text, context);
  if (!parsed.ok) return { ok: false, file, problems: parsed.problems };
  const { discoverTargets, tokenFile } = parsed;
  const config = { ...parsed.config, file };
  if (tokenFile === undefined) {
    const warnings = config.token === undefined ? [] : warnIfReadable('token', file, read.mode);
    return { ok: true, config, discoverTargets, warnings };
  }
  const tokenPath = resolve(dirname(file), tokenFile);
  const token = await readToken(tokenPath);
  if (!token.ok) return { ok: false, file, problems: [token.problem] };
  const warnings = warnIfReadable('token_file', tokenPath, token.mode);
  return { ok: true, config: { ...config, token: token.text }, discoverTargets, warnings };
};

type TokenRead =
  | { readonly ok: true; readonly text: string; readonly mode: number }
  | { readonly ok: false; readonly problem: ConfigProblem };

const readToken = async (path: string): Promise<TokenRead> => {
  const read = await readTextFile(path, TOKEN_FILE_LIMIT);
  const told = { path: 'token_file' };
  if (!read.ok) return { ok: false, problem: { ...told, found: read.found, expected: read.expected } };
  const text = read.text.trim();
  if (isToken(text)) return { ok: true, text, mode: read.mode };
  const found = `a file with ${text.length} characters`;
  return { ok: false, problem: { ...told, found, expected: `a file with ${TOKEN}` } };
};

const OTHERS_READ = 0o044;
const warnIfReadable = (key: string, file: string, mode: number): readonly ConfigProblem[] => {
  if ((mode & OTHERS_READ) === 0) return [];
  const found = `a secret in a file that others can read (mode ${(mode & 0o777).toString(8).padStart(4, '0')})`;
  return [{ path: key, found, expected: `chmod 600 ${file}` }];
};
