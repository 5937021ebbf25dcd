import type { NetFailure } from './net.ts';

type Reason = Extract<
  NetFailure['reason'],
  'timeout' | 'refused' | 'reset' | 'unreachable' | 'no-route' | 'not-allowed'
>;

/** What an error of connect(2), read(2) or write(2) says of the way (tcp(7), ip(7), and icmp_err_convert of Linux). */
const REASONS = new Map<string, Reason>([
  ['ETIMEDOUT', 'timeout'],
  ['ECONNREFUSED', 'refused'],
  ['ECONNRESET', 'reset'],
  ['ECONNABORTED', 'reset'],
  ['EPIPE', 'reset'],
  ['EHOSTUNREACH', 'unreachable'],
  ['EHOSTDOWN', 'unreachable'],
  ['ENOPROTOOPT', 'unreachable'], // ICMP "protocol unreachable"
  ['ENONET', 'unreachable'],
  ['EPROTO', 'unreachable'],
  ['ENETUNREACH', 'no-route'],
  ['ENETDOWN', 'no-route'],
  // This machine has no such source or interface, or cannot send from there to that place.
  ['EADDRNOTAVAIL', 'no-route'],
  ['ENODEV', 'no-route'],
  ['EINVAL', 'no-route'],
  ['EACCES', 'not-allowed'],
  ['EPERM', 'not-allowed'],
]);

/** By the name of the error; undefined for one that says nothing of the way. */
export const reasonOf = (code: string | undefined): Reason | undefined =>
  code === undefined ? undefined : REASONS.get(code);

export const failed = (reason: NetFailure['reason'], detail: string): NetFailure => ({ ok: false, reason, detail });

/** Of an error of Node; empty where it has none. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
/** Bounded: some errors quote a stranger. */
export const textOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).slice(0, 200);
