import { describe, expect, it } from 'vitest';

import { invent, type World } from '../../../src/diagnose/invented.ts';
import { mtu } from '../../../src/probes/mtu/mtu.ts';
import { FIELDS, valuesOf } from '../../../src/probes/mtu/values.ts';
import { HandClock } from '../../support/clock.ts';
import { FakeNet } from '../../support/net.ts';

const aim = { subject: { target: 'vps', vantage: 'here' }, address: 'vps.example' };

/** One run in a world that there is not, to its end. */
const run = async (world: World, given: object = {}, turn?: number) => {
  const clock = new HandClock();
  const net = new FakeNet({
    clock,
    ask: ({ ask }) => {
      const { seen, tookMs } = invent(ask, world);
      if (seen.kind === 'together') throw new Error('asked each by itself');
      return { ...seen, after: tookMs };
    },
  });
  const stop = new AbortController();
  const progress: string[] = [];
  const ctx = { clock, net, signal: stop.signal, progress: (line: string) => progress.push(line) };
  const ended = mtu.run(aim, mtu.options.parse(given), { ...ctx, ...(turn === undefined ? {} : { turn }) });
  for (let i = 0; i < 100; i += 1) await clock.advance(1_000);
  const exchanges = net.asked.path.flatMap(({ ask }) => (ask.kind === 'exchange' ? [ask] : []));
  return { outcome: await ended, progress, exchanges };
};

describe('the mtu probe', () => {
  it('finds nothing wrong where nothing is, and reports what it looked at', async () => {
    const { outcome, progress } = await run({});
    expect(outcome).toMatchObject({ status: 'measured', findings: [], report: { verdict: { code: 'no-fault' } } });
    expect(mtu.report.safeParse(outcome.status === 'measured' ? outcome.report : undefined).success).toBe(true);
    expect(progress.length).toBeGreaterThan(1);
  });
  it('has the verdict as its first finding, with a remedy', async () => {
    const { outcome } = await run({ nameless: true });
    expect(outcome.findings[0]).toMatchObject({ code: 'dns-failed', severity: 'fail' });
    expect(outcome.findings[0]?.remedy).toContain('Check the spelling');
  });
  it('goes where it is told: family, port, scheme, path', async () => {
    const { exchanges } = await run({}, { family: 4, port: 8_080, scheme: 'http', path: '/big?x=1' });
    expect(exchanges.length).toBeGreaterThan(0);
    for (const ask of exchanges) expect(ask).toMatchObject({ to: '192.0.2.10', port: 8_080 });
    expect(exchanges.find((ask) => ask.http?.method === 'GET')?.http).toMatchObject({ path: '/big?x=1' });
    expect(exchanges.some((ask) => ask.tls !== undefined)).toBe(false);
  });
  it('uploads first every other time', async () => {
    const order = async (turn: number): Promise<readonly (string | undefined)[]> => {
      const { exchanges } = await run({}, { family: 4 }, turn);
      return exchanges.map((ask) => ask.http?.method);
    };
    expect(await order(0)).toEqual(['GET', 'POST']);
    expect(await order(1)).toEqual(['POST', 'GET']);
    expect(await order(2)).toEqual(['GET', 'POST']);
  });
  it.each([{ path: 'big' }, { path: '/a b' }, { path: '/\r\nHost: x' }, { port: 0 }, { family: 5 }, { scheme: 'ftp' }])(
    'does not take %j',
    (given) => {
      expect(mtu.options.safeParse(given).success).toBe(false);
    },
  );
});

it('figures become values of their family', () => {
  const verdict = { code: 'no-fault', severity: 'info', summary: '', evidence: {} } as const;
  const values = valuesOf([
    { family: 4, address: '192.0.2.7', verdict, figures: { mtu: 1_500, mss: 1_460, downloads: true, lossRatio: 0 } },
    { family: 6, address: '2001:db8::7', verdict, figures: { mtu: 1_280, uploads: false } },
    { family: 6, address: '2001:db8::8', verdict, figures: { mtu: 1_500 } },
    { family: 4, address: '192.0.2.8', verdict },
  ]);
  expect(values).toEqual({ mtu4: 1_500, mss4: 1_460, download4: 1, loss4: 0, mtu6: 1_280, upload6: 0 });
  for (const name of Object.keys(values)) expect(FIELDS[name]?.label).toMatch(/\(IPv[46]\)$/);
});
