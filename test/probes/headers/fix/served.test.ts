import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, describe, expect, it } from 'vitest';

import { missing, served, type WebServer } from '../../../support/web-server.ts';
import { badServer, fixFor, freePort, gradesNow, lookAt, promised, withLater } from './pasted.ts';

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

const nginxServer = async (port: number, behind: number): Promise<WebServer> => {
  const write = (folder: string, lines: string): void => {
    writeFileSync(join(folder, 'fix.conf'), lines);
    const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (kind) => `${kind}_temp_path ${folder}/${kind};`,
    );
    writeFileSync(
      join(folder, 'nginx.conf'),
      `pid ${folder}/pid; error_log ${folder}/error.log; events {} http { access_log off; ${temp.join(' ')}
       server { listen 127.0.0.1:${port}; location / { proxy_pass http://127.0.0.1:${behind}; } include ${folder}/fix.conf; } }`,
    );
  };
  const conf = (folder: string): readonly string[] => ['-c', join(folder, 'nginx.conf'), '-p', folder];
  return served(
    closing,
    write,
    (folder) => ['nginx', ['-t', ...conf(folder)]],
    (folder) => ['nginx', [...conf(folder), '-g', 'daemon off; master_process off;']],
  );
};
const caddyServer = async (port: number, behind: number): Promise<WebServer> => {
  const write = (folder: string, lines: string): void =>
    writeFileSync(
      join(folder, 'Caddyfile'),
      `{\n\tadmin off\n}\nhttp://127.0.0.1:${port} {\n\treverse_proxy 127.0.0.1:${behind}\n${lines}}\n`,
    );
  const conf = (folder: string): readonly string[] => ['--config', join(folder, 'Caddyfile'), '--adapter', 'caddyfile'];
  return served(
    closing,
    write,
    (folder) => ['caddy', ['validate', ...conf(folder)]],
    (folder) => ['caddy', ['run', ...conf(folder)]],
  );
};

// Real servers on ports of their own of 127.0.0.1; each is skipped where its program is not installed.
describe.each([
  ['nginx', nginxServer],
  ['caddy', caddyServer],
] as const)('lines for %s, pasted', (kind, start) => {
  it.skipIf(missing(kind))('are taken, and lead to the grades that they promise', async () => {
    const behind = await badServer();
    closing.push(() => behind.close());
    const port = await freePort();
    const server = await start(port, behind.port);
    await server.run('');
    const before = await lookAt(port);
    expect(gradesNow(before)[1]).toBe('B');
    const lines = fixFor(before, kind);
    expect(promised(lines).later.map((grade) => grade.split(' ')[0])).toEqual(['A+', 'A+']);

    await server.run(lines);
    const now = await lookAt(port);
    expect(gradesNow(now)).toEqual(promised(lines).now);
    const page = now.secure.steps[0]?.outcome;
    const names = page?.ok === true ? page.answer.headers.map(([name]) => name.toLowerCase()) : [];
    expect(names).not.toContain('x-powered-by');
    expect(names).not.toContain('feature-policy');
    for (const name of ['referrer-policy', 'x-frame-options', 'strict-transport-security'])
      expect(names.filter((each) => each === name)).toHaveLength(1);

    await server.run(withLater(lines));
    expect(gradesNow(await lookAt(port))).toEqual(promised(lines).later);
  });
});
