import { MAX_DAYS, MAX_SPAN, MIN_SPAN, fixed, type ViewRange } from './range.ts';
import { momentOf, type OffsetAt } from './ticks.ts';

// A stretch of time typed in: what `<input type="datetime-local">` holds, by the viewer's clock.

/** `2025-11-21T14:02`, the minute that a moment (µs) lies in. */
export const inputText = (micros: number, offset: OffsetAt): string => {
  const ms = Math.floor(micros / 60_000_000) * 60_000;
  return new Date(ms + offset(ms)).toISOString().slice(0, 16);
};

/** The moment (µs) that was typed; undefined when it is none. */
export const inputMoment = (text: string, offset: OffsetAt): number | undefined => {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?$/.test(text)) return undefined;
  const wall = Date.parse(`${text}Z`);
  return Number.isFinite(wall) ? momentOf(wall, offset) * 1_000 : undefined;
};

/** The range that was typed, cut at now; or what is wrong with it, and with which of the two. */
export const typedRange = (
  from: string,
  to: string,
  now: number,
  offset: OffsetAt,
): ViewRange | { readonly wrong: 'from' | 'to'; readonly why: string } => {
  const start = inputMoment(from, offset);
  const asked = inputMoment(to, offset);
  if (start === undefined || start < 0) return { wrong: 'from', why: 'From must be a date and a time.' };
  if (asked === undefined) return { wrong: 'to', why: 'To must be a date and a time.' };
  if (start > now - MIN_SPAN) return { wrong: 'from', why: 'From must be before now.' };
  const end = Math.min(asked, now);
  if (end <= start) return { wrong: 'to', why: 'To must be after From.' };
  if (end - start > MAX_SPAN) return { wrong: 'to', why: `${MAX_DAYS} days at most.` };
  return fixed({ from: start, to: end });
};
