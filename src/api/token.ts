import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

import { DAY, SECOND, type EpochMicros } from '../domain/time.ts';

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Compares hashes, so that neither the place of a difference nor the length shows in the time it takes. */
export const sameSecret = (given: string, expected: string): boolean =>
  timingSafeEqual(sha256(given), sha256(expected));

/** Long enough for a wall display to be signed in once a season. */
export const SESSION_SECONDS = (90 * DAY) / SECOND;

// Signed rather than remembered, so that a restart signs nobody out; a new token makes every session void.
const sign = (token: string, text: string): string =>
  createHmac('sha256', `plumbline session ${token}`).update(text).digest('base64url');

/** The cookie's value: `<expiry, epoch seconds>.<nonce>.<HMAC-SHA-256 by the token>`. */
export const issueSession = (token: string, now: EpochMicros): string => {
  const text = `${Math.floor(now / 1_000_000) + SESSION_SECONDS}.${randomBytes(12).toString('base64url')}`;
  return `${text}.${sign(token, text)}`;
};

export const isSession = (value: string, token: string, now: EpochMicros): boolean => {
  const [expiry = '', nonce = '', mac = '', ...more] = value.split('.');
  if (more.length > 0 || !/^\d{1,12}$/.test(expiry)) return false;
  return sameSecret(mac, sign(token, `${expiry}.${nonce}`)) && Number(expiry) * 1_000_000 > now;
};
