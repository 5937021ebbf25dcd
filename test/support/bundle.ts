import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'vite';

/**
 * A module of the sources as they are, compiled for a process of its own: Node 20 runs no TypeScript.
 * It lies inside node_modules, from where packages are found.
 */
export const bundle = async (source: string): Promise<{ readonly path: string; readonly remove: () => void }> => {
  const outDir = mkdtempSync(fileURLToPath(new URL('../../node_modules/.bundle-', import.meta.url)));
  chmodSync(outDir, 0o755); // other users run it too
  await build({
    configFile: false,
    logLevel: 'error',
    build: { ssr: source, outDir, minify: false, rollupOptions: { output: { entryFileNames: 'main.mjs' } } },
  });
  return { path: join(outDir, 'main.mjs'), remove: () => rmSync(outDir, { recursive: true, force: true }) };
};
