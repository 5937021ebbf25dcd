// @ts-check
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What a build depends on: files, and folders with all that is in them. */
const SOURCES = ['src', 'web', 'tsconfig.json', 'package.json', 'package-lock.json'];

/**
 * @param {string} root
 * @param {string} path
 * @returns {readonly string[]} Paths below the root, in an order that does not depend on the file system.
 */
const filesIn = (root, path) => {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [path];
  const names = readdirSync(full).filter((name) => name !== 'node_modules' && name !== 'dist');
  return names.toSorted().flatMap((name) => filesIn(root, join(path, name)));
};

/**
 * A hash over the names and contents of all that a build depends on. Contents, not times: a checkout sets those anew.
 * @param {string} root
 */
export const fingerprint = (root) => {
  const hash = createHash('sha256');
  for (const path of SOURCES.flatMap((source) => filesIn(root, source))) {
    const content = readFileSync(join(root, path));
    hash.update(`${path}\n${content.length}\n`).update(content);
  }
  return hash.digest('hex');
};
