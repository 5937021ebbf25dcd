import type { Scenario } from '../scenario.ts';
import { clock } from './clock.ts';
import { corrupt } from './corrupt.ts';
import { diskFull } from './disk-full.ts';
import { networkInterface } from './interface.ts';
import { kill } from './kill.ts';
import { names } from './names.ts';
import { readOnlyState } from './read-only.ts';
import { suspended } from './suspended.ts';
import { worker } from './worker.ts';

/** In the order in which they are run. */
export const SCENARIOS: readonly Scenario[] = [
  suspended,
  worker,
  clock,
  names,
  networkInterface,
  diskFull,
  readOnlyState,
  corrupt,
  kill,
];
