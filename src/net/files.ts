import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

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
    const buffer = Buffer.alloc(limit);
    let filled = 0;
    // procfs hands out a page at a time, so one read is not the whole file.
    while (filled < limit) {
      const { bytesRead } = await file.read(buffer, filled, limit - filled, null);
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
