import type { Sample } from '../../../src/api/schema.ts';

export type Answered = Extract<Sample, { value: number }> & { readonly note?: never };
export type Lost = Extract<Sample, { lost: unknown }>;
export type Settled = Answered | Lost;

export const isLost = (s: Sample): s is Lost => 'lost' in s;
/** Notes (late, duplicate, reordered) come beside what was settled already. */
export const isNote = (s: Sample): s is Extract<Sample, { note: unknown }> => 'note' in s;
const isSettled = (s: Sample): s is Settled => !isNote(s);

/** The last settled one by time; undefined when there is none. */
export const lastSettled = (samples: readonly Sample[]): Settled | undefined => {
  let last: Settled | undefined;
  for (const s of samples) if (isSettled(s) && (last === undefined || s.at >= last.at)) last = s;
  return last;
};

/** Why an echo brought nothing, in words. */
export const LOSS_REASON_WORDS: Readonly<Record<Lost['lost'], string>> = {
  timeout: 'no reply',
  unreachable: 'unreachable',
  'time-exceeded': 'TTL ran out',
  'too-big': 'too big',
  'send-failed': 'could not send',
  'no-address': 'no address',
};
