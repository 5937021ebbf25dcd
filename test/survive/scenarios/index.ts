import type { Scenario } from '../scenario.ts';
import { kill } from './kill.ts';
import { suspended } from './suspended.ts';
import { worker } from './worker.ts';

/** In the order in which they are run. */
export const SCENARIOS: readonly Scenario[] = [suspended, worker, kill];
