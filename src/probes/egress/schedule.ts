import { HOUR, MINUTE, SECOND, type Millis } from '../../domain/time.ts';
import type { PaceWord } from '../probe.ts';

/** From one look at the egress address to the next. */
export const lookEvery = (pace: PaceWord, metered: boolean): Millis => {
  switch (pace) {
    case 'alert':
    case 'wary':
      return SECOND;
    case 'live':
      return MINUTE;
    case 'standby':
  }
  return metered ? 6 * HOUR : 5 * MINUTE;
};
