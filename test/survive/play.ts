import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Outcome, Scenario, Scene } from './scenario.ts';

/** Runs one scenario and takes back whatever it did. */
export const play = async (scenario: Scenario, { quick, say }: Pick<Scene, 'quick' | 'say'>): Promise<Outcome> => {
  const undo: (() => unknown)[] = [];
  const scene: Scene = {
    quick,
    say,
    later: (one) => void undo.push(one),
    folder: () => {
      const made = mkdtempSync(join(tmpdir(), 'plumbline-survive-'));
      undo.push(() => rmSync(made, { recursive: true, force: true, maxRetries: 3 }));
      return made;
    },
  };
  try {
    return await scenario.run(scene);
  } finally {
    for (const one of undo.toReversed()) {
      try {
        await one();
      } catch (error) {
        say(`${scenario.name}: taking it back: ${String(error)}`);
      }
    }
  }
};
