// @ts-check
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { pause, run, start } from './child.mjs';

const RESOLVER = fileURLToPath(new URL('../../lab/resolver.mjs', import.meta.url));
const AT = '127.0.0.1';
const PAGE = `<!doctype html><link rel="stylesheet" href="/style.css"><title>A site</title>${'<p>All is well.'.repeat(200)}`;

/** As many a site is: https with a few headers, plain http that leads there, a stylesheet, a 404. @param {string} folder */
const nginxConf = (folder) => `worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log crit;
events { worker_connections 4096; }
http {
  access_log off;
  types { text/html html; text/css css; }
  client_body_temp_path ${folder}; proxy_temp_path ${folder}; fastcgi_temp_path ${folder}; uwsgi_temp_path ${folder}; scgi_temp_path ${folder};
  gzip on;
  server { listen ${AT}:80 backlog=4096; return 301 https://$host$request_uri; }
  server {
    listen ${AT}:443 ssl http2 backlog=4096;
    ssl_certificate ${folder}/site.pem;
    ssl_certificate_key ${folder}/site.key;
    root ${folder}/www;
    add_header Strict-Transport-Security "max-age=63072000; includeSubDomains; preload" always;
    add_header Content-Security-Policy "default-src 'self'; frame-ancestors 'none'" always;
    add_header X-Content-Type-Options nosniff always;
    add_header Referrer-Policy no-referrer always;
  }
}
`;

/**
 * Many sites on one nginx inside the network, each with a name of its own under one wildcard certificate, and a resolver that knows
 * them. `within` makes a command line of one whose names that resolver answers, and which trusts the certificate.
 * @param {import('./network.mjs').Network} network
 * @param {number} count
 */
export const openSites = async (network, count) => {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-bench-'));
  const names = Array.from({ length: count }, (_, i) => `site-${i + 1}.bench.example`);
  const subject = ['-subj', '/CN=bench.example', '-addext', 'subjectAltName=DNS:*.bench.example'];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const files = ['-keyout', join(folder, 'site.key'), '-out', join(folder, 'site.pem')];
  execFileSync('openssl', ['req', '-x509', ...key, '-days', '2', ...subject, ...files], { stdio: 'pipe' });
  execFileSync('mkdir', ['-p', join(folder, 'www')]);
  execFileSync('chmod', ['755', folder]);
  writeFileSync(join(folder, 'www/index.html'), PAGE);
  writeFileSync(join(folder, 'www/style.css'), 'p { margin: 0 }\n'.repeat(100));
  writeFileSync(join(folder, 'nginx.conf'), nginxConf(folder));
  writeFileSync(join(folder, 'resolv.conf'), `nameserver ${AT}\n`);
  writeFileSync(join(folder, 'names.txt'), `${names.join('\n')}\n`);
  const config = ['-p', folder, '-e', join(folder, 'error.log'), '-c', join(folder, 'nginx.conf')];
  const nginx = start(network, ['nginx', ...config, '-g', 'daemon off;']);
  const table = Object.fromEntries(names.map((name) => [name, { addresses: [AT], ttl: 300 }]));
  const [command, args] = network.command([process.execPath, RESOLVER, AT]);
  // It ends with its input.
  const resolver = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(resolver.stdout, 'data');
  resolver.stdin.write(`${JSON.stringify({ id: 1, names: table })}\n`);
  await once(resolver.stdout, 'data');
  /** @type {(argv: readonly string[]) => string[]} */
  const within = (argv) => {
    const script = `mount --bind ${folder}/resolv.conf /etc/resolv.conf && exec "$@"`;
    const trusted = [`NODE_EXTRA_CA_CERTS=${folder}/site.pem`, `CURL_CA_BUNDLE=${folder}/site.pem`];
    return ['unshare', '-m', 'sh', '-c', script, 'sh', 'env', ...trusted, ...argv];
  };
  for (let i = 0; ; i += 1) {
    const { out, err } = await run(
      network,
      within(['curl', '-sS', '-m', '2', '-o', '/dev/null', '-w', '%{http_code}', `https://${names[0]}/`]),
    );
    if (out === '200') break;
    if (i === 10) throw new Error(`nginx serves no page: ${out} ${err} ${nginx.said.err.slice(-300)}`);
    await pause(100);
  }
  return {
    names,
    folder,
    within,
    close: async () => {
      await nginx.end();
      resolver.stdin.end();
      await once(resolver, 'exit');
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
