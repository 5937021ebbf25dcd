import type { EpochMicros } from './time.ts';

/** Why a probe packet (or a connect) brought no value. */
export const LOSS_REASONS = [
  'timeout', // nothing came back in time
  'unreachable', // an ICMP error said so (RFC 792 type 3, RFC 4443 type 1)
  'time-exceeded', // the TTL or hop limit ran out (RFC 792 type 11, RFC 4443 type 3)
  'too-big', // needs fragmentation, DF set (RFC 1191; RFC 4443 type 2)
  'send-failed', // this machine could not send: no route, no buffer, interface gone
  'no-address', // the name has no address of the wanted family, or did not resolve
] as const;
export type LossReason = (typeof LOSS_REASONS)[number];
/** The same for a person. */
export const LOSS_WORDS: Readonly<Record<LossReason, string>> = {
  timeout: 'no reply',
  unreachable: 'unreachable',
  'time-exceeded': 'TTL ran out',
  'too-big': 'too big',
  'send-failed': 'could not send',
  'no-address': 'no address',
};

/** What happened to an echo after it was settled; counted apart, never rewrites history. */
export const NOTE_KINDS = ['late', 'duplicate', 'reordered'] as const;
export type NoteKind = (typeof NOTE_KINDS)[number];

/** Settled once: answered with a value (in the series' unit), or lost for a reason. `at` is when it was sent. */
export type Settled =
  | { readonly at: EpochMicros; readonly value: number }
  | { readonly at: EpochMicros; readonly lost: LossReason; readonly saidBy?: string };
export interface Note {
  readonly at: EpochMicros;
  readonly note: NoteKind;
  readonly value: number;
}
export type Sample = Settled | Note;
