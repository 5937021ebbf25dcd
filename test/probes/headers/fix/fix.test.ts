import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { describe, expect, it } from 'vitest';

import { FIX_KINDS } from '../../../../src/probes/headers/report.ts';
import { GOOD, PAGE, butFor, seen, type Lines } from '../seen.ts';
import { BAD, HTML, fixFor, gradesNow, promised, siteOf, withLater } from './pasted.ts';

const bad = siteOf(BAD, BAD);
const of = (lines: Lines, html = ''): string => fixFor(seen(lines, { html }), 'nginx');
const active = (text: string): readonly string[] =>
  text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

describe('what is to be pasted', () => {
  it('is of what the site misses or has wrong, and nothing else', () => {
    expect(active(of(GOOD))).toEqual([]);
    expect(of(GOOD)).toContain('Nothing is missing that a header could set right.');
    expect(active(of(butFor(['X-Content-Type-Options'])))).toEqual([
      'add_header X-Content-Type-Options "nosniff" always;',
    ]);
  });
  it('leaves a cookie alone that browsers read as safe, however it is written', () => {
    const cookie = (line: string) => active(of([...GOOD, ['Set-Cookie', line]]));
    expect(cookie('sid=1; Secure=; HttpOnly=1; SameSite=Lax')).toEqual([]);
    expect(cookie('sid=1; SameSite')).not.toEqual([]);
  });
  it('says with each line why, and what it earns', () => {
    expect(of(butFor(['X-Content-Type-Options']))).toContain(
      '# Browsers take files for what they are said to be. [Observatory +5, securityheaders]\nadd_header',
    );
  });
  it('is HSTS step by step, and never with preload or subdomains that nobody asked for', () => {
    const sts = (value?: string) => {
      const more: Lines = value === undefined ? [] : [['Strict-Transport-Security', value]];
      return of(butFor(['Strict-Transport-Security'], more)).match(/^(?:# )?add_header Strict.*$/gm);
    };
    const line = (value: string): string => `add_header Strict-Transport-Security "${value}" always;`;
    expect(sts()).toEqual([line('max-age=300'), `# ${line('max-age=31536000')}`]);
    expect(sts('max-age=300; preload')).toEqual([
      line('max-age=86400; preload'),
      `# ${line('max-age=31536000; preload')}`,
    ]);
    expect(sts('max-age=100000; includeSubDomains')).toEqual([line('max-age=31536000; includeSubDomains')]);
    expect(sts('max-age=31536000')).toBeNull();
  });
  it('is a policy made from what the page loads, first as Report-Only', () => {
    const html = `<link rel=stylesheet href="https://fonts.googleapis.com/css"><script src=//cdn.example/a.js></script>
      <script>a()</script><img src=https://img.example/a.png><iframe src=https://tube.example/1></iframe><p style=x onclick=y>`;
    const text = of(butFor(['Content-Security-Policy']), html);
    const [line = ''] = active(text);
    expect(line).toMatch(/^add_header Content-Security-Policy-Report-Only "default-src 'self'; /);
    for (const part of [
      "script-src 'self' https://cdn.example 'sha256-",
      "style-src 'self' https://fonts.googleapis.com 'unsafe-inline'",
      "font-src 'self' https://fonts.gstatic.com",
      "img-src 'self' data: https://img.example",
      "frame-src 'self' https://tube.example",
      "object-src 'none'; base-uri 'self'",
    ])
      expect(line).toContain(part);
    expect(text).toContain('handlers such as onclick');
    expect(text).toMatch(/^# add_header Content-Security-Policy "/m);
  });
  it("keeps the site's own policy, but for what lets every script run", () => {
    const own: Lines = [
      ['Content-Security-Policy', "script-src 'unsafe-inline' https: https://a.example; img-src *; object-src *"],
    ];
    const [line = ''] = active(of(butFor(['Content-Security-Policy'], own)));
    expect(line).toContain(`"script-src 'self' https://a.example; img-src *; object-src 'none'; base-uri 'self'"`);
  });
  it('says where http has to be redirected, and that a 404 is bare', () => {
    const page = seen(GOOD);
    const plain = { ...page.secure, steps: [{ ...page.secure.steps[0]!, url: 'http://site.example/' }] };
    const text = fixFor({ ...page, plain }, 'nginx');
    expect(text).toContain('# return 301 https://$host$request_uri;');
  });
  it('takes nothing of a stranger into a config that could be more than a value', () => {
    const evil = `"; } evil {{ $x \\ ' \n`;
    const lines: Lines = [
      ['Content-Type', 'text/html'],
      ['Content-Security-Policy', `script-src 'unsafe-inline' ${evil} https://a.example/"x {y}; ${evil} 'x'; $(id) b`],
      ['Set-Cookie', `${evil}sid=1`],
      ['Set-Cookie', 'sess;$id=1'],
      ['Referrer-Policy', evil],
      ['Strict-Transport-Security', `max-age=1; ${evil}`],
    ];
    const html = `<script src='https://"};evil'></script><img src="https://a;b$c.example/"><script src="https://x{y}.example/"></script>`;
    const site = seen(lines, { html });
    for (const kind of FIX_KINDS) {
      const text = fixFor(site, kind);
      expect(text).not.toContain('evil');
      expect(text).not.toMatch(/\$x|\$\(id\)|\{y\}|\$c/);
    }
    const quoted = fixFor(site, 'nginx')
      .split('\n')
      .filter((l) => l.startsWith('add_header'));
    for (const line of quoted) expect(line).toMatch(/^add_header [A-Za-z-]+ "[^"$\\{}]*" always;$/);
  });
});

describe('a CloudFront function', () => {
  type Told = { value: string; attributes?: string; multiValue?: { value: string; attributes?: string }[] };
  type Event = { response: { headers: Record<string, Told>; cookies?: Record<string, Told> } };
  const run = (text: string, lines: Lines) => {
    const headers: Record<string, Told> = {};
    for (const [name, value] of lines) if (name !== 'Set-Cookie') headers[name.toLowerCase()] = { value };
    const cookies = { sid: { value: '1', attributes: 'Path=/' }, theme: { value: 'dark' } };
    const event: Event = { response: { headers, cookies } };
    // oxlint-disable-next-line typescript/no-implied-eval, no-new-func
    const handler = new Function(`${text}; return handler;`)() as (event: Event) => Event['response'];
    const answer = handler(event);
    const plain = Object.entries(answer.headers).map(([name, { value }]) => [name, value] as const);
    const set = Object.entries(answer.cookies ?? {}).map(
      ([name, { value, attributes = '' }]) => ['set-cookie', `${name}=${value}; ${attributes}`] as const,
    );
    return siteOf([...plain, ...set], [...plain, ...set]);
  };
  const text = fixFor(bad, 'cloudfront');
  it('leads to the grades that it promises', () => {
    expect(gradesNow(run(text, BAD))).toEqual(promised(text).now);
    expect(gradesNow(run(withLater(text), BAD))).toEqual(promised(text).later);
    expect(promised(text).later[1]).toBe('A+');
  });
  it('is ECMAScript 5.1, which its runtime takes whole', () => {
    const code = text.replaceAll(/\/\/.*$/gm, '').replaceAll(/"[^"]*"/g, '""');
    expect(code).not.toMatch(/=>|`|\b(?:let|const|class|of|await|async|require|import)\b|\.\.\./);
  });
  it('runs where no cookie is set', () => {
    // oxlint-disable-next-line typescript/no-implied-eval, no-new-func
    const handler = new Function(`${text}; return handler;`)() as (event: Event) => Event['response'];
    expect(handler({ response: { headers: {} } }).headers['x-content-type-options']).toEqual({ value: 'nosniff' });
  });
});

describe('middleware for Hono', () => {
  const run = async (text: string) => {
    const app = new Hono();
    // oxlint-disable-next-line typescript/no-implied-eval, no-new-func
    new Function('app', 'secureHeaders', text.replace(/^import .*$/m, ''))(app, secureHeaders);
    app.get('/', () => new Response(HTML, { headers: BAD.map(([name, value]): [string, string] => [name, value]) }));
    const sent = async (path: string): Promise<Lines> => [...(await app.request(path)).headers];
    return siteOf(await sent('/'), await sent('/none'));
  };
  it('leads to the grades that it promises', async () => {
    const text = fixFor(bad, 'hono');
    expect(text).toMatch(/^import \{ secureHeaders \} from 'hono\/secure-headers';\n/);
    const now = await run(text);
    expect(gradesNow(now)).toEqual(promised(text).now);
    expect(gradesNow(await run(withLater(text)))).toEqual(promised(text).later);
    const page = now.secure.steps[0]?.outcome;
    const names = page?.ok === true ? page.answer.headers.map(([name]) => name) : [];
    // It sends nothing that nobody asked for.
    expect(names).not.toContain('origin-agent-cluster');
    expect(names).not.toContain('x-powered-by');
  });
  it('is of the page that was looked at', () => {
    expect(fixFor(bad, 'hono')).toContain(`// For ${PAGE}: before the routes.`);
  });
});
