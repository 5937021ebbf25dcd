import { expect, it } from 'vitest';

import { homeName } from '../../src/probes/home-name.ts';
import { HandClock } from '../support/clock.ts';
import { FakeNet, type NetScript } from '../support/net.ts';

const check = (resolve: NonNullable<NetScript['resolve']>) => {
  const clock = new HandClock();
  const aim = { subject: { target: 'dsl', via: 'dsl', vantage: 'home' }, address: 'home.example' };
  const ctx = { clock, net: new FakeNet({ clock, resolve }), signal: new AbortController().signal };
  return homeName.run(aim, {}, ctx);
};
it('the addresses of a home name are told in one order', async () => {
  expect(await check({ 'home.example': ['192.0.2.2', '192.0.2.1'] })).toEqual({
    status: 'measured',
    values: { addresses: 2 },
    findings: [],
    report: { addresses: ['192.0.2.1', '192.0.2.2'] },
  });
});
it('that it has none is told apart from that nobody could be asked', async () => {
  expect(await check({})).toMatchObject({ status: 'failed', reason: 'no-address' });
  expect(await check(() => ({ ok: false, reason: 'timeout', detail: 'silent' }))).toMatchObject({
    status: 'failed',
    reason: 'timeout',
    findings: [],
  });
});
