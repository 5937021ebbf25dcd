import { execFileSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

import type { Lab } from './lab.ts';

/** What is listening is asked for so often, and for so long (ms). */
const POLL = 200;
const PATIENCE = 60_000;

/** A root of our own, and what it signed for the names: `root.pem`, `site.pem` and `site.key` in the folder, for 90 days. */
const certify = async (folder: string, names: readonly string[]): Promise<void> => {
  await writeFile(join(folder, 'names.ext'), `subjectAltName=${names.map((n) => `DNS:${n}`).join()}\n`);
  const openssl = (...args: readonly string[]): void => {
    execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  };
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', '-x509', ...key, '-days', '3650', '-subj', '/CN=Lab root', '-keyout', 'root.key', '-out', 'root.pem');
  openssl('req', ...key, '-subj', `/CN=${names[0]}`, '-keyout', 'site.key', '-out', 'site.csr');
  const signed = '-CA root.pem -CAkey root.key -CAcreateserial -days 90 -extfile names.ext -out site.pem';
  openssl('x509', '-req', '-in', 'site.csr', ...signed.split(' '));
};

/** `servers`: the server blocks, in nginx's own words. */
const confOf = (folder: string, servers: string): string => `
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events {}
http {
  access_log off;
  client_body_temp_path ${folder}/tmp; proxy_temp_path ${folder}/tmp; fastcgi_temp_path ${folder}/tmp;
  uwsgi_temp_path ${folder}/tmp; scgi_temp_path ${folder}/tmp;
  default_type text/html;
  ssl_certificate ${folder}/site.pem;
  ssl_certificate_key ${folder}/site.key;
${servers}
}
`;

export interface Nginx {
  /** PEM; `NODE_EXTRA_CA_CERTS` of whoever is to trust it. */
  readonly root: string;
  /** Serves others from its next reload on, which this does not wait for. */
  readonly serve: (servers: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

const answers = async (lab: Lab, machine: string, address: string, child: ChildProcess): Promise<void> => {
  for (const end = performance.now() + PATIENCE; performance.now() < end; await setTimeout(POLL)) {
    if (child.exitCode !== null) throw new Error(`nginx ended with ${child.exitCode}`);
    const connect = ['s_client', '-connect', `${address}:443`];
    const { code } = await lab.exec(machine, 'openssl', connect);
    if (code === 0) return;
  }
  throw new Error(`nginx does not answer at ${address} within ${PATIENCE / 1_000} s`);
};

/** A real nginx with TLS on a machine of the lab, once it answers at `address`. It needs `nginx` and `openssl`. */
export const startNginx = async (
  lab: Lab,
  machine: string,
  {
    folder,
    names,
    address,
    servers,
  }: {
    readonly folder: string;
    readonly names: readonly string[];
    readonly address: string;
    readonly servers: string;
  },
): Promise<Nginx> => {
  const conf = join(folder, 'nginx.conf');
  const write = (text: string): Promise<void> => writeFile(conf, confOf(folder, text));
  await certify(folder, names);
  await write(servers);
  const child = lab.spawn(machine, 'nginx', ['-p', folder, '-c', conf], { stdio: 'ignore' });
  const gone = once(child, 'exit');
  const close = async (): Promise<void> => {
    child.kill('SIGTERM');
    await gone;
  };
  try {
    await answers(lab, machine, address, child);
  } catch (error) {
    await close();
    throw error;
  }
  const serve = async (text: string): Promise<void> => {
    await write(text);
    child.kill('SIGHUP');
  };
  return { root: join(folder, 'root.pem'), serve, close };
};
