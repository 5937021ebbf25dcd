import { setFlagsFromString } from 'node:v8';

import { keepMallocSmall } from '../net/libc/malloc.ts';

/**
 * By how much the heap may grow before it is collected again, in percent of what was alive. V8 takes its measure from
 * the machine's memory, and where there is plenty lets the heap of a service that needs 35 MB grow to 170.
 */
const GROWTH_PERCENT = 30;

/** From the next collection on; for every thread of the process. A V8 that does not know the flag goes on as it is. */
const keepHeapSmall = (): void => setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);

/** Before anything large is loaded: what is freed goes back to the system rather than being kept for later. */
export const keepMemorySmall = async (): Promise<void> => {
  keepHeapSmall();
  await keepMallocSmall();
};
