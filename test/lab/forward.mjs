// @ts-check
// node forward.mjs SOCKET PORT
//
// Run inside a namespace: joins whoever connects to the Unix socket with 127.0.0.1:PORT in here. Unix sockets lie in the
// file system, which the namespaces share, so this is a way in from outside that no discovery of routes can see.
// It says {"ready":true} when it listens, and ends when its input does.
import { connect, createServer } from 'node:net';

const [path, port] = process.argv.slice(2);
const server = createServer((outside) => {
  const inside = connect(Number(port), '127.0.0.1');
  outside.on('error', () => inside.destroy());
  inside.on('error', () => outside.destroy());
  outside.on('close', () => inside.destroy());
  inside.on('close', () => outside.destroy());
  outside.pipe(inside).pipe(outside);
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
server.listen(path, () => process.stdout.write('{"ready":true}\n'));
process.stdin.resume().on('end', () => process.exit(0));
