import type { Uplink } from './config.ts';

/** Whether there is no line but those that cost by the byte: then nothing large is fetched. Not where no line is known. */
export const isAllMetered = (uplinks: readonly Pick<Uplink, 'metered'>[]): boolean =>
  uplinks.length > 0 && uplinks.every(({ metered }) => metered);
