import { describe, expect, it } from 'vitest';

import { cliForTest } from './support.ts';

const refused = async (command: string | readonly string[]) => {
  const { run, net } = cliForTest({ files: { 'bad.txt': 'ok.example\nno good\n# fine\n' } });
  const { code, out, told } = await run(command, 1);
  expect(out).toBe('');
  expect(net.asked.streams).toEqual([]);
  return { code, lines: told.trimEnd().split('\n') };
};

describe('a wrong command', () => {
  it.each([
    ['chek ping 192.0.2.1', ['plumbline: "chek" is no command; expected perhaps check']],
    [
      'frobnicate',
      [
        'plumbline: "frobnicate" is no command; expected one of serve, check, diagnose, lines, addresses, sites, report, explain, config, export, backup, restore',
      ],
    ],
    [
      '--json check ping',
      [
        'plumbline: --json is no option here; expected --help, --version',
        'plumbline: options before "check"; expected plumbline check [OPTION…]',
      ],
    ],
    [
      'check',
      [
        'plumbline: no probe; expected one of ping, tcp, route, influx',
        'plumbline: no target; expected a host name or an address, or --from FILE',
      ],
    ],
    ['check pign x', ['plumbline: "pign" is no probe; expected perhaps ping']],
    [
      'serve --lissen 8080 now',
      [
        'plumbline: --lissen is no option here; expected perhaps --listen',
        'plumbline: "8080" is one word too many; expected at most 0 here',
      ],
    ],
    [
      'serve --listen nowhere --state',
      [
        'plumbline: --state without a value; expected --state DIR',
        'plumbline: --listen nowhere; expected HOST:PORT, such as 127.0.0.1:8080, [::1]:8080 or :8080',
      ],
    ],
    [
      'serve --read-only --state a',
      ['plumbline: --state beside --read-only; expected one of them: nothing is kept when only reading'],
    ],
    ['serve --state a --state b', ['plumbline: --state more than once; expected --state DIR once']],
    ['check ping a.example --json=yes', ['plumbline: --json=yes; expected --json alone: it takes no value']],
    ['config inti', ['plumbline: config "inti"; expected perhaps config init']],
    [
      'config schema x --config y',
      [
        'plumbline: "x" is one word too many; expected config check takes one file',
        'plumbline: --config with config schema; expected no --config there',
      ],
    ],
    ['explain packet-los', ['plumbline: "packet-los" is no code; expected perhaps packet-loss']],
  ])('%s: exit 2, every error at once', async (command, expected) => {
    const { code, lines } = await refused(command);
    expect(code).toBe(2);
    expect(lines.slice(0, -1)).toEqual(expected);
    expect(lines.at(-1)).toMatch(/^`plumbline .*--help` tells more\.$/);
  });

  it('tells what is wrong with options, targets, files and the way out together', async () => {
    const { code, lines } = await refused(
      'check ping 300.1.2.3 --set cuont=3 --set size=9 --set size --via source=eth0 --from bad.txt'.split(' '),
    );
    expect(code).toBe(2);
    expect(lines.slice(0, -1)).toEqual([
      'plumbline: target "300.1.2.3"; expected a host name or an address, such as example.org, 192.0.2.1 or 2001:db8::1',
      'plumbline: bad.txt, line 2: "no good"; expected a host name or an address, such as example.org, 192.0.2.1 or 2001:db8::1',
      'plumbline: --set size; expected a name, "=" and a value, such as count=20',
      'plumbline: --set cuont; expected one of timeout, size, ttl, df, family, count, interval; perhaps count',
      'plumbline: --set size; expected payload bytes, a whole number from 16 to 65507',
      'plumbline: --via source=eth0; expected source=ADDRESS, device=NAME, mark=NUMBER, namespace=NAME or vrf=DEVICE',
    ]);
  });
  it('shows nothing that would move the cursor', async () => {
    const { lines } = await refused(['check', 'ping', 'a\u001b[2Jb']);
    expect(lines[0]).toContain('target "a\ufffd[2Jb"');
  });
});

