/** A line as a server understands it: by the grammar of InfluxDB's line protocol, not by our encoder's code. */
export interface Line {
  readonly measurement: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, FieldRead>>;
  readonly at: number;
}
export type FieldRead = number | string | boolean | { readonly integer: number };

/** Reads one line to its end; throws where a server would refuse it. */
export const parseLine = (line: string): Line => {
  let at = 0;
  const fail = (what: string): never => {
    throw new Error(`${what} at ${at} of ${JSON.stringify(line.slice(0, 200))}`);
  };
  /** Up to one of the characters in `ends` that no backslash is before. */
  const word = (ends: string): string => {
    let text = '';
    while (at < line.length && !ends.includes(line.charAt(at))) {
      const [char, next] = [line.charAt(at), line.charAt(at + 1)];
      if (char === '\n') fail('a newline outside of a string');
      if (char === '\\' && next !== '' && ',= '.includes(next)) {
        text += next;
        at += 2;
      } else {
        text += char;
        at += 1;
      }
    }
    return text === '' ? fail('nothing') : text;
  };
  const take = (char: string): boolean => {
    if (line.charAt(at) !== char) return false;
    at += 1;
    return true;
  };
  const must = (char: string): void => {
    if (!take(char)) fail(`expected ${JSON.stringify(char)}`);
  };
  const string = (): string => {
    let text = '';
    while (!take('"')) {
      if (at >= line.length) fail('a string without end');
      if (line.charAt(at) === '\\' && '"\\'.includes(line.charAt(at + 1))) at += 1;
      text += line.charAt(at);
      at += 1;
    }
    return text;
  };
  const value = (): FieldRead => {
    if (take('"')) return string();
    const text = word(', ');
    if (text === 'true' || text === 'false') return text === 'true';
    if (/^-?\d+i$/.test(text)) return { integer: Number(text.slice(0, -1)) };
    return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(text) ? Number(text) : fail(`no value: ${text}`);
  };

  const measurement = word(', ');
  const tags: Record<string, string> = {};
  while (take(',')) {
    const key = word('= ,');
    must('=');
    if (Object.hasOwn(tags, key)) fail(`the tag ${key} again`);
    tags[key] = word('=, ');
  }
  must(' ');
  const fields: Record<string, FieldRead> = {};
  do {
    const key = word('= ,');
    must('=');
    if (Object.hasOwn(fields, key) || Object.hasOwn(tags, key)) fail(`the name ${key} again`);
    fields[key] = value();
  } while (take(','));
  must(' ');
  const stamp = word(' ');
  if (at < line.length || !/^-?\d+$/.test(stamp)) fail('no stamp');
  return { measurement, tags, fields, at: Number(stamp) };
};
