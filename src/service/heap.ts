import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

import { keepMallocSmall } from '../net/libc/malloc.ts';

/**
 * By how much the heap may grow before it is collected again, in percent of what was alive. V8 takes its measure from
 * the machine's memory, and where there is plenty lets the heap of a service that needs 35 MB grow to 170.
 */
const GROWTH_PERCENT = 30;
/** Where new objects lie, in bytes of both halves. V8 doubles it up to 32 MB, and never gives that back. */
const YOUNG_BYTES = 8 * 1_024 ** 2;
/** Alive at once, these make the young generation grow. */
const OBJECTS = 20_000;
/** Of such crowds: five do. */
const CROWDS = 50;

const youngBytes = (): number =>
  getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? YOUNG_BYTES;

/**
 * The young generation grows to what it is to have, and no further. `--max-semi-space-size` would say so, but is read
 * before a program begins. To be said again once a worker has begun: V8 takes the factor back with each new heap.
 */
export const keepYoungSmall = (): void => {
  for (let i = 0; i < CROWDS && youngBytes() < YOUNG_BYTES; i += 1)
    Array.from({ length: OBJECTS }, (_, at) => ({ at }));
  setFlagsFromString('--semi-space-growth-factor=1');
};

/**
 * Before anything large is loaded: what is freed goes back to the system rather than being kept for later. For every
 * thread of the process. A V8 that does not know a flag goes on as it is.
 */
export const keepMemorySmall = async (): Promise<void> => {
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
  keepYoungSmall();
  await keepMallocSmall();
};
