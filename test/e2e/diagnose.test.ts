import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { Verdict } from '../../src/diagnose/diagnosis.ts';
import { remedyFor, type Platform } from '../../src/diagnose/remedy/remedy.ts';
import { labMissing } from '../lab/lab.ts';
import { makeCertificates } from '../lab/scenarios/certificate.ts';
import { type FaultLab, openFault } from '../lab/scenarios/open.ts';
import { type Scenario } from '../lab/scenarios/scenario.ts';
import { SIZES } from '../lab/scenarios/sizes.ts';
import { toolMissing } from '../lab/tools.ts';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const missing = labMissing() ?? ['nft', 'openssl', 'setpriv'].map(toolMissing).find((m) => m !== undefined);
beforeEach((ctx) => ctx.skip(missing !== undefined, missing));

/** `nobody`, who can get nothing back that was given up here. */
const DROPPED = [
  'setpriv',
  '--reuid=65534',
  '--regid=65534',
  '--clear-groups',
  '--bounding-set=-all',
  '--no-new-privs',
];

let certificates: ReturnType<typeof makeCertificates>;
let folder: string;
beforeAll(async () => {
  if (missing !== undefined) return;
  certificates = makeCertificates();
  folder = await mkdtemp(join(tmpdir(), 'plumbline-diagnose-'));
});
afterAll(async () => {
  if (missing !== undefined) return;
  certificates.remove();
  await rm(folder, { recursive: true, force: true });
});

const scenario = (name: string): Scenario => {
  const found = SIZES.find((s) => s.name === name);
  if (found === undefined) throw new Error(`no scenario ${name}`);
  return found;
};
const withFault = async <T>(name: string, look: (fault: FaultLab) => Promise<T>): Promise<T> => {
  const fault = await openFault(scenario(name), 4, certificates);
  try {
    return await look(fault);
  } finally {
    await fault.close();
  }
};
/** The command as a user without any privilege has it. */
const diagnose = (fault: FaultLab, ...args: readonly string[]) => command(fault, ['-k', '5', '120'], args);
const command = ({ lab }: FaultLab, limit: readonly string[], args: readonly string[]) =>
  lab.exec('home', 'timeout', [...limit, ...DROPPED, process.execPath, MAIN, 'diagnose', ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder },
  });

describe('plumbline diagnose, without privileges', () => {
  it('says what it would send, sends nothing, and then finds nothing wrong', async () => {
    await withFault('healthy', async (fault) => {
      const dry = await diagnose(fault, 'https://server.lab/object', '--dry-run');
      expect({ code: dry.code, stderr: dry.stderr }).toEqual({ code: 0, stderr: '' });
      expect(dry.stdout).toContain('Nothing was sent.');
      expect(fault.traffic()).toEqual({ probes: 0, sentBytes: 0, cameBytes: 0 });

      const { code, stdout, stderr } = await diagnose(fault, 'https://server.lab/object');
      expect({ code, stderr, stdout }).toMatchObject({ code: 0, stderr: '' });
      expect(stdout).toMatch(/^● no-fault {2}https:\/\/server\.lab\/object\n/);
      expect(stdout).toMatch(/download +\S/);
      const [probes, bytes] = [fault.traffic().probes, fault.traffic().sentBytes + fault.traffic().cameBytes];
      expect(probes).toBeLessThanOrEqual(200);
      expect(bytes).toBeLessThanOrEqual(2_000_000);
    });
  });

  it('ends at once when it is interrupted', async () => {
    await withFault('reverse-black-hole', async (fault) => {
      // Killed, where it does not end within two seconds of Ctrl-C: exit code 137.
      const limit = ['--preserve-status', '-s', 'INT', '-k', '2', '3'];
      const { code, stdout, stderr } = await command(fault, limit, ['https://server.lab/object', '192.0.2.1']);
      expect({ code, stdout, stderr }).toEqual({ code: 3, stdout: '', stderr: 'Interrupted: 0 of 2 told.\n' });
    });
  });

  it.each<[Platform, 'router' | 'home']>([
    ['nftables', 'router'],
    ['linux-client', 'home'],
  ])('the remedy for %s, pasted as it is, makes a reverse black hole harmless', async (platform, place) => {
    await withFault('reverse-black-hole', async (fault) => {
      const verdict: Verdict = {
        code: 'reverse-black-hole',
        severity: 'fail',
        summary: '',
        evidence: { mtu: 1_380, mss: 1_340 },
      };
      const ways = [{ family: 4 as const, address: fault.address, verdict }];
      const { recipe } = remedyFor({ verdict, ways }, platform);
      const pasted = await fault.lab.exec(place, 'sh', ['-ec', recipe?.paste ?? 'false']);
      expect(pasted).toEqual({ code: 0, stdout: '', stderr: '' });
      const { stdout } = await diagnose(fault, 'https://server.lab/object', '--family', '4', '--json');
      const { verdict: after } = JSON.parse(stdout) as { verdict: Verdict };
      expect(['no-fault', 'path-mtu-reduced', 'mss-clamped', 'udp-black-hole'], after.summary).toContain(after.code);
    });
  });
});
