import { parseArgs } from 'node:util';

import { TARGETS } from './targets/index.ts';
import type { Target } from './target.ts';

export interface Asked {
  readonly minutes: number;
  readonly seed: number;
  readonly targets: readonly Target[];
  /** Of one target: just this case. */
  readonly path?: string;
}

const MOST_SEED = 0x7fff_ffff;

/** `[--minutes N] [--seed S] [--only NAME…] [--path PATH]`; what is wrong with them as a text. */
export const readArgs = (argv: readonly string[]): Asked | string => {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        minutes: { type: 'string', default: '3' },
        seed: { type: 'string' },
        only: { type: 'string', multiple: true, default: [] },
        path: { type: 'string' },
      },
    });
    const { path } = values;
    const minutes = Number(values.minutes);
    const seed = values.seed === undefined ? Date.now() & MOST_SEED : Number(values.seed);
    const names = [...values.only, ...positionals];
    const unknown = names.filter((name) => TARGETS.every((t) => t.name !== name));
    if (!(minutes > 0 && minutes <= 24 * 60)) return `--minutes ${values.minutes}: expected up to a day`;
    if (!(Number.isInteger(seed) && seed >= 0 && seed <= MOST_SEED))
      return `--seed ${values.seed ?? ''}: expected a whole number up to ${MOST_SEED}`;
    if (unknown.length > 0)
      return `no such target: ${unknown.join(', ')}. There are: ${TARGETS.map((t) => t.name).join(', ')}`;
    if (path !== undefined && names.length !== 1) return '--path: expected --only with the one target that it is of';
    const targets = names.length === 0 ? TARGETS : TARGETS.filter((t) => names.includes(t.name));
    return { minutes, seed, targets, ...(path === undefined ? {} : { path }) };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};
