import { describe, expect, it } from 'vitest';

import { runCli } from '../../src/cli/run.ts';
import { mtu } from '../../src/probes/mtu/mtu.ts';
import { invent, type World } from '../../src/diagnose/invented.ts';
import { cliForTest } from './support.ts';

/** A command line in a world that there is not. */
const cli = (world: World | ((to: string) => World), more: Parameters<typeof cliForTest>[0] = {}) =>
  cliForTest({
    ...more,
    net: {
      ask: ({ ask }) => {
        const to = 'to' in ask ? ask.to : ask.name;
        const { seen, tookMs } = invent(ask, typeof world === 'function' ? world(to) : world);
        if (seen.kind === 'together') throw new Error('asked each by itself');
        return { ...seen, after: tookMs };
      },
    },
  });

describe('diagnose', () => {
  it('says that nothing is wrong: exit 0', async () => {
    const { code, out, err, open } = await cli({}).run('diagnose example.org');
    expect({ code, err, open }).toEqual({ code: 0, err: '', open: 0 });
    expect(out).toMatch(/^● no-fault {2}example\.org\n {2}\S/);
  });
  it('says what is wrong: exit 1', async () => {
    const { code, out } = await cli({ nameless: true }).run('diagnose nowhere.example');
    expect(code).toBe(1);
    expect(out).toMatch(/^■ dns-failed {2}nowhere\.example\n/);
    expect(out).toContain('To do: ');
  });
  it('goes one after the other where there are several, and the worst is the exit code', async () => {
    const { run, net } = cli((to) => (to === 'gone.example' ? { nameless: true } : {}));
    const { code, out } = await run('diagnose 192.0.2.10 gone.example 192.0.2.11 --json', 200);
    expect(code).toBe(1);
    const told = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { subject: object; verdict: { code: string } });
    expect(told.map((t) => t.verdict.code)).toEqual(['no-fault', 'dns-failed', 'no-fault']);
    const order = net.asked.path.map(({ ask }) => ('to' in ask ? ask.to : ask.name));
    expect(order.lastIndexOf('192.0.2.10')).toBeLessThan(order.indexOf('gone.example'));
    expect(order.lastIndexOf('gone.example')).toBeLessThan(order.indexOf('192.0.2.11'));
  });
  it('takes the way out, the family and resolvers', async () => {
    const { run, net } = cli({});
    await run('diagnose example.org --via device=wg0 --family 4 --resolver 9.9.9.9 --json');
    expect(net.asked.path.length).toBeGreaterThan(0);
    for (const { binding } of net.asked.path) expect(binding).toEqual({ device: 'wg0' });
    expect(net.asked.path[0]?.ask).toMatchObject({ kind: 'resolve', name: 'example.org', also: ['9.9.9.9'] });
  });
  it('asks for the object of a URL, and never prints what follows its question mark', async () => {
    const { run, net } = cli({}, { tty: true });
    const { out, err } = await run('diagnose https://example.org/big?token=hunter2 --dry-run');
    const real = await run('diagnose https://example.org/big?token=hunter2');
    const json = await run('diagnose https://example.org/big?token=hunter2 --json');
    expect(JSON.stringify(net.asked.path)).toContain('/big?token=hunter2');
    for (const text of [out, err, real.out, real.err, json.out]) expect(text).not.toContain('hunter2');
    expect(real.out).toContain('https://example.org/big?…');
  });
});

describe('diagnose --json', () => {
  it('is one object a target: verdict with its remedy, findings, ways, steps', async () => {
    const { run, clock } = cli({ nameless: true });
    const { out } = await run('diagnose nowhere.example --json');
    const told = JSON.parse(out) as { verdict: object };
    expect(Object.keys(told)).toEqual(['subject', 'at', 'verdict', 'findings', 'ways', 'steps']);
    expect(Object.keys(told.verdict)).toEqual(['code', 'severity', 'summary', 'evidence', 'remedy']);
    expect(told).toMatchObject({
      subject: { target: 'nowhere.example', vantage: 'here' },
      at: clock.now() - 60e6,
      verdict: { code: 'dns-failed', severity: 'fail' },
    });
  });
  it('has no remedy where nothing is to be done', async () => {
    const { out } = await cli({}).run('diagnose example.org --json');
    expect(JSON.parse(out)).toMatchObject({ verdict: { code: 'no-fault' } });
    expect(out).not.toContain('remedy');
  });
});

