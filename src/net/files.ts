import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** These tables are small: room is made as they turn out longer. */
const AT_FIRST = 16 << 10;

/**
 * The first `limit` bytes of a file as text, as far as its lines are whole; empty when it is not there, may not be read,
 * or is a pipe: nobody is waited for.
 * For the system's own small tables, where "not there" says as much as an empty one.
 */
export const readUpTo = async (path: string, limit: number): Promise<string> => {
  let file;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return '';
  }
  try {
    let buffer = Buffer.alloc(Math.min(limit, AT_FIRST));
    let filled = 0;
    // procfs hands out a page at a time, so one read is not the whole file.
    while (filled < limit) {
      if (filled === buffer.length) buffer = Buffer.concat([buffer], Math.min(limit, 2 * filled));
      const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, null);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    // Half a line would be another one: an address without its last digit.
    const end = filled < limit ? filled : buffer.lastIndexOf('\n') + 1;
    return buffer.toString('utf8', 0, end);
  } catch {
    return ''; // a folder, or a table that went away while it was read
  } finally {
    await file.close();
  }
};
