import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { build } from 'vite';

const source = (name: string): string => fileURLToPath(new URL(`../../src/net/echo/${name}.ts`, import.meta.url));

export interface BuiltEcho {
  /** The worker of the kernel engine. */
  readonly worker: URL;
  /** The module with `openEcho`, for a process of its own. */
  readonly open: URL;
  readonly remove: () => void;
}

/**
 * The echo engine compiled from the sources as they are: Node 20 starts no thread and no process from TypeScript.
 * In a folder of its own inside node_modules, from where koffi is found.
 */
export const buildEcho = async (): Promise<BuiltEcho> => {
  const outDir = mkdtempSync(fileURLToPath(new URL('../../node_modules/.echo-', import.meta.url)));
  chmodSync(outDir, 0o755); // other users run it too
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: true,
      outDir,
      minify: false,
      rollupOptions: {
        input: { worker: source('worker'), open: source('open') },
        output: { entryFileNames: '[name].js' },
      },
    },
  });
  writeFileSync(join(outDir, 'package.json'), '{"type":"module"}');
  return {
    worker: pathToFileURL(join(outDir, 'worker.js')),
    open: pathToFileURL(join(outDir, 'open.js')),
    remove: () => rmSync(outDir, { recursive: true, force: true }),
  };
};
