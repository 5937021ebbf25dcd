import { configChanges, type ConfigChange } from '../../config/changes.ts';
import type { Config } from '../../config/config.ts';
import type { Loaded } from '../../config/load.ts';
import type { Clock } from '../../domain/clock.ts';
import { SECOND, type Millis } from '../../domain/time.ts';
import type { AnyProbe } from '../../probes/probe.ts';
import type { ConfigSource } from './source.ts';

/** A disk that does not answer is not waited for. */
const PATIENCE: Millis = 2 * SECOND;
const MOST_CHANGES = 200;

export interface OnDisk {
  readonly state: 'same' | 'changed' | 'wrong' | 'gone' | 'silent';
  readonly changes: readonly ConfigChange[];
  readonly more: number;
  readonly loaded?: Loaded;
}

/** Reads the file as it is now, one reading at a time; undefined: it takes too long. */
export const rereader = (again: () => Promise<Loaded>, clock: Clock): (() => Promise<Loaded | undefined>) => {
  let reading: Promise<Loaded> | undefined;
  return async () => {
    reading ??= again().finally(() => {
      reading = undefined;
    });
    const enough = new AbortController();
    const late = clock.sleep(PATIENCE, enough.signal).then(() => undefined);
    const first = await Promise.race([reading, late]);
    enough.abort();
    return first;
  };
};

/** What is in files of its own, or was put together from there. */
const secretsOf = ({ token, influx, geoip }: Config): Readonly<Record<string, string | undefined>> => ({
  token_file: token,
  'influx.token_file': influx?.token,
  'influx.password_file': influx?.login?.password,
  ...Object.fromEntries(
    (geoip?.sources ?? []).map((s) => [
      `geoip.sources.${s.name}.token_file`,
      s.kind === 'http' ? JSON.stringify(s.headers) : undefined,
    ]),
  ),
});
const secretChanges = (was: Config, is: Config, changes: readonly ConfigChange[]): readonly ConfigChange[] => {
  const [old, now] = [secretsOf(was), secretsOf(is)];
  const isTold = (path: string): boolean => {
    const stem = path.slice(0, path.lastIndexOf('_file')).replace(/[^.]*$/, '');
    return changes.some((c) => c.path.startsWith(stem) && /(?:token|password|headers)(?:_file)?$/.test(c.path));
  };
  return Object.keys(now).flatMap((path) =>
    path in old && old[path] !== now[path] && !isTold(path) ? [{ path, what: 'changed' as const }] : [],
  );
};

/** How the file is beside what the service read. */
export const onDisk = (
  { config, text }: ConfigSource,
  loaded: Loaded | undefined,
  probes: readonly AnyProbe[],
): OnDisk => {
  const none = { changes: [], more: 0 };
  if (loaded === undefined) return { state: 'silent', ...none };
  if (!loaded.ok) return { state: loaded.text === undefined ? 'gone' : 'wrong', ...none, loaded };
  const [was, is] = [text?.() ?? '', loaded.text()];
  const written = was === is ? [] : configChanges(was, is, probes);
  const all = [...written, ...secretChanges(config, loaded.config, written)];
  return {
    state: all.length === 0 ? 'same' : 'changed',
    changes: all.slice(0, MOST_CHANGES),
    more: Math.max(0, all.length - MOST_CHANGES),
    loaded,
  };
};
