import type { AnyProbe } from '../probes/probe.ts';
import type { Path } from './document.ts';
import { keysAt } from './schema.ts';

/** What their owner names: any name may be a key there. */
const NAMED: ReadonlySet<string> = new Set(['uplinks', 'targets', 'sites', 'sites_that_refuse', 'geoip.sources']);
const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/;
const isNamed = (path: Path): boolean => NAMED.has(path.slice(0, -1).join('.'));

export interface KnownKeys {
  /** Whether a config may have something at a path; an item of a list is where its list is. */
  readonly mayBe: (path: Path) => boolean;
  /** Whether what is at a path is something that its owner named. */
  readonly isNamed: (path: Path) => boolean;
}

export const knownKeys = (probes: readonly AnyProbe[]): KnownKeys => {
  const kept = new Map<string, ReadonlySet<string>>();
  const keys = (above: Path): ReadonlySet<string> => {
    // Whatever its name, one target takes what another does.
    const place = JSON.stringify([above[0], above.length, above[2]]);
    const found = kept.get(place) ?? new Set(keysAt(probes, above));
    kept.set(place, found);
    return found;
  };
  return {
    mayBe: (path) =>
      path.every((key, i) => {
        if (typeof key === 'number') return i > 0;
        const above = path.slice(0, i);
        return isNamed(path.slice(0, i + 1)) ? NAME.test(key) : keys(above).has(key);
      }),
    isNamed,
  };
};

/** Every key that a config may have anywhere, names apart. */
export const allKeys = (probes: readonly AnyProbe[]): ReadonlySet<string> => {
  const all = new Set<string>();
  const visit = (path: Path): void => {
    if (path.length > 3) return;
    for (const key of keysAt(probes, path)) {
      all.add(key);
      visit([...path, key]);
    }
    if (isNamed([...path, ''])) visit([...path, 'one']);
  };
  visit([]);
  return all;
};
