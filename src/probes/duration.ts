import { z } from 'zod';

import { DAY, HOUR, MINUTE, SECOND, type Millis } from '../domain/time.ts';

const UNITS: readonly (readonly [string, Millis])[] = [
  ['d', DAY],
  ['h', HOUR],
  ['m', MINUTE],
  ['s', SECOND],
  ['ms', 1],
];

/** `250ms`, `1.5s`, `5m`, `1h`, `1d` in milliseconds; undefined when it is no such text. */
export const parseDuration = (text: string): Millis | undefined => {
  const match = /^(\d{1,13}(?:\.\d{1,6})?) ?(ms|[smhd])$/.exec(text.trim());
  const unit = UNITS.find(([name]) => name === match?.[2]);
  return match === null || unit === undefined ? undefined : Number(match[1]) * unit[1];
};

/** The shortest text that `parseDuration` reads back as the same: in the largest unit that it is a whole number of. */
export const formatDuration = (ms: Millis): string => {
  const [name, size] = UNITS.find(([, size]) => ms >= size && ms % size === 0) ?? ['ms', 1];
  return `${ms / size}${name}`;
};

/** The bounds of each schema that `duration` made, in milliseconds: JSON Schema has no word for them. */
export const durationBounds = z.registry<{ readonly min: Millis; readonly max: Millis }>();

/** A duration within bounds, as a text or a number of milliseconds. Its issue's message says what is expected. */
export const duration = (min: Millis, max: Millis, suchAs = '250ms, 5s, 10m or 1h') => {
  const expected = `a duration from ${formatDuration(min)} to ${formatDuration(max)}, such as ${suchAs}`;
  const schema = z
    .union([z.number(), z.string()], { error: expected })
    .transform((value, ctx): Millis => {
      const ms = typeof value === 'number' ? value : parseDuration(value);
      if (ms !== undefined && ms >= min && ms <= max) return ms;
      ctx.issues.push({ code: 'custom', message: expected, input: value });
      return z.NEVER;
    })
    .meta({ description: expected });
  durationBounds.add(schema, { min, max });
  return schema;
};
