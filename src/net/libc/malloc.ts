import { platform } from 'node:os';

/** Parameters of mallopt(3). */
const M_MMAP_THRESHOLD = -3;
const M_ARENA_MAX = -8;
/** Blocks from this size on, in bytes, have a mapping of their own, which goes back to the system when they are freed. */
const MAPPED_FROM = 128 * 1_024;

/**
 * Tells glibc to keep little of what was freed: by itself it has a heap for each thread, and raises what it gives back
 * at once with the largest block that it has seen. Other C libraries have nothing to be told.
 */
export const keepMallocSmall = async (): Promise<void> => {
  if (platform() !== 'linux') return;
  try {
    const { default: koffi } = await import('koffi');
    const mallopt = koffi.load(null).func('mallopt', 'int', ['int', 'int']);
    mallopt(M_ARENA_MAX, 1);
    mallopt(M_MMAP_THRESHOLD, MAPPED_FROM);
  } catch {
    // No koffi for this machine, or a C library without mallopt: it works as well, and takes a little more.
  }
};
