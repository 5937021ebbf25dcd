// @ts-check
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The last that was published on npm; its README says that its data have faults: good for a comparison, and for nothing else. */
const VERSION = '2.3.2026061719';
const NAMES = ['geo-whois-asn-country', 'geolite2-country', 'iptoasn-country'];
const CACHE = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');

/**
 * Three databases of countries, fetched by npm where they are not there yet, into a folder of their own: no dependency of plumbline.
 * @param {(line: string) => void} say
 */
export const databases = (say) => {
  const folder = join(CACHE, 'plumbline', 'databases', VERSION);
  /** @param {string} name */
  const fileOf = (name) => join(folder, 'node_modules', '@ip-location-db', `${name}-mmdb`, `${name}.mmdb`);
  if (!NAMES.every((name) => existsSync(fileOf(name)))) {
    say(`fetching ${NAMES.length} databases by npm into ${folder}`);
    mkdirSync(folder, { recursive: true });
    const packages = NAMES.map((name) => `@ip-location-db/${name}-mmdb@${VERSION}`);
    const args = ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', ...packages];
    execFileSync('npm', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  }
  return { version: VERSION, files: NAMES.map(fileOf) };
};
