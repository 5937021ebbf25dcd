/** Text from the network or a file, safe for a terminal: no control characters, no change of direction. */
export const printable = (text: string): string =>
  // oxlint-disable-next-line no-control-regex
  text.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, '\u{fffd}');

/** How many columns a text takes; combining marks none, wide scripts two (UAX 11, roughly). */
export const widthOf = (text: string): number => {
  let width = 0;
  for (const character of text) {
    if (/\p{M}/u.test(character)) continue;
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u.test(
        character,
      )
        ? 2
        : 1;
  }
  return width;
};

/** Cut to a width, with an ellipsis where something is missing. */
export const cut = (text: string, width: number): string => {
  if (widthOf(text) <= width) return text;
  let kept = '';
  for (const character of text) {
    if (widthOf(kept + character) > width - 1) break;
    kept += character;
  }
  return width > 0 ? `${kept}…` : '';
};

export const pad = (text: string, width: number, side: 'left' | 'right' = 'left'): string => {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)));
  return side === 'left' ? text + space : space + text;
};

/** Lines of at most `width` columns, broken between words; a longer word stands alone. */
export const wrap = (text: string, width: number): readonly string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((w) => w !== '')) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
};

export const indent = (lines: readonly string[], by: number): readonly string[] =>
  lines.map((l) => (l === '' ? '' : ' '.repeat(by) + l));

/** The name of a field in words: `rttP50` as "rtt p50", `lossRatio` as "loss". */
export const words = (field: string): string =>
  field
    .replace(/(?<=[a-z])Ratio$/, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();

/** A column of names, and beside it what they are, on as many lines as that takes. */
export const pairs = (rows: readonly (readonly [string, string])[], width: number): readonly string[] => {
  const first = rows.reduce((w, [name]) => Math.max(w, widthOf(name)), 0);
  return rows.flatMap(([name, text]) => {
    const [head = '', ...more] = wrap(text, width - first - 2);
    return [`${pad(name, first)}  ${head}`.trimEnd(), ...indent(more, first + 2)];
  });
};

/** A code on one line, or on as many as it takes, broken after its dots. */
export const dotted = (code: string, width: number): readonly string[] =>
  code.length <= width ? [code] : wrap(code.replaceAll('.', '. '), width).map((line) => line.replaceAll('. ', '.'));
