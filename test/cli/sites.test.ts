import { Readable } from 'node:stream';

import { describe, expect, it } from 'vitest';

import type { SiteRow, Sites } from '../../src/api/sites/schema.ts';
import { widthOf } from '../../src/cli/format/text.ts';
import { cliForTest } from './support.ts';

const NOW = 1_780_000_000_000_000;
const row = (name: string, more: Partial<SiteRow> = {}): SiteRow => ({
  name,
  label: name,
  url: `https://${name}.example/`,
  every: 6 * 3_600_000,
  intervals: {},
  observatory: { at: NOW, grade: 'A+', score: 115, version: '6' },
  securityheaders: { at: NOW, grade: 'A', version: '2023-11-07' },
  hsts: { at: NOW, maxAge: 31_536_000, includeSubDomains: true, preload: false, preloadable: false, preloaded: false },
  tls: { at: NOW, notAfter: NOW, daysLeft: 61, standing: 'ok', trusted: true, issuer: 'R12', protocol: 'TLSv1.3' },
  findings: [],
  troubles: [],
  ...more,
});
const bad = row('shop', {
  observatory: { at: NOW, grade: 'D', score: 35, version: '6' },
  hsts: { at: NOW, includeSubDomains: false, preload: false, preloadable: false, whyUnknown: 'no list' },
  tls: { at: NOW, notAfter: NOW, daysLeft: -2, standing: 'fail', trusted: false, issuer: 'R12', protocol: 'TLSv1.2' },
  findings: [
    { probe: 'tls', code: 'certificate-expired', severity: 'fail', summary: 'it expired 2 days ago' },
    { probe: 'headers', code: 'some-remark', severity: 'info', summary: 'not told here' },
  ],
  troubles: [{ probe: 'hsts', at: NOW, detail: 'nobody\u001b[31m answers' }],
});
const asking = (all: Sites, tty = false) =>
  cliForTest({
    tty,
    deps: {
      openOwner: () =>
        Promise.resolve({
          ok: true,
          folder: '/state',
          owner: {
            ask: (_method, path) =>
              Promise.resolve({ status: path === '/sites' ? 200 : 404, body: Readable.from([JSON.stringify(all)]) }),
            close: () => Promise.resolve(),
          },
        }),
    },
  });

describe('plumbline sites', () => {
  it('is a table, and below it what is wrong with each; exit code 1 where a site fails', async () => {
    const { code, out } = await asking({ now: NOW, list: { at: NOW }, sites: [row('blog'), bad] }).run('sites', 0);
    expect(code).toBe(1);
    expect(out).toMatchInlineSnapshot(`
      "SITE    OBSERVATORY  SECURITYHEADERS  HSTS    PRELOAD  DAYS
      ● blog  A+ (115)     A                1 year  no         61
      ■ shop  D (35)       A                no      unknown    -2

      ■ shop: its certificate is not trusted.
      ■ shop: certificate-expired: it expired 2 days ago
      ○ shop: the check hsts failed: nobody�[31m answers

      Preload list of 2026-05-28.
      "
    `);
  });
  it('fits 40 columns', async () => {
    const cli = asking({ now: NOW, sites: [row('blog'), bad] });
    Object.assign(cli.stdout, { isTTY: true, columns: 40 });
    const { out } = await cli.run('sites', 0);
    // oxlint-disable-next-line no-control-regex
    for (const line of out.replaceAll(/\u001b\[\d+m/g, '').split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(40);
  });
  it.each([
    ['all is well', [row('blog')], 0],
    ['there are none', [], 3],
    ['a check failed the last time', [row('blog', { troubles: [{ probe: 'tls', at: NOW, detail: 'no route' }] })], 3],
    [
      'one is only warned of',
      [row('blog', { findings: [{ probe: 'headers', code: 'x', severity: 'warn', summary: 'y' }] })],
      0,
    ],
  ] as const)('%s: exit code', async (_, sites, expected) => {
    const { code } = await asking({ now: NOW, sites }).run('sites', 0);
    expect(code).toBe(expected);
  });
  it('is one JSON object with --json', async () => {
    const all = { now: NOW, sites: [row('blog')] };
    const { out } = await asking(all).run('sites --json', 0);
    expect(JSON.parse(out)).toEqual(all);
  });
});
