import type { Scenario } from '../scenario.ts';
import { clock } from './clock.ts';
import { connections } from './connections.ts';
import { corrupt } from './corrupt.ts';
import { diskFull } from './disk-full.ts';
import { networkInterface } from './interface.ts';
import { killUpkeep } from './kill-upkeep.ts';
import { kill } from './kill.ts';
import { memory } from './memory.ts';
import { names } from './names.ts';
import { outputs } from './outputs.ts';
import { readOnlyState } from './read-only.ts';
import { stopping } from './stopping.ts';
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
  connections,
  outputs,
  memory,
  stopping,
  killUpkeep,
  kill,
];
