/** Header lines as they came (RFC 9110, 5): names in any case, values as bytes (latin1). */
export type HeaderLines = readonly (readonly [name: string, value: string])[];

/** The values of all lines of that name (in lower case), in order. */
export const linesOf = (headers: HeaderLines, name: string): readonly string[] =>
  headers.flatMap(([own, value]) => (own.length === name.length && own.toLowerCase() === name ? [value.trim()] : []));

/** As one value, as recipients put the lines together (RFC 9110, 5.3); undefined where there is none. */
export const valueOf = (headers: HeaderLines, name: string): string | undefined => {
  const lines = linesOf(headers, name);
  return lines.length === 0 ? undefined : lines.join(', ');
};

/** The parts of a list (RFC 9110, 5.6.1), trimmed, without the empty ones. A comma in quotes separates nothing. */
export const partsOf = (value: string, separator: ',' | ';' = ','): readonly string[] => {
  const parts: string[] = [];
  let from = 0;
  let quoted = false;
  for (let i = 0; i < value.length; i += 1) {
    const char = value[i];
    if (quoted && char === '\\') i += 1;
    else if (char === '"') quoted = !quoted;
    else if (char === separator && !quoted) {
      parts.push(value.slice(from, i).trim());
      from = i + 1;
    }
  }
  parts.push(value.slice(from).trim());
  return parts.filter((part) => part !== '');
};