describe('help', () => {
  it('says what there is', async () => {
    const { code, out } = await cliForTest().run('--help', 0);
    expect(code).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "plumbline tells you whether your line is true.

      Usage: plumbline COMMAND [OPTION…]

      Commands:
        serve                  The service: measure, keep, show
        check PROBE [TARGET…]  One probe, once; several targets make a table
        diagnose TARGET…       What is wrong with the way to a place, and the remedy
        lines                  Which line is live, and how all of them stand
        addresses              Who the world thinks you are, and where
        sites                  How your sites fare: grades, HSTS, certificates
        report LINE            A report of a line for its provider, with raw echoes
        explain [CODE]         What a finding or event means and how to fix it
        config WORD [FILE]     A config file: init, check or schema
        export                 What was measured, as CSV, JSON lines or Parquet
        backup FILE            A copy of the whole record, while it is being written
        restore FILE           Make a backup the record; what was is kept beside it

      Options:
        -h, --help     Show this help
        -V, --version  Show the version

      \`plumbline COMMAND --help\` tells more.
      "
    `);
  });
  it('tells more of one command', async () => {
    const { code, out } = await cliForTest().run('check --help', 0);
    expect(code).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "Usage: plumbline check PROBE [TARGET…] [OPTION…]

      One probe, once; several targets make a table

      Probes:
        ping    round-trip time and loss, by ICMP echoes
        tcp     whether a port takes a connection, and how fast
        route   the routers on the way, and where it ends
        influx  the InfluxDB of the config: address, login, database, write, read

      \`plumbline check PROBE --help\` tells its options.

      Exit code: 0 nothing is wrong, 1 something is, 2 the command is wrong, 3 it
      could not be measured. With --fix: 0 there are lines to paste, 3 there are none.

      Options:
            --set NAME=VALUE  An option of the probe; may be repeated
            --from FILE       More targets, one a line; - is standard input
            --via KEY=VALUE   The way out: source=ADDRESS, device=NAME, mark=NUMBER,
                              namespace=NAME, vrf=DEVICE
            --json            One JSON object a target, a line each
            --fix SERVER      headers of one site: print the lines to paste (nginx,
                              caddy, cloudfront, hono)
            --config FILE     influx: the config file, where it is not the usual one
        -h, --help            Show this help
        -V, --version         Show the version
      "
    `);
  });
  it('comes by itself where no command is given, as an error', async () => {
    const { code, out, err } = await cliForTest().run('', 0);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('Usage: plumbline COMMAND');
  });
  it.each(['--version', '-V', 'check -V'])('%s', async (command) => {
    expect(await cliForTest().run(command, 0)).toMatchObject({ code: 0, out: 'plumbline 0.0.0-test\n' });
  });
});

describe('serve', () => {
  it.each([
    ['serve', {}],
    ['serve --config a.yaml --state /var/x', { config: 'a.yaml', state: '/var/x' }],
    ['serve --read-only --config a.yaml', { config: 'a.yaml', readOnly: true }],
    ['serve --listen :9000', { listen: { host: '127.0.0.1', port: 9000 } }],
    ['serve --listen 9000', { listen: { host: '127.0.0.1', port: 9000 } }],
    ['serve --listen [::]:80', { listen: { host: '::', port: 80 } }],
    ['serve --listen nas.lan:80', { listen: { host: 'nas.lan', port: 80 } }],
  ])('%s', async (command, expected) => {
    const { run, served } = cliForTest();
    expect((await run(command, 0)).code).toBe(0);
    expect(served).toEqual([expected]);
  });
  it.each(['[1.2.3.4]:80', 'a:b', 'host:99999', '::1:80', 'a b:80'])('not --listen %s', async (listen) => {
    expect((await cliForTest().run(['serve', '--listen', listen], 0)).code).toBe(2);
  });
});

