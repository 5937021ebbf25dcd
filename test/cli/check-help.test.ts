import { describe, expect, it } from 'vitest';

import { PROBES } from '../../src/probes/index.ts';
import { optionsOf } from '../../src/probes/option-info.ts';
import { isOnce } from '../../src/probes/probe.ts';
import { widthOf } from '../../src/cli/format/text.ts';
import { cliForTest } from './support.ts';

describe('check PROBE --help', () => {
  it('tells what the probe is for, and each option with what it takes', async () => {
    const { code, out } = await cliForTest().run('check tcp --help', 0);
    expect(code).toBe(0);
    expect(out.slice(0, out.indexOf('Options:'))).toMatchInlineSnapshot(`
      "Usage: plumbline check tcp TARGET… [OPTION…]

      TCP connect time: whether a port takes a connection, and how fast

      What --set takes:
        port     Takes a port from 1 to 65535. Left out: 443
        timeout  How long an answer is waited for
                 Takes a duration from 10ms to 1m, such as 250ms, 5s, 10m or 1h. Left
                 out: 2s
        family   Over which IP; as the system prefers where left out
                 Takes 4 or 6
        refused  Whether a closed port is an answer, for somebody is there, or a loss,
                 for the service is meant
                 Takes answer or lost

      "
    `);
  });
  it('is that of all probes where the name is none', async () => {
    expect((await cliForTest().run('check tpc --help', 0)).out).toContain('Usage: plumbline check PROBE');
  });

  it.each(PROBES.filter(isOnce).map((p) => [p.name, p] as const))(
    '%s: has every option with a sentence, in 80 columns',
    async (name, probe) => {
      const { out } = await cliForTest({ deps: { probes: PROBES } }).run(`check ${name} --help`, 0);
      for (const { name: option, expected } of optionsOf(probe)) {
        expect(out).toMatch(new RegExp(`^  ${option} +[A-Z].{8}`, 'm'));
        expect(expected, option).not.toContain('Invalid');
      }
      // An address stands alone and whole.
      for (const line of out.split('\n')) if (!line.includes('://')) expect(widthOf(line)).toBeLessThanOrEqual(80);
    },
  );
});
