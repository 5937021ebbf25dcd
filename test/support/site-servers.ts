import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SiteServer {
  readonly https: number;
  readonly http: number;
  readonly stop: () => Promise<void>;
}
export interface Ready {
  /** Where its files are: `www` below it. */
  readonly folder: string;
  readonly https: number;
  readonly http: number;
  /** PEM files. */
  readonly certificate: string;
  readonly key: string;
}

/** Why a program cannot be started here; undefined where it can. */
export const programMissing = (program: string, version: string): string | undefined => {
  try {
    execFileSync(program, [version], { stdio: 'ignore' });
    return undefined;
  } catch {
    return `needs ${program} (sh test/setup.sh)`;
  }
};

const freePorts = async (count: number): Promise<readonly number[]> => {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  const ports = await Promise.all(
    servers.map(async (server) => {
      await once(server, 'listening');
      return (server.address() as AddressInfo).port;
    }),
  );
  for (const server of servers) server.close();
  return ports;
};
const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => (socket.destroy(), resolve(true))).once('error', () => resolve(false));
  });
const untilListens = async (child: ChildProcess, ports: readonly number[], said: () => string): Promise<void> => {
  for (let i = 0; i < 600; i += 1) {
    if (child.exitCode !== null) break;
    if ((await Promise.all(ports.map((port) => listens(port)))).every(Boolean)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${child.spawnfile} does not listen: ${said().slice(-500)}`);
};

const started = async (
  program: string,
  files: Readonly<Record<string, string>>,
  configure: (ready: Ready) => { readonly config: string; readonly args: (file: string) => readonly string[] },
): Promise<SiteServer> => {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-site-'));
  const [https = 0, http = 0] = await freePorts(2);
  const [certificate, key] = [join(folder, 'site.pem'), join(folder, 'site.key')];
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];
  const names = ['-subj', '/CN=site.example', '-addext', 'subjectAltName=DNS:*.site.example'];
  execFileSync('openssl', ['req', ...kind, ...names, '-keyout', key, '-out', certificate], { stdio: 'pipe' });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, 'www', name, '..'), { recursive: true });
    writeFileSync(join(folder, 'www', name), text);
  }
  // Workers of another user read them.
  execFileSync('chmod', ['-R', 'a+rX', folder]);
  const { config, args } = configure({ folder, https, http, certificate, key });
  const file = join(folder, 'config');
  writeFileSync(file, config);
  const env = { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
  const child = spawn(program, args(file), { stdio: ['ignore', 'ignore', 'pipe'], env });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const gone = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await gone;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await untilListens(child, [https, http], () => said);
  } catch (error) {
    await stop();
    throw error;
  }
  return { https, http, stop };
};

/** nginx with these servers in its `http`, on free ports of 127.0.0.1; `ready` has what they need. */
export const startNginx = (
  files: Readonly<Record<string, string>>,
  servers: (ready: Ready) => string,
): Promise<SiteServer> =>
  started('nginx', files, (ready) => {
    const { folder } = ready;
    const own = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((each) => `${each}_temp_path ${folder}/tmp;`);
    const config = `pid ${folder}/pid; error_log stderr; worker_processes 1; daemon off; events {}
http { access_log off; types { text/html html; text/css css; text/javascript js; } ${own.join(' ')}
ssl_certificate ${ready.certificate}; ssl_certificate_key ${ready.key};
${servers(ready)}
}`;
    return { config, args: (file) => ['-p', folder, '-e', 'stderr', '-c', file] };
  });

/** Caddy with these sites in its Caddyfile, on free ports of 127.0.0.1. */
export const startCaddy = (
  files: Readonly<Record<string, string>>,
  sites: (ready: Ready) => string,
): Promise<SiteServer> =>
  started('caddy', files, (ready) => ({
    config: `{
	admin off
	http_port ${ready.http}
	https_port ${ready.https}
	default_bind 127.0.0.1
	skip_install_trust
}
${sites(ready)}
`,
    args: (file) => ['run', '--adapter', 'caddyfile', '--config', file],
  }));
