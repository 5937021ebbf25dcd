import type { Clock } from '../domain/clock.ts';
import { keepUp, type Chore } from '../store/duckdb/upkeep.ts';

export interface Upkeep {
  /** What failed the last time it was tried. */
  ailments(): readonly string[];
  /** Resolves when the piece at hand is done. */
  stop(): Promise<void>;
}

/** Does the store's chores in the background. One that fails is told once, and is an ailment until it succeeds. */
export const startUpkeep = (
  chores: readonly Chore[],
  clock: Clock,
  { failing }: { readonly failing: (chore: string, why: string) => void },
): Upkeep => {
  const failed = new Map<string, string>();
  const over = new AbortController();
  const watched = chores.map((chore): Chore => ({
    name: chore.name,
    piece: async (now) => {
      const after = await chore.piece(now);
      failed.delete(chore.name);
      return after;
    },
  }));
  const running = keepUp(watched, clock, over.signal, (chore, error) => {
    const why = error instanceof Error ? error.message : String(error);
    if (!failed.has(chore)) failing(chore, why);
    failed.set(chore, why);
  });
  return {
    ailments: () => [...failed].map(([chore, why]) => `upkeep of the record, ${chore}: ${why}`),
    stop: () => {
      over.abort();
      return running;
    },
  };
};
