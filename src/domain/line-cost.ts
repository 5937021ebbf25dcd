import type { Line } from './line.ts';
import { DAY, HOUR, MINUTE, type Millis } from './time.ts';

/** An echo of 56 bytes over IPv4, there and back; as over IPv6 without its 20 bytes more. */
const ECHO = 2 * (20 + 8 + 56);
/** A STUN question of 20 bytes and its answer of some 60, in UDP over IPv4. */
const STUN = 28 + 20 + 28 + 60;
const MONTH: Millis = 30 * DAY;

/** What watching a line costs while it stands by, in bytes a month of 30 days, both ways together. */
export const standbyBytesAMonth = ({ metered, every }: Pick<Line, 'metered' | 'every'>): number =>
  Math.round((MONTH / every.standby) * ECHO + (MONTH / (metered ? 6 * HOUR : 5 * MINUTE)) * STUN);