describe('diagnose --dry-run', () => {
  it('lists what would be sent, and sends nothing: not even a question to a resolver', async () => {
    const { run, net, open } = { ...cli({}), open: 0 };
    const { code, out } = await run('diagnose example.org --dry-run');
    expect({ code, open, asked: net.asked }).toMatchObject({
      code: 0,
      open: 0,
      asked: { path: [], resolves: [], connects: [], echoes: [], streams: [] },
    });
    expect(out).toMatch(
      /^Nothing was sent\. example\.org\n\n {2}Where nothing is wrong, in this order:\n {5}1 {2}addresses of/,
    );
    expect(out).toContain('over IPv4 and over IPv6: download of at most');
    expect(out).toContain('Never more than 200 packets beside the connections, 2 MB and 90 s.');
    expect(out).not.toMatch(/192\.0\.2\.(?!213)|2001:db8:/);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });
  it('is JSON too', async () => {
    const { out } = await cli({}).run('diagnose 192.0.2.7 --dry-run --json');
    const { dryRun } = JSON.parse(out) as { dryRun: { healthy: readonly object[]; bound: object } };
    expect(dryRun.healthy.length).toBeGreaterThan(1);
    expect(dryRun.bound).toMatchObject({ packets: 200, bytes: 2_000_000, millis: 90_000 });
  });
});

describe('progress', () => {
  it('is one line on a terminal’s stderr: for how long, and what is asked now', async () => {
    const { err, out } = await cli({ silent: true }, { tty: true }).run('diagnose 192.0.2.10', 100);
    expect(err.replaceAll('\u001b[K', '')).toMatch(/\r3 s {2}\S.*192\.0\.2\.10/);
    expect(err.endsWith('\r\u001b[K')).toBe(true);
    expect(out).not.toContain('\r');
  });
});

describe('an interrupt', () => {
  it('ends it at once, and what was told before stays', async () => {
    const { deps, stop, clock, stdout, stderr, net } = cli((to) => (to === '192.0.2.11' ? { silent: true } : {}));
    const ended = runCli('diagnose 192.0.2.10 192.0.2.11 192.0.2.12'.split(' '), deps);
    for (let i = 0; i < 60 && !net.asked.path.some(({ ask }) => 'to' in ask && ask.to === '192.0.2.11'); i += 1)
      await clock.advance(500);
    await clock.advance(500);
    stop.abort();
    expect(await ended).toBe(3);
    expect(stderr.text()).toBe('Interrupted: 1 of 3 told.\n');
    expect(stdout.text()).toContain('192.0.2.10');
    expect(stdout.text()).not.toContain('192.0.2.11');
    expect(clock.sleeping).toBe(0);
  });
});

describe('a wrong command', () => {
  it('says all that is wrong, and asks nothing', async () => {
    const { run, net } = cli({});
    const command =
      'diagnose ftp://joe:hunter2@example.org 192.0.2.1 --family 6 --resolver quad9 --for opnebsd --via x --dry-runn';
    const { code, err, told, out } = await run(command, 0);
    expect({ code, out, asked: net.asked.path }).toEqual({ code: 2, out: '', asked: [] });
    for (const line of err.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(told.split('\n')).toEqual([
      'plumbline: --dry-runn is no option here; expected perhaps --dry-run',
      'plumbline: target "ftp://…"; expected http:// or https://',
      'plumbline: --family 6 with 192.0.2.1; expected an IPv6 address, a name, or --family 4',
      'plumbline: --via x; expected source=ADDRESS, device=NAME, mark=NUMBER, namespace=NAME or vrf=DEVICE',
      'plumbline: --resolver quad9; expected the address of a resolver, such as 9.9.9.9',
      'plumbline: --for opnebsd; expected perhaps openbsd',
      '`plumbline diagnose --help` tells more.',
      '',
    ]);
  });
  it('wants a target', async () => {
    expect((await cli({}).run('diagnose', 0)).err).toContain(
      'no target; expected a name, an address, or an http or https URL',
    );
  });
});

describe('check mtu', () => {
  it('is the same diagnosis as a probe, in the card of a check', async () => {
    const { deps } = cli({});
    const { run } = cli({ nameless: true }, { deps: { probes: [...deps.probes, mtu] } });
    const { code, out } = await run('check mtu nowhere.example');
    expect(code).toBe(1);
    expect(out).toMatch(/^■ fail {2}Path: nowhere\.example\n {2}\S/);
    expect(out).toContain('■ dns-failed');
  });
});
