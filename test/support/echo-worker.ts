import { mkdtempSync, rmSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { join } from 'node:path';

import { build } from 'vite';

/**
 * The worker of the kernel engine, compiled from the sources as they are: Node 20 starts no thread from TypeScript.
 * In a folder of its own inside node_modules, from where koffi is found.
 */
export const buildEchoWorker = async (): Promise<{ readonly url: URL; readonly remove: () => void }> => {
  const outDir = mkdtempSync(fileURLToPath(new URL('../../node_modules/.echo-worker-', import.meta.url)));
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: fileURLToPath(new URL('../../src/net/echo/worker.ts', import.meta.url)),
      outDir,
      minify: false,
      rollupOptions: { output: { entryFileNames: 'worker.mjs' } },
    },
  });
  return {
    url: pathToFileURL(join(outDir, 'worker.mjs')),
    remove: () => rmSync(outDir, { recursive: true, force: true }),
  };
};
