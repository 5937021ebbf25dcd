import type { z } from 'zod';

import type { AnyProbe } from '../probes/probe.ts';
import { crossCheck } from './cross-check.ts';
import type { Path } from './document.ts';
import { meantBranch } from './problems.ts';
import { configSchema } from './schema.ts';

type Issue = z.core.$ZodIssue;

/** What of a document did not pass its schema: it, and what is below, may be anything. */
export interface Failed {
  readonly isAt: (path: Path) => boolean;
  /** At a path or below: one thing, where a list of it may be, failed as the first of that. */
  readonly isWithin: (path: Path) => boolean;
}

export const failedIn = (value: unknown, probes: readonly AnyProbe[]): Failed => {
  const failed = new Set<string>();
  const within = new Set<string>();
  const addAbove = (path: Path): void => {
    for (let n = 0; n <= path.length; n += 1) within.add(JSON.stringify(path.slice(0, n)));
  };
  const add = (path: Path): void => {
    failed.add(JSON.stringify(path));
    addAbove(path);
  };
  const visit = (issues: readonly Issue[], above: Path): void => {
    for (const issue of issues) {
      const path = [...above, ...issue.path.map((p) => (typeof p === 'symbol' ? String(p) : p))];
      const meant = issue.code === 'invalid_union' ? meantBranch(issue) : undefined;
      if (meant !== undefined) visit(meant, path);
      else if (issue.code === 'unrecognized_keys') for (const key of issue.keys) add([...path, key]);
      else add(path);
    }
  };
  visit(configSchema(probes).safeParse(value ?? {}).error?.issues ?? [], []);
  // What does not go together with something else: a name that nothing has, say. What is below passed.
  for (const { path } of crossCheck(value, probes)) addAbove(path);
  return {
    isAt: (path) => failed.has(JSON.stringify(path)),
    isWithin: (path) => within.has(JSON.stringify(path)),
  };
};
