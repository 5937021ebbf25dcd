import { describe, expect, it } from 'vitest';

import type { CliDeps } from '../../src/cli/deps.ts';
import type { InfluxCheck } from '../../src/store/influx/check/check.ts';
import { cliForTest } from './support.ts';

const REPORT: InfluxCheck = {
  url: 'http://127.0.0.1:8086',
  database: 'lines',
  version: '1.6.7',
  steps: [
    { step: 'address', ok: true, detail: 'http://127.0.0.1:8086 answers' },
    { step: 'login', ok: false, detail: 'answers 401: authorization failed' },
  ],
};
type Checked = Awaited<ReturnType<CliDeps['checkInflux']>>;
const measured = (findings: Extract<Checked, { ok: true }>['outcome']['findings'], report = REPORT): Checked => ({
  ok: true,
  file: 'p.yaml',
  vantage: 'here',
  outcome: { status: 'measured', values: {}, findings, report },
  warnings: [],
});
const cliWith = (checked: Checked) => {
  const asked: (string | undefined)[] = [];
  const cli = cliForTest({
    deps: {
      checkInflux: (file) => {
        asked.push(file);
        return Promise.resolve(checked);
      },
    },
  });
  return { ...cli, asked };
};
const REFUSED = { code: 'influx-unauthorized', severity: 'fail', evidence: { status: 401, given: 'a token' } } as const;

describe('check influx', () => {
  it('tells every step, what is wrong and what to do; exit code 1', async () => {
    const { code, out } = await cliWith(measured([REFUSED])).run('check influx');
    expect(code).toBe(1);
    expect(out).toContain('fail  InfluxDB: lines at http://127.0.0.1:8086');
    expect(out).toContain('● address   http://127.0.0.1:8086 answers');
    expect(out).toContain('■ login     answers 401: authorization failed');
    expect(out).toContain('To do: Compare `influx.token`');
  });
  it('is 0 where nothing is wrong, and takes the config that is named', async () => {
    const cli = cliWith(measured([], { ...REPORT, steps: REPORT.steps.slice(0, 1) }));
    expect(await cli.run('check influx --config mine.yaml')).toMatchObject({ code: 0 });
    expect(cli.asked).toEqual(['mine.yaml']);
  });
  it('as JSON is one line of what every check says', async () => {
    const { out, err } = await cliWith(measured([REFUSED])).run('check influx --json');
    expect(err).toBe('');
    expect(JSON.parse(out)).toEqual({
      probe: 'influx',
      subject: { vantage: 'here' },
      at: expect.any(Number),
      status: 'measured',
      values: {},
      findings: [REFUSED],
      report: REPORT,
    });
  });
  it('that was interrupted is 3', async () => {
    const outcome = { status: 'failed', reason: 'cancelled', detail: 'cancelled', findings: [] } as const;
    expect(await cliWith({ ...measured([]), outcome } as Checked).run('check influx')).toMatchObject({ code: 3 });
  });
  it('tells what is to be mended in the config all the same, and commands each on a line of its own', async () => {
    const open = { path: 'influx.password_file', found: 'a secret that others can read', expected: 'chmod 600 p' };
    const command = `influx -username ADMIN -password '' -execute 'GRANT ALL ON "${'a long name '.repeat(9)}" TO "plumb"'`;
    const remedied = { ...REFUSED, remedy: `Let this login use it.\n${command}` };
    const { code, out, err } = await cliWith({ ...measured([remedied]), warnings: [open] } as Checked).run(
      'check influx',
    );
    expect(code).toBe(1);
    expect(err).toBe(
      'plumbline: p.yaml: influx.password_file: found a secret that others can read, expected chmod 600 p\n',
    );
    expect(out.split('\n').map((l) => l.trim())).toEqual(
      expect.arrayContaining(['To do: Let this login use it.', command]),
    );
  });
  it('without a config file says where one was looked for, and how to come by one', async () => {
    const { code, err } = await cliWith({ ok: false, lookedAt: ['/a/plumbline.yaml', '/b/plumbline.yaml'] }).run(
      'check influx',
    );
    expect({ code, err }).toEqual({
      code: 2,
      err: 'plumbline: No config file found (looked at /a/plumbline.yaml and /b/plumbline.yaml); write one with `npx plumbline config init`, then add `influx:`\n',
    });
  });
  it('without InfluxDB in the config is 2, with what is missing', async () => {
    const problems = [{ path: 'influx', found: 'nothing', expected: 'where InfluxDB is' }];
    const { code, out, err } = await cliWith({ ok: false, file: 'p.yaml', problems }).run('check influx');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('influx');
    expect(err).toContain('expected where InfluxDB is');
  });
  it.each([
    'check influx there',
    'check influx --set a=b',
    'check influx --via device=eth0',
    'check ping a --config c',
  ])('refuses what does not belong there: %s', async (command) => {
    const cli = cliWith(measured([]));
    expect(await cli.run(command)).toMatchObject({ code: 2 });
    expect(cli.asked).toEqual([]);
  });
});
