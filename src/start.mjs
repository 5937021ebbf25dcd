// @ts-check
// `npm start`: installs what is missing, builds what has changed, and becomes the service.
// Plain JavaScript without dependencies: it runs before anything is installed. The check of Node's version comes before
// every other import, so that an old one meets a sentence and not a syntax error.
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`plumbline needs Node.js 20.19 or later; this is ${process.versions.node}.\n`);
  process.exit(1);
}

const root = fileURLToPath(new URL('..', import.meta.url));
const { makeReady } = await import('./start/ready.mjs');
if (makeReady(root, { forTests: false })) {
  const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
  // In this process: a signal meets the service itself, and its exit code is ours.
  process.argv.splice(1, 1, main, 'serve');
  await import(pathToFileURL(main).href);
} else {
  process.exitCode = 1;
}
