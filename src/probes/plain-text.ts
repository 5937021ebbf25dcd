const MOST_TEXT = 200;

/** A text on one line, without what moves a cursor or turns the line around, shortened; undefined where nothing is left. */
export const plainText = (text: unknown): string | undefined => {
  if (typeof text !== 'string') return undefined;
  const plain = text
    .slice(0, 4 * MOST_TEXT)
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\s]+/gu, ' ')
    .trim()
    .slice(0, MOST_TEXT);
  return plain === '' ? undefined : plain;
};
