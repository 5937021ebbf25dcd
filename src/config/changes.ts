import { isDeepStrictEqual } from 'node:util';

import type { AnyProbe } from '../probes/probe.ts';
import { pathText, readDocument, type Path } from './document.ts';
import { knownKeys } from './known-keys.ts';
import { isSecretPath, type Hide } from './secrets.ts';
import { shownValue } from './shown.ts';

export const CHANGE_WORDS = ['added', 'removed', 'changed'] as const;
/** One key of the file that is not as it was when the service read it. */
export interface ConfigChange {
  readonly path: string;
  readonly what: (typeof CHANGE_WORDS)[number];
  /** Of one line each, where there is one to show: never of a secret. */
  readonly was?: string;
  readonly is?: string;
  /** 1-based, of the file as it is now. */
  readonly line?: number;
}

type Mapping = Readonly<Record<string, unknown>>;
const isMapping = (x: unknown): x is Mapping => typeof x === 'object' && x !== null && !Array.isArray(x);

/** What changed from one text of a config to another, by the keys that are written; both are configs without a problem. */
export const configChanges = (
  before: string,
  after: string,
  probes: readonly AnyProbe[],
  hide: Hide,
): readonly ConfigChange[] => {
  const [old, now] = [readDocument(before), readDocument(after)];
  const { mayBe, isNamed } = knownKeys(probes);
  const changes: ConfigChange[] = [];
  const shown = (path: Path, value: unknown): string | undefined =>
    isSecretPath(path) || !mayBe(path) || isMapping(value) ? undefined : shownValue(path, value, hide);
  const visit = (path: Path, was: unknown, is: unknown): void => {
    if (isDeepStrictEqual(was, is)) return;
    if (isMapping(was) && isMapping(is) && !isSecretPath(path)) {
      for (const key of new Set([...Object.keys(is), ...Object.keys(was)])) visit([...path, key], was[key], is[key]);
      return;
    }
    const what = was === undefined ? 'added' : is === undefined ? 'removed' : 'changed';
    const [from, to] = [shown(path, was), shown(path, is)];
    const line = is === undefined ? undefined : now.lineOf(path);
    changes.push({
      path: pathText(path.map((key, i) => (isNamed(path.slice(0, i + 1)) ? hide(String(key)) : key))),
      what,
      ...(from === undefined || what === 'added' ? {} : { was: from }),
      ...(to === undefined || what === 'removed' ? {} : { is: to }),
      ...(line === undefined ? {} : { line }),
    });
  };
  visit([], old.value ?? {}, now.value ?? {});
  return changes;
};
