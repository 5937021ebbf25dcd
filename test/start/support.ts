import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

export interface Clone {
  readonly root: string;
  write(path: string, text: string): void;
  /** Writes a lock file, or npm's record of what it installed with a folder for each package. */
  lock(packages: Readonly<Record<string, object>>): void;
  installed(packages: Readonly<Record<string, { readonly version: string }>>): void;
  remove(): void;
}

/** A folder with this project's start scripts and nothing else. */
export const emptyClone = (): Clone => {
  const root = mkdtempSync(join(tmpdir(), 'plumbline-clone-'));
  const write: Clone['write'] = (path, text) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  cpSync(join(REPOSITORY, 'src/start'), join(root, 'src/start'), { recursive: true });
  cpSync(join(REPOSITORY, 'src/start.mjs'), join(root, 'src/start.mjs'));
  return {
    root,
    write,
    lock: (packages) => {
      const asked = { name: 'clone', version: '1.0.0' };
      const text = JSON.stringify({
        ...asked,
        lockfileVersion: 3,
        requires: true,
        packages: { '': asked, ...packages },
      });
      write('package-lock.json', text);
      write('package.json', JSON.stringify({ ...asked, type: 'module' }));
    },
    installed: (packages) => {
      write('node_modules/.package-lock.json', JSON.stringify({ packages }));
      for (const path of Object.keys(packages)) write(`${path}/package.json`, '{}');
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
};
