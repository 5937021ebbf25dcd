/** One server-sent event: its name and its data. */
export interface TextEvent {
  readonly name: string;
  readonly data: string;
}

/** No answer of ours is longer: a report is cut well before (a run of 4 MiB is the most that is kept). */
const MOST = 8 * 1024 * 1024;

/**
 * Reads server-sent events out of text that comes in pieces, as this service writes them: `event`, `data` of one line,
 * a blank line. Comments are left out. Throws where one does not end.
 */
export const readEvents = (): ((piece: string) => readonly TextEvent[]) => {
  let left = '';
  return (piece) => {
    const blocks = (left + piece).split('\n\n');
    left = blocks.pop() ?? '';
    if (left.length > MOST) throw new Error('The answer is too long.');
    return blocks.flatMap((block) => {
      const found = /^event: (\w+)\ndata: (.*)$/s.exec(block);
      return found === null ? [] : [{ name: found[1] ?? '', data: found[2] ?? '' }];
    });
  };
};
