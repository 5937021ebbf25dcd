import { open } from 'node:fs/promises';

/**
 * The first `limit` bytes of a file as text; empty when it is not there or may not be read.
 * For the system's own small tables, where "not there" says as much as an empty one.
 */
export const readUpTo = async (path: string, limit: number): Promise<string> => {
  let file;
  try {
    file = await open(path, 'r');
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
    return buffer.toString('utf8', 0, filled);
  } catch {
    return ''; // a folder, or a table that went away while it was read
  } finally {
    await file.close();
  }
};