describe('config', () => {
  it('init writes plumbline.yaml, another file or to the terminal, and replaces none', async () => {
    const { run, written } = cliForTest({ files: { 'old.yaml': 'mine' } });
    expect(await run('config init', 0)).toMatchObject({ code: 0, err: 'Written to plumbline.yaml.\n' });
    expect(written.get('plumbline.yaml')).toBe('vantage: here\n');
    expect((await run('config init', 0)).code).toBe(2);
    expect(await run('config init -o -', 0)).toMatchObject({ code: 0, out: 'vantage: here\n' });
    expect((await run('config init --output new.yaml', 0)).code).toBe(0);
    expect(written.get('new.yaml')).toBe('vantage: here\n');
    const kept = await run('config init -o old.yaml', 0);
    expect(kept.code).toBe(2);
    expect(kept.err).toContain('old.yaml: is there already; --force replaces it');
    expect(written.get('old.yaml')).toBe('mine');
    expect((await run('config init -o old.yaml --force', 0)).code).toBe(0);
    expect(written.get('old.yaml')).toBe('vantage: here\n');
  });
  it('schema is JSON', async () => {
    expect(JSON.parse((await cliForTest().run('config schema', 0)).out)).toEqual({ type: 'object' });
  });
  it('check tells every problem with its place', async () => {
    expect(await cliForTest().run('config check x.yaml', 0)).toMatchObject({
      code: 0,
      out: 'x.yaml: 3 targets, nothing wrong.\n',
    });
    const { deps } = cliForTest();
    const open = { path: 'influx.token_file', found: 'a secret that others can read', expected: 'chmod 600 t' };
    const warned = cliForTest({
      deps: {
        config: {
          ...deps.config,
          check: () => Promise.resolve({ ok: true, file: 'x.yaml', targets: 1, warnings: [open] }),
        },
      },
    });
    expect(await warned.run('config check', 0)).toMatchObject({
      code: 0,
      out: 'x.yaml: 1 target, no error, 1 warning.\n',
      err: 'x.yaml: influx.token_file: found a secret that others can read, expected chmod 600 t\n',
    });
    const lined = cliForTest({
      deps: {
        config: {
          ...deps.config,
          check: () => Promise.resolve({ ok: true, file: 'x.yaml', targets: 1, lines: ['dsl: a line'], warnings: [] }),
        },
      },
    });
    expect((await lined.run('config check', 0)).out).toBe('x.yaml: 1 target, nothing wrong.\ndsl: a line\n');
    const { run } = cliForTest({
      deps: {
        config: {
          ...deps.config,
          check: () =>
            Promise.resolve({
              ok: false,
              file: 'x.yaml',
              problems: [
                { path: 'targets.router.pin', line: 12, found: 'a key', expected: 'ping or tcp', nearest: 'ping' },
                { path: 'listen', found: '"x"', expected: 'HOST:PORT' },
              ],
            }),
        },
      },
    });
    const { code, err } = await run('config check', 0);
    expect(code).toBe(2);
    expect(err).toBe(
      'x.yaml:12: targets.router.pin: found a key, expected ping or tcp (did you mean "ping"?)\nx.yaml: listen: found "x", expected HOST:PORT\n',
    );
  });
});

describe('explain', () => {
  it('tells what a code means and what to do', async () => {
    const { code, out } = await cliForTest().run('explain packet-loss', 0);
    expect(code).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "▲ warn  packet-loss
        A part of the echoes is lost.

        To do: See whether the gateway loses too (Wi-Fi, cable), then the first public
        hop (the line), then the target.
      "
    `);
  });
  it('says where there is something to paste', async () => {
    const { out } = await cliForTest().run('explain udp-black-hole', 0);
    expect(out.replaceAll(/\s+/g, ' ')).toContain('--for openbsd, nftables, iptables, openwrt, wireguard, edgeos,');
  });
  it('lists all codes in 80 columns', async () => {
    const { out } = await cliForTest().run('explain', 0);
    expect(out.split('\n')[0]).toMatch(/^CODE +SEVERITY +MEANING$/);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });
});
