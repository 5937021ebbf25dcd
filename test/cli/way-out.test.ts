import { describe, expect, it } from 'vitest';

import { invent } from '../../src/diagnose/invented.ts';
import type { Machine, NoWayOut } from '../../src/net/way-out.ts';
import type { OneSeen } from '../support/net.ts';
import { cliForTest } from './support.ts';

/** A machine with two interfaces, one of which has addresses. */
const machine = (missing: readonly NoWayOut[]): Machine => ({
  waysOut: () => ({ devices: ['lo', 'eth0'], addresses: ['192.0.2.9', 'fe80::9%eth0'] }),
  noWayOut: (binding, zones) =>
    Promise.resolve(
      missing.filter(({ part, given }) =>
        part === 'zone' ? zones.includes(given) : String(binding[part] ?? '') === given,
      ),
    ),
});
const none = (part: NoWayOut['part'], given: string): NoWayOut => ({ part, given, why: 'none', detail: 'ENODEV' });

describe('a way out that there is not', () => {
  it.each(['diagnose', 'check ping', 'check tcp'])('%s: exit 2, and what there is', async (command) => {
    const missing = [none('device', 'wg9'), none('source', '192.0.2.8'), none('zone', 'nope')];
    const { run, net } = cliForTest({ deps: { machine: machine(missing) } });
    const given = `${command} fe80::1%nope --via device=wg9 --via source=192.0.2.8`;
    const { code, told } = await run(given, 1);
    expect({ code, asked: [net.asked.path, net.asked.streams, net.asked.connects] }).toEqual({
      code: 2,
      asked: [[], [], []],
    });
    expect(told.split('\n').slice(0, -2)).toEqual([
      'plumbline: --via device=wg9: this machine has no such interface; expected one of lo, eth0',
      'plumbline: --via source=192.0.2.8: no interface of this machine has that address; expected one of 192.0.2.9, fe80::9%eth0',
      'plumbline: the interface of %nope in the target: this machine has no such interface; expected one of lo, eth0',
      'plumbline: --via source=192.0.2.8 with fe80::1%nope; expected an IPv4 target, or a source of its family',
    ]);
  });

  it('is a mark that this process may not set', async () => {
    const missing: NoWayOut = { part: 'mark', given: '7', why: 'not-allowed', detail: 'EPERM' };
    const { run } = cliForTest({ deps: { machine: machine([missing]) } });
    const { code, told } = await run('diagnose example.org --via mark=7', 1);
    expect(code).toBe(2);
    expect(told).toContain('--via mark=7: this process may not mark packets; expected the privilege CAP_NET_ADMIN');
  });

  it('is a source of another family than the one asked for', async () => {
    const { run } = cliForTest();
    const { code, told } = await run('diagnose example.org --family 6 --via source=192.0.2.9', 1);
    expect(code).toBe(2);
    expect(told).toContain('--via source=192.0.2.9 with --family 6; expected --family 4');
  });
});

it('goes by the family of its source alone', async () => {
  const { run, net } = cliForTest({ net: { ask: ({ ask }) => invent(ask, {}).seen as OneSeen } });
  const { out } = await run('diagnose example.org --via source=2001:db8::9');
  expect(out).toContain('no-fault');
  const to = net.asked.path.flatMap(({ ask }) => ('to' in ask ? ask.to : []));
  expect(to.length).toBeGreaterThan(0);
  expect(to.every((address) => address.includes(':'))).toBe(true);
});
