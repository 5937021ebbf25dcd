import { describe, expect, it } from 'vitest';

import type { EchoAsk, Fate } from '../support/net.ts';
import { memoryCache } from '../support/memory-cache.ts';
import { fakeOnce, measured } from '../support/probes.ts';
import { cliForTest } from './support.ts';

/** Echo k comes back after 12 ms and a little, the last one not at all. */
const nearly = ({ seq }: EchoAsk): Fate => (seq === 9 ? { lost: true } : { rtt: 12 + ((seq * 7) % 5) / 10, ttl: 57 });
const names = { resolve: { 'far.example': ['192.0.2.7'], 'near.example': ['192.0.2.1'], 'gone.example': [] } };

describe('check, one target', () => {
  it('has what is kept for it', async () => {
    const cache = memoryCache();
    const given: unknown[] = [];
    const probe = fakeOnce((_target, ctx) => {
      given.push(ctx.cache);
      return Promise.resolve(measured);
    });
    await cliForTest({ deps: { cache, probes: [probe] } }).run(`check ${probe.name} 192.0.2.1`, 1);
    expect(given).toEqual([cache]);
  });
  it('is a card', async () => {
    const { run } = cliForTest({ net: { ...names, echo: nearly } });
    const { code, out, err, open } = await run('check ping far.example');
    expect({ code, err, open }).toEqual({ code: 0, err: '', open: 0 });
    expect(out).toMatchInlineSnapshot(`
      "▲ warn  Round-trip time: far.example
        192.0.2.7, hop limit 57 on arrival
        sent 10  received 9  lost 1 (10%)
            MIN      P50      P90      P99      MAX    JITTER
        12.0 ms  12.2 ms  12.4 ms  12.4 ms  12.4 ms  0.237 ms
        engine kernel (scripted): the kernel stamped sending and receiving

        ▲ packet-loss
          A part of the echoes is lost.
          Seen: sent 10, lost 1, reason: no reply, loss 10%.
          To do: See whether the gateway loses too (Wi-Fi, cable), then the first
          public hop (the line), then the target.
      "
    `);
  });
  it('of a route is its hops', async () => {
    const { run } = cliForTest({
      net: {
        echo: ({ request: { ttl = 64 } }) => {
          const error = 'time-exceeded';
          if (ttl === 2) return { lost: true };
          if (ttl === 1) return { error, rtt: 0.4, icmp: { from: '192.168.1.1' } };
          if (ttl === 3) return { error, rtt: 9.96, icmp: { from: '80.10.20.30' } };
          return { rtt: 20 };
        },
      },
    });
    const { code, out } = await run('check route 93.184.216.34 --set max_hops=9');
    expect(code).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "● ok  Route: 93.184.216.34
        HOP  ADDRESS            BEST     WORST  LOST  REMARK
          1  192.168.1.1    0.400 ms  0.400 ms
          2  *                                     3  silent
          3  80.10.20.30     9.96 ms   9.96 ms        first public
          4  93.184.216.34   20.0 ms   20.0 ms
        93.184.216.34 reached, 4 hops away
      "
    `);
  });
  it('that is down is told with what to do, and exit code 1', async () => {
    const { code, out } = await cliForTest({ net: { echo: () => ({ lost: true }) } }).run('check ping 192.0.2.1');
    expect(code).toBe(1);
    expect(out).toMatchInlineSnapshot(`
      "■ fail  Round-trip time: 192.0.2.1
        192.0.2.1
        sent 10  received 0  lost 10 (100%)
        engine kernel (scripted): the kernel stamped sending and receiving

        ■ target-down
          The target has not answered since the time shown.
          Seen: sent 10, lost 10, reason: no reply, since 2026-05-28T20:26:40.000Z.
          To do: Compare with the gateway and the other targets: if all are silent the
          line is down, if only this one is, the fault is there.
      "
    `);
  });
  it('that could not be measured is exit code 3', async () => {
    const { run } = cliForTest({ net: { engineMissing: { why: 'no rights', remedy: 'sudo setcap …' } } });
    const { code, out } = await run('check ping 192.0.2.1');
    expect(code).toBe(3);
    expect(out).toMatchInlineSnapshot(`
      "○ unmeasured  Round-trip time: 192.0.2.1
        no rights (not-allowed)

        ▲ icmp-not-allowed
          The system lets this process send no ICMP echo; the service measures TCP
          connect time instead.
          Seen: why: no rights.
          To do: sudo setcap …
      "
    `);
  });
  it('takes options and the way out', async () => {
    const { run, net } = cliForTest({ net: { echo: nearly } });
    await run(
      'check ping 2001:DB8:0::1 --set count=3 --set interval=1s --set df=true --via source=2001:db8::9 --via device=eth0 --json',
    );
    expect(net.asked.streams).toMatchObject([
      {
        request: { address: '2001:db8::1', count: 3, df: true, cadence: { every: 1_000 } },
        binding: { source: '2001:db8::9', device: 'eth0' },
      },
    ]);
  });
});

describe('check, several targets', () => {
  const three = {
    ...names,
    echo: ({ request, seq }: EchoAsk): Fate =>
      request.address === '192.0.2.7' && seq % 2 === 0 ? { lost: true } : { rtt: 1_240 },
  };

  it('is a table in 80 columns', async () => {
    const { run } = cliForTest({ net: three });
    const { code, out } = await run('check ping near.example far.example gone.example');
    expect(code).toBe(1);
    expect(out).toMatchInlineSnapshot(`
      "TARGET        STATE   LOSS  RTT MIN  RTT P50  RTT P90  RTT MAX  REMARK
      near.example  ● ok      0%   1.24 s   1.24 s   1.24 s   1.24 s
      far.example   ▲ warn   50%   1.24 s   1.24 s   1.24 s   1.24 s  packet-loss
      gone.example  ■ fail     –        –        –        –        –
        gone.example has no such address
      "
    `);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });
  it('takes them from a file too, and runs 32 at a time', async () => {
    const lines = Array.from({ length: 70 }, (_, i) => `10.0.0.${i}  # host ${i}`);
    const { run, net } = cliForTest({
      net: { echo: () => ({ rtt: 5 }) },
      files: { list: ['', ...lines].join('\r\n') },
    });
    const { code, out } = await run('check ping 127.0.0.1 --from list --set count=1 --json', 3);
    expect(code).toBe(0);
    const told = out
      .trimEnd()
      .split('\n')
      .map((l) => (JSON.parse(l) as { subject: { target: string } }).subject.target);
    expect(told).toEqual(['127.0.0.1', ...Array.from({ length: 70 }, (_, i) => `10.0.0.${i}`)]);
    const firsts = net.asked.echoes.filter((e) => e.sentAt === net.asked.echoes[0]?.sentAt);
    expect(firsts).toHaveLength(32);
  });
  it('refuses a list that is too long, and one that is not there', async () => {
    const { run } = cliForTest({ files: { many: '10.0.0.1\n'.repeat(100_002), none: '# nothing\n' } });
    expect((await run('check ping --from many', 0)).err).toContain('expected at most 100000');
    expect((await run('check ping --from nowhere', 0)).err).toContain('--from nowhere: no such file');
    expect((await run('check ping --from none', 0)).err).toContain('--from none names no target');
  });
});

