import { spawnSync } from 'node:child_process';
import { existsSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { fingerprint } from '../../src/start/fingerprint.mjs';
import { type Clone, emptyClone } from './support.ts';

let clone: Clone;
beforeEach(() => {
  clone = emptyClone();
});
afterEach(() => clone.remove());

/** `node src/start.mjs …` with a registry that nobody listens at. */
const start = (flags: readonly string[] = [], args: readonly string[] = []) => {
  const env = {
    PATH: process.env['PATH'],
    HOME: clone.root,
    npm_config_cache: join(clone.root, 'cache'),
    npm_config_registry: 'http://127.0.0.1:9',
    npm_config_fetch_retries: '0',
  };
  const command = [...flags, join(clone.root, 'src/start.mjs'), ...args];
  return spawnSync(process.execPath, command, { cwd: clone.root, encoding: 'utf8', env });
};
/** As it is after `npm start` once: nothing to install, nothing to build. */
const complete = (main: string): void => {
  clone.lock({});
  clone.write('dist/main.js', main);
  clone.write('dist/.built-from', fingerprint(clone.root));
};

describe('npm start', () => {
  it.each(['18.20.8', '20.18.3'])('tells Node.js %s what it needs', (version) => {
    const pretend = `data:text/javascript,Object.defineProperty(process.versions,'node',{value:'${version}'})`;
    const { status, stderr } = start(['--import', pretend]);
    expect(status).toBe(1);
    expect(stderr).toBe(`plumbline needs Node.js 20.19 or later; this is ${version}.\n`);
  });

  it('becomes the service with the arguments given, and ends with its exit code', () => {
    complete('console.log(process.argv.slice(1).join(" ")); process.exitCode = 7;');
    const { status, stdout, stderr } = start([], ['--listen', '127.0.0.1:1']);
    expect(stdout).toBe(`${join(clone.root, 'dist/main.js')} serve --listen 127.0.0.1:1\n`);
    expect(stderr).toBe('');
    expect(status).toBe(7);
  });

  it('makes npx find the command of the clone', () => {
    complete('');
    start();
    expect(readlinkSync(join(clone.root, 'node_modules/.bin/plumbline'))).toBe('../../dist/main.js');
  });

  it('says what is missing where no registry can be reached', () => {
    const integrity = `sha512-${Buffer.alloc(64).toString('base64')}`;
    clone.lock({ 'node_modules/some-package': { version: '1.2.3', integrity } });
    clone.write(
      'package.json',
      JSON.stringify({ name: 'clone', version: '1.0.0', dependencies: { 'some-package': '1.2.3' } }),
    );
    const { status, stderr } = start();
    expect(status).toBe(1);
    expect(stderr).toContain('installing 1 package with npm (some-package@1.2.3)');
    expect(stderr).toContain('Missing: some-package@1.2.3');
  });

  it('says why a build failed, and starts nothing', () => {
    clone.lock({});
    clone.write('node_modules/typescript/bin/tsc', 'console.log("src/a.ts(1,1): error TS1"); process.exitCode = 2;');
    clone.write('node_modules/typescript/package.json', '{"type": "commonjs"}');
    const { status, stderr } = start();
    expect(status).toBe(1);
    expect(stderr).toContain('the build failed');
    expect(stderr).toContain('src/a.ts(1,1): error TS1');
    expect(existsSync(join(clone.root, 'dist/.built-from'))).toBe(false);
  });
});
