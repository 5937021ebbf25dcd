import { REACHED } from './reached.ts';
import type { LinesScenario } from './scenario.ts';
import { USUAL } from './usual.ts';

/** All that can be played. */
export const SCENARIOS: readonly LinesScenario[] = [...USUAL, ...REACHED];