describe('check --json', () => {
  it('prints one object a target, a line each, and nothing else', async () => {
    const { run, clock } = cliForTest({ net: { ...names, echo: nearly }, tty: true });
    const { out } = await run('check ping far.example gone.example --json --set count=2 --via device=eth0');
    const [first, second, ...more] = out.split('\n');
    expect(more).toEqual(['']);
    expect(JSON.parse(first ?? '')).toEqual({
      probe: 'ping',
      subject: { target: 'far.example', via: 'device=eth0', vantage: 'here' },
      at: clock.now() - 60e6,
      status: 'measured',
      values: expect.objectContaining({ sent: 2, received: 2, rttP50: 12_000 }) as unknown,
      findings: [],
      report: expect.objectContaining({ address: '192.0.2.7', engine: 'kernel' }) as unknown,
    });
    const failed = JSON.parse(second ?? '') as object;
    expect(Object.keys(failed)).toEqual(['probe', 'subject', 'at', 'status', 'values', 'findings', 'reason', 'detail']);
    expect(failed).toMatchObject({ status: 'failed', reason: 'no-address' });
  });
});

describe('progress', () => {
  it('is one line on a terminal’s stderr, cleared before the answer', async () => {
    const { err, out } = await cliForTest({ net: { echo: nearly }, tty: true }).run('check ping 192.0.2.1');
    expect(err).toContain('\r\u001b[K192.0.2.1 echo 4: 12.');
    expect(err.endsWith('\r\u001b[K')).toBe(true);
    expect(out).not.toContain('\r');
  });
});

describe('colour', () => {
  const down = { net: { echo: (): Fate => ({ lost: true }) } };
  it('is on a terminal alone, and not where NO_COLOR is set', async () => {
    const outs = [];
    for (const more of [{ tty: true }, { tty: true, env: { NO_COLOR: '1' } }, { tty: true, env: { TERM: 'dumb' } }, {}])
      outs.push((await cliForTest({ ...down, ...more }).run('check ping 192.0.2.1')).out);
    expect(outs.map((o) => o.includes('\u001b['))).toEqual([true, false, false, false]);
    expect(
      outs[0]
        ?.split('\u001b')
        .map((part) => part.replace(/^\[\d+m/, ''))
        .join(''),
    ).toBe(outs[1]);
  });
});

describe('an interrupt', () => {
  it('prints what there is', async () => {
    const { deps, stop, clock, stdout, stderr } = cliForTest({
      net: { echo: ({ request }) => (request.address === '10.0.0.2' ? { lost: true } : { rtt: 5 }) },
    });
    const { runCli } = await import('../../src/cli/run.ts');
    const ended = runCli('check ping 10.0.0.1 10.0.0.2 --set count=1 --set timeout=1m'.split(' '), deps);
    await clock.advance(1_000);
    stop.abort();
    expect(await ended).toBe(3);
    expect(stderr.text()).toBe('Interrupted: 1 of 2 told.\n');
    expect(stdout.text()).toContain('10.0.0.1  ● ok');
    expect(stdout.text()).not.toContain('10.0.0.2');
  });
});

it('ends without a word when the reader of stdout goes away', async () => {
  const stop = new AbortController();
  const seen: string[] = [];
  const { run } = cliForTest({
    net: { echo: () => ({ rtt: 5 }) },
    deps: {
      signal: stop.signal,
      stdout: {
        write: (text) => {
          seen.push(text);
          stop.abort();
        },
        get isOpen() {
          return !stop.signal.aborted;
        },
        isTTY: false,
        columns: 80,
      },
    },
  });
  const many = Array.from({ length: 90 }, (_, i) => `10.0.0.${i}`);
  const { err } = await run(['check', 'ping', ...many, '--json', '--set', 'count=1'], 5);
  expect(err).toBe('');
  expect(seen.length).toBeLessThan(90);
});
