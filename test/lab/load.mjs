// @ts-check
import { fileURLToPath } from 'node:url';

import { runnerImport } from 'vite';

/**
 * Imports a TypeScript module of this folder in a Node that cannot.
 * @param {string} file
 */
export const load = async (file) => {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const { module } = await runnerImport(path, { configFile: false, logLevel: 'error' });
  return /** @type {Record<string, (...args: unknown[]) => Promise<unknown>>} */ (module);
};
