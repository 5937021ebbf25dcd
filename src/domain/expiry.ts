import type { EpochMicros } from './time.ts';

const DAY = 86_400_000_000;
/** Of the lifetime. Who renews by itself does so when a third is left (ACME clients, RFC 9773's suggestion too): half of that time went by unused. */
const WARN_SHARE = 1 / 6;
const FAIL_SHARE = 1 / 20;
/** Of a certificate of years these are soon enough. */
const WARN_MOST = 30 * DAY;
const FAIL_MOST = 7 * DAY;

/**
 * How a certificate stands at `now`, by how long it was made for (RFC 5280, 4.1.2.5: both ends are within its validity).
 * `warn`: what is left is a sixth of its lifetime, or 30 days where that is less. `fail`: a twentieth, or 7 days where that is less,
 * or it is not valid. Of 90 days: 15 and 4.5; of 45: 7.5 and 2.25; of 6: a day and 7.2 hours; of 398: 30 and 7.
 */
export const expiryStanding = (
  notBefore: EpochMicros,
  notAfter: EpochMicros,
  now: EpochMicros,
): 'ok' | 'warn' | 'fail' => {
  const lifetime = notAfter - notBefore;
  const left = notAfter - now;
  if (now < notBefore || left < 0 || left <= Math.min(lifetime * FAIL_SHARE, FAIL_MOST)) return 'fail';
  return left <= Math.min(lifetime * WARN_SHARE, WARN_MOST) ? 'warn' : 'ok';
};
