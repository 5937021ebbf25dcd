import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Files of a key and of a certificate that it has signed itself. */
export interface KeyPair {
  readonly key: string;
  readonly certificate: string;
}
/** The server's own, and those of whoever answers in its place. */
export interface Certificates {
  readonly own: KeyPair;
  readonly other: KeyPair;
}

const make = (folder: string, name: string): KeyPair => {
  const [key, certificate] = [join(folder, `${name}.key`), join(folder, `${name}.pem`)];
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];
  const names = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`];
  execFileSync('openssl', ['req', ...kind, ...names, '-keyout', key, '-out', certificate], { stdio: 'pipe' });
  return { key, certificate };
};

/** Makes certificates that are good for a day, and takes them away again. */
export const makeCertificates = (): Certificates & { readonly remove: () => void } => {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-certificate-'));
  return {
    own: make(folder, 'server.lab'),
    other: make(folder, 'portal.lab'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
};
