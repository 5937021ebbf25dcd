import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { OwnServer } from './own-servers.ts';

/** Why tests with `openssl s_server` cannot be run here; undefined where they can. */
export const noOpenssl = spawnSync('openssl', ['version']).status === 0 ? undefined : 'there is no openssl';

export interface SServerSpec {
  /** PEM: the server's own certificate. */
  readonly certificate: string;
  readonly key: string;
  /** PEM, sent after it in this order, whatever it is. */
  readonly others?: readonly string[];
  /** More of s_server(1). */
  readonly args?: readonly string[];
}

/** `openssl s_server` on a free port of 127.0.0.1; it answers each request with a page of its own (-www). */
export const sServer = async ({ certificate, key, others = [], args = [] }: SServerSpec): Promise<OwnServer> => {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-s-server-'));
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const chain = others.length === 0 ? [] : ['-cert_chain', file('chain.pem', others.join(''))];
  const pair = ['-cert', file('own.pem', certificate), '-key', file('own.key', key), ...chain];
  const server = spawn('openssl', ['s_server', '-accept', '127.0.0.1:0', '-www', ...pair, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = new Promise<void>((ended) => server.once('close', () => ended()));
  const close = async (): Promise<void> => {
    server.kill('SIGKILL');
    await closed;
    rmSync(folder, { recursive: true, force: true });
  };
  const port = await new Promise<number>((resolve, reject) => {
    let said = '';
    const hear = (text: string): void => {
      said += text;
      const [, told] = /^ACCEPT [^\n]*:(\d+)\n/m.exec(said) ?? [];
      if (told !== undefined) resolve(Number(told));
    };
    server.stdout.setEncoding('utf8').on('data', hear);
    server.stderr.setEncoding('utf8').on('data', hear);
    server.once('close', () => reject(new Error(`openssl s_server ended: ${said}`)));
  });
  return { port, close };
};
