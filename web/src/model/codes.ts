import type { CodeInfo, FoundList } from '../../../src/api/codes/schema.ts';
import { plural } from './format.ts';
import { codeWords } from './words.ts';

type Group = CodeInfo['group'];
/** In the order in which they are shown. */
export const GROUP_WORDS: Readonly<Record<Group, string>> = {
  paths: 'Paths',
  lines: 'Lines',
  addresses: 'Addresses',
  sites: 'Sites',
  tls: 'TLS and certificates',
  service: 'plumbline itself, and InfluxDB',
  peers: 'Graders, by their own codes',
};

/** Those that have every word in them, by group; a group that has none is left out. */
export const groupsOf = (
  codes: readonly CodeInfo[],
  find: string,
): readonly { readonly group: Group; readonly codes: readonly CodeInfo[] }[] => {
  const words = find.toLowerCase().split(/\s+/);
  const has = ({ code, meaning, remedy, severity }: CodeInfo): boolean => {
    const all = `${code} ${codeWords(code)} ${severity} ${meaning} ${remedy}`.toLowerCase();
    return words.every((word) => all.includes(word));
  };
  const found = codes.filter(has);
  return (Object.keys(GROUP_WORDS) as Group[]).flatMap((group) => {
    const own = found.filter((c) => c.group === group);
    return own.length === 0 ? [] : [{ group, codes: own }];
  });
};

/** "Found 3 times here in 30 days". */
export const foundWords = ({ times, truncated }: Pick<FoundList, 'times' | 'truncated'>): string => {
  if (times === 0) return 'Not found here in the last 30 days.';
  return `Found ${truncated ? 'at least ' : ''}${times === 1 ? 'once' : plural(times, 'time')} here in 30 days`;
};
