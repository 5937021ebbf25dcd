import type { Millis } from '../../src/domain/time.ts';

/** What a scenario may use; it is all in a network of its own. */
export interface Scene {
  /** A new empty folder, removed afterwards. */
  readonly folder: () => string;
  /** Undone afterwards, the last first, however the scenario ends. */
  readonly later: (undo: () => unknown) => void;
  /** Progress for a person who waits. */
  readonly say: (line: string) => void;
  /** Full: as `npm run survive` does it. Quick: the same in less time. */
  readonly quick: boolean;
}
/** What was seen. Whatever must hold and does not is thrown. */
export interface Outcome {
  /** What was done to the service. */
  readonly done: string;
  /** What plumbline said or did about it. */
  readonly told: string;
  /** From when the trouble was over to when all was well again; of several, the longest. */
  readonly recoveredMs: Millis;
}
export interface Scenario {
  readonly name: string;
  /** Why this machine cannot do it; undefined where it can. */
  readonly missing?: () => string | undefined;
  readonly run: (scene: Scene) => Promise<Outcome>;
}
