import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Files of a key and of a certificate that it has signed itself. */
export interface Certificate {
  readonly key: string;
  readonly certificate: string;
}

/** Makes a certificate for `server.lab` that is good for a day, and takes it away again. */
export const makeCertificate = (): Certificate & { readonly remove: () => void } => {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-certificate-'));
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];
  const names = ['-subj', '/CN=server.lab', '-addext', 'subjectAltName=DNS:server.lab'];
  execFileSync('openssl', ['req', ...kind, ...names, '-keyout', key, '-out', certificate], { stdio: 'pipe' });
  return { key, certificate, remove: () => rmSync(folder, { recursive: true, force: true }) };
};
