// @ts-check
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {{ version?: string, dev?: boolean, optional?: boolean, devOptional?: boolean }} Locked
 * @typedef {Record<string, Locked>} Lock Packages by where they lie, e.g. `node_modules/zod`.
 */

/**
 * @param {string} path
 * @returns {Lock}
 */
const readLock = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : {});

/**
 * The packages that the lock file names and `node_modules` lacks or holds in another version, by npm's own account
 * (`node_modules/.package-lock.json`) and by what lies there. Optional ones are never missing: npm leaves them out where
 * they do not fit or do not compile.
 * @param {string} root
 * @param {{ dev: boolean }} which Whether those that only building and testing need count too.
 * @returns {readonly string[]} E.g. `zod@4.6.7`.
 */
export const missingPackages = (root, { dev }) => {
  const installed = readLock(join(root, 'node_modules/.package-lock.json'));
  const wanted = Object.entries(readLock(join(root, 'package-lock.json'))).filter(
    ([path, p]) => path !== '' && !p.optional && !p.devOptional && (dev || !p.dev),
  );
  return wanted
    .filter(([path, p]) => installed[path]?.version !== p.version || !existsSync(join(root, path, 'package.json')))
    .map(([path, p]) => `${path.replace(/^.*node_modules\//, '')}@${p.version}`);
};
