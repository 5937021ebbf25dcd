import { join } from 'node:path';

import { canonicalAddress } from '../domain/address.ts';
import { readUpTo } from './files.ts';

const FILE_LIMIT = 1024 * 1024;
const ADDRESS_LIMIT = 16;

/** The addresses that a hosts(5) file gives to a name, in the file's order, each once; at most 16. */
export const lookUpHosts = (text: string, name: string): readonly string[] => {
  const wanted = name.toLowerCase().replace(/\.$/, '');
  const found = new Set<string>();
  if (wanted === '') return [];
  for (const line of text.split('\n')) {
    const [first = '', ...names] = line.replace(/#.*/s, '').trim().split(/\s+/);
    if (!names.some((n) => n.toLowerCase() === wanted)) continue;
    const address = canonicalAddress(first);
    if (address !== undefined) found.add(address);
    if (found.size === ADDRESS_LIMIT) break;
  }
  return [...found];
};

/** As `/etc/hosts` has it now; none when there is no such file. */
export const readHosts = async (name: string, root = '/'): Promise<readonly string[]> =>
  lookUpHosts(await readUpTo(join(root, 'etc/hosts'), FILE_LIMIT), name);
