/** A field's value: an integer, a float, a text or a yes or no. */
export type FieldValue = { readonly integer: number } | number | string | boolean;

// A line ends at a newline wherever one stands; `toTag` (names.ts) leaves neither one nor a backslash in a tag.
const escapedKey = (text: string): string => text.replaceAll(/[,= ]/g, String.raw`\$&`);
const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;

/** `plumbline_ping,target=router,vantage=home,via=-`. Names and values are without control characters and `\`. */
export const seriesPart = (measurement: string, tags: Readonly<Record<string, string>>): string => {
  const pairs = Object.entries(tags).toSorted(([a], [b]) => (a < b ? -1 : 1)); // sorted, the server need not
  return [measurement, ...pairs.map(([key, value]) => `${escapedKey(key)}=${escapedKey(value)}`)].join(',');
};

const written = (value: FieldValue): string | undefined => {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : undefined;
  return Number.isSafeInteger(value.integer) ? `${value.integer}i` : undefined;
};

/** `rtt=20000,rtt_lost=0i`: a number that is not finite is left out, and what is undefined. */
export const fieldsPart = (fields: Readonly<Record<string, FieldValue | undefined>>): string => {
  const parts: string[] = [];
  for (const [key, value] of Object.entries(fields)) {
    const text = value === undefined ? undefined : written(value);
    if (text !== undefined) parts.push(`${escapedKey(key)}=${text}`);
  }
  return parts.join(',');
};
