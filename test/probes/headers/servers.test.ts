import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { headers } from '../../../src/probes/headers/headers.ts';
import { options } from '../../../src/probes/headers/options.ts';
import type { HeadersReport } from '../../../src/probes/headers/report.ts';
import { realContext } from '../../support/real-net.ts';
import { programMissing, startCaddy, startNginx, type SiteServer } from '../../support/site-servers.ts';

const PAGE = '<!doctype html><title>A site</title><link rel=stylesheet href=/assets/s.css><p>All is well.';
const FILES = { 'index.html': PAGE, 'assets/s.css': 'p { margin: 0 }', 'blog/index.html': PAGE };
const HSTS = 'max-age=63072000; includeSubDomains';

/** Asked at 127.0.0.1, by that name: no resolver knows it. */
const checked = async ({ https, http }: SiteServer, name: string, path = '/'): Promise<HeadersReport> => {
  const asked = options.parse({ list: false, address: '127.0.0.1', http_port: http });
  const aim = { subject: { vantage: 'v' }, address: `https://${name}.site.example:${https}${path}` };
  const outcome = await headers.run(aim, asked, realContext(new AbortController().signal));
  if (outcome.status === 'failed') throw new Error(outcome.detail);
  return outcome.report;
};
const valueAt = (report: HeadersReport, place: string, name: string): readonly string[] =>
  report.answers
    .find((answer) => answer.place === place)
    ?.headers.filter(([each]) => each.toLowerCase() === name)
    .map(([, value]) => value) ?? [];
const ruled = (report: HeadersReport, rule: string) =>
  report.grades.find(({ grader }) => grader === 'observatory')?.rules.find((each) => each.rule === rule);
const codes = (report: HeadersReport): readonly string[] => report.lint.map(({ code, place }) => `${code} ${place}`);

const nginxMissing = programMissing('nginx', '-v');
describe.skipIf(nginxMissing !== undefined)(`nginx, as people set it up${nginxMissing ?? ''}`, () => {
  let nginx: SiteServer;
  beforeAll(async () => {
    nginx = await startNginx(FILES, ({ folder, https, http }) => {
      const secure = (name: string, lines: string): string =>
        `server { listen 127.0.0.1:${https} ssl http2; server_name ${name}.site.example; root ${folder}/www; ${lines} }`;
      const plain = (name: string, lines: string): string =>
        `server { listen 127.0.0.1:${http}; server_name ${name}.site.example; root ${folder}/www; ${lines} }`;
      const hsts = `add_header Strict-Transport-Security "${HSTS}"`;
      return [
        secure('lost', `${hsts} always; location /blog/ { add_header Cache-Control no-cache; }`),
        plain('lost', `return 301 https://$host:${https}$request_uri;`),
        secure('once', `${hsts}; add_header X-Content-Type-Options nosniff;`),
        plain('once', `return 301 https://$host:${https}$request_uri;`),
        secure('over-http', ''),
        plain('over-http', `${hsts} always;`),
        secure('twice', `${hsts} always; add_header Strict-Transport-Security "max-age=0" always;`),
        plain('twice', `return 301 https://$host:${https}$request_uri;`),
        secure('away', ''),
        plain('away', `return 301 https://www.away.site.example:${https}/;`),
        secure('www.away', ''),
        secure('immutable', 'add_header Cache-Control "max-age=315360000, immutable";'),
        plain('immutable', `return 301 https://$host:${https}$request_uri;`),
      ].join('\n');
    });
  }, 60_000);
  afterAll(() => nginx.stop());

  it('loses what the server says where a location says anything', async () => {
    const root = await checked(nginx, 'lost');
    expect(valueAt(root, 'page', 'strict-transport-security')).toEqual([HSTS]);
    // Browsers do not listen to it where the certificate is one that nobody knows (RFC 6797, 8.1).
    expect(ruled(root, 'strict-transport-security')).toMatchObject({ result: 'hsts-invalid-cert' });
    const blog = await checked(nginx, 'lost', '/blog/');
    expect(valueAt(blog, 'page', 'strict-transport-security')).toEqual([]);
    expect(codes(blog)).not.toEqual(codes(root));
    expect(blog.secure[0]).toMatchObject({ status: 200, address: '127.0.0.1' });
  });
  it('says nothing with a 404 where `always` is missing', async () => {
    const report = await checked(nginx, 'once');
    expect(valueAt(report, 'page', 'strict-transport-security')).toEqual([HSTS]);
    expect(report.answers.find(({ place }) => place === 'missing')?.status).toBe(404);
    expect(valueAt(report, 'missing', 'strict-transport-security')).toEqual([]);
    expect(codes(report).some((code) => code.endsWith(' missing'))).toBe(true);
  });
  it('says HSTS over http, where nobody listens to it', async () => {
    const report = await checked(nginx, 'over-http');
    expect(report.plain?.at(-1)).toMatchObject({ status: 200 });
    expect(ruled(report, 'strict-transport-security')).toMatchObject({ pass: false });
    expect(ruled(report, 'redirection')).toMatchObject({ points: -20 });
  });
  it('says it twice, and the first counts', async () => {
    const report = await checked(nginx, 'twice');
    expect(valueAt(report, 'page', 'strict-transport-security')).toEqual([HSTS, 'max-age=0']);
    expect(
      report.lint.find(({ header, place }) => header === 'Strict-Transport-Security' && place === 'page'),
    ).toBeDefined();
  });
  it('leads from http to another host first', async () => {
    const asked = await checked(nginx, 'immutable');
    expect(asked.plain?.map(({ url }) => new URL(url).protocol)).toEqual(['http:', 'https:']);
    const report = await checked(nginx, 'away');
    expect(report.plain?.[0]).toMatchObject({ status: 301, to: `https://www.away.site.example:${nginx.https}/` });
  });
  it('keeps HTML for ten years', async () => {
    const report = await checked(nginx, 'immutable');
    expect(report.lint.filter(({ place, header }) => place === 'page' && header === 'Cache-Control')).not.toEqual([]);
    expect(report.answers.map(({ place, http }) => [place, http])).toEqual([
      ['page', '2'],
      ['missing', '2'],
      ['asset', '2'],
      ['redirect', '1.1'],
    ]);
  });
});

const caddyMissing = programMissing('caddy', 'version');
describe.skipIf(caddyMissing !== undefined)(`caddy, by its defaults${caddyMissing ?? ''}`, () => {
  let caddy: SiteServer;
  beforeAll(async () => {
    caddy = await startCaddy(
      FILES,
      ({ folder, https, certificate, key }) => `plain.site.example:${https} {
	tls ${certificate} ${key}
	root * ${folder}/www
	file_server
}`,
    );
  }, 60_000);
  afterAll(() => caddy.stop());

  it('leads to https by itself, and says nothing else of security', async () => {
    const report = await checked(caddy, 'plain');
    expect(report.plain?.[0]).toMatchObject({ status: 308 });
    expect(ruled(report, 'strict-transport-security')).toMatchObject({ pass: false });
    // It takes 443 for granted, wherever it listens itself.
    expect(report.plain?.[0]?.to).toBe('https://plain.site.example/');
    expect(report.grades.find(({ grader }) => grader === 'securityheaders')?.grade).toBe('F');
    expect(valueAt(report, 'page', 'server')).toEqual(['Caddy']);
    expect(valueAt(report, 'page', 'etag')).toHaveLength(1);
  });
});
