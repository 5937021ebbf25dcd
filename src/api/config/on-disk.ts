import { isDeepStrictEqual } from 'node:util';

import { configChanges, type ConfigChange } from '../../config/changes.ts';
import type { Config } from '../../config/config.ts';
import { secretsOf, type Hide } from '../../config/secrets.ts';
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

/** Secrets that are others though the text says nothing of it: what is in their files. */
const secretChanges = (
  was: Config,
  is: Config,
  changes: readonly ConfigChange[],
  hide: Hide,
): readonly ConfigChange[] => {
  const old = secretsOf(was);
  const isTold = (file: string): boolean => {
    const places = new Set([file, file.replace(/_file$/, ''), file.replace(/token_file$/, 'headers')]);
    return changes.some(({ path }) => places.has(path) || file.startsWith(`${path}.`));
  };
  return Object.entries(secretsOf(is)).flatMap(([key, secrets]) => {
    const path = hide(key);
    const isSame = isDeepStrictEqual(old[key], secrets);
    return isSame || !Object.hasOwn(old, key) || isTold(path) ? [] : [{ path, what: 'changed' as const }];
  });
};

/** How the file is beside what the service read. */
export const onDisk = (
  { config, text }: ConfigSource,
  loaded: Loaded | undefined,
  probes: readonly AnyProbe[],
  hide: Hide,
): OnDisk => {
  const none = { changes: [], more: 0 };
  if (loaded === undefined) return { state: 'silent', ...none };
  if (!loaded.ok) return { state: loaded.text === undefined ? 'gone' : 'wrong', ...none, loaded };
  const [was, is] = [text?.() ?? '', loaded.text()];
  const written = was === is ? [] : configChanges(was, is, probes, hide);
  const all = [...written, ...secretChanges(config, loaded.config, written, hide)];
  return {
    state: all.length === 0 ? 'same' : 'changed',
    changes: all.slice(0, MOST_CHANGES),
    more: Math.max(0, all.length - MOST_CHANGES),
    loaded,
  };
};
