import { mkdirSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';

import { afterEach, expect, it } from 'vitest';

import { lintOf } from '../../../../src/probes/headers/lint/lint.ts';
import { missing, served, type WebServer } from '../../../support/web-server.ts';
import { freePort } from '../fix/pasted.ts';
import { type AnswerOf, type Lines, site } from './site.ts';

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});
const HTML = `<!doctype html><title>x</title>${'<p>x'.repeat(400)}`;
const FILES = { 'index.html': HTML, 'app.3f2a9c1b.js': 'var a = 1;' };

const write = (folder: string, name: string, text: string): void => {
  mkdirSync(join(folder, 'www'), { recursive: true });
  for (const [file, content] of Object.entries(FILES)) writeFileSync(join(folder, 'www', file), content);
  writeFileSync(join(folder, name), text);
};
const nginx = (port: number): Promise<WebServer> => {
  const conf = (folder: string): readonly string[] => ['-c', join(folder, 'nginx.conf'), '-p', folder];
  return served(
    closing,
    (folder, lines) => {
      const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
        (kind) => `${kind}_temp_path ${folder}/${kind};`,
      );
      write(
        folder,
        'nginx.conf',
        `pid ${folder}/pid; error_log ${folder}/error.log; events {}
         http { types { text/html html; text/javascript js; } access_log off; gzip on; ${temp.join(' ')}
         server { listen 127.0.0.1:${port}; root ${folder}/www; ${lines} } }`,
      );
    },
    (folder) => ['nginx', ['-t', ...conf(folder)]],
    (folder) => ['nginx', [...conf(folder), '-g', 'daemon off; master_process off;']],
  );
};
const caddy = (port: number): Promise<WebServer> => {
  const conf = (folder: string): readonly string[] => ['--config', join(folder, 'Caddyfile'), '--adapter', 'caddyfile'];
  return served(
    closing,
    (folder, lines) =>
      write(
        folder,
        'Caddyfile',
        `{\n\tadmin off\n}\nhttp://127.0.0.1:${port} {\n\troot * ${folder}/www\n\tencode gzip\n\tfile_server\n${lines}\n}\n`,
      ),
    (folder) => ['caddy', ['validate', ...conf(folder)]],
    (folder) => ['caddy', ['run', ...conf(folder)]],
  );
};

const answer = (url: string): Promise<AnswerOf> =>
  new Promise((resolve, reject) => {
    get(
      url,
      { agent: false, headers: { 'Accept-Encoding': 'gzip', Origin: 'https://stranger.example' } },
      (response) => {
        response.resume();
        const { rawHeaders: raw, statusCode: status = 0 } = response;
        const headers = raw.flatMap((name, i): Lines => (i % 2 === 0 ? [[name, raw[i + 1] ?? '']] : []));
        resolve({ status, headers });
      },
    ).on('error', reject);
  });
/** What is to be changed of what a server of ours really sends, as if it came over https; asked until it listens, for ten seconds at most. */
const toChange = async (port: number): Promise<readonly string[]> => {
  const at = (path: string): Promise<AnswerOf> => answer(`http://127.0.0.1:${port}/${path}`);
  const until = performance.now() + 10_000;
  for (;;)
    try {
      const [page, asset, none] = await Promise.all([at(''), at('app.3f2a9c1b.js'), at('none')]);
      const seen = site({ page, asset, missing: none, body: HTML });
      return lintOf(seen).flatMap(({ code, place, severity }) => (severity === 'info' ? [] : [`${place} ${code}`]));
    } catch (error) {
      if (performance.now() > until) throw error;
      await new Promise((resolve) => void setTimeout(resolve, 50));
    }
};

it.skipIf(missing('nginx'))('finds what is wrong with a real nginx, and nothing once that is put right', async () => {
  const port = await freePort();
  const server = await nginx(port);
  await server.run(`
    add_header Strict-Transport-Security "max-age=31536000";
    add_header X-Content-Type-Options nosniff;
    add_header Permissions-Policy "payment=()";
    add_header Permissions-Policy "payment=(self), geolocatoin=()";
    location / { expires 10y; }
    location ~ \\.js$ { add_header Cache-Control "public; max-age=60"; }`);
  expect(await toChange(port)).toEqual([
    'asset cache-control-broken',
    'page cache-html-years',
    'page permissions-policy-duplicate',
    'page permissions-policy-misspelt',
    'page charset-missing',
    'page vary-encoding-missing',
    'missing header-lost',
    'asset header-lost',
  ]);
  await server.run(`
    charset utf-8; charset_types text/html; gzip_vary on;
    add_header Strict-Transport-Security "max-age=31536000" always;
    add_header X-Content-Type-Options nosniff always;
    add_header Permissions-Policy "payment=(self), geolocation=()" always;
    add_header Cache-Control $kept always;
    set $kept no-cache;
    location ~ \\.js$ { set $kept "public, max-age=31536000, immutable"; }`);
  expect(await toChange(port)).toEqual([]);
});
it.skipIf(missing('caddy'))('finds what is wrong with a real caddy, and nothing once that is put right', async () => {
  const port = await freePort();
  const server = await caddy(port);
  await server.run(`
    header {
      Strict-Transport-Security "max-age=31536000, includeSubDomains"
      Access-Control-Allow-Origin *
      Access-Control-Allow-Credentials true
      Cache-Control "no-store, max-age=3600"
      X-Frame-Options "ALLOW-FROM https://a.example"
      +Set-Cookie "sid=1; SameSite=None"
      Content-Security-Policy "default-src self"
    }`);
  expect(await toChange(port)).toEqual([
    'page hsts-invalid',
    'page frame-options-allow-from',
    'page cors-wildcard-credentials',
    'page cookie-refused',
    'page csp-keyword-unquoted',
    'page cache-no-store-contradicts',
  ]);
  await server.run(`
    header {
      Strict-Transport-Security "max-age=31536000; includeSubDomains"
      Access-Control-Allow-Origin *
      Cache-Control no-store
      X-Frame-Options DENY
      +Set-Cookie "sid=1; SameSite=None; Secure"
      Content-Security-Policy "default-src 'self'"
    }`);
  expect(await toChange(port)).toEqual([]);
});
