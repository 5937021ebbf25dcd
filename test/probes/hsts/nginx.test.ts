import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openNet } from '../../../src/net/open.ts';
import { fetchOnce } from '../../../src/net/fetch/fetch.ts';
import { openLibc } from '../../../src/net/libc/libc.ts';
import type { FetchRequest, Net } from '../../../src/net/net.ts';
import { systemClock } from '../../../src/net/system-clock.ts';
import { hsts } from '../../../src/probes/hsts/hsts.ts';
import { options } from '../../../src/probes/hsts/options.ts';
import { preloadable } from '../../../src/probes/hsts/rules/judge.ts';
import { seeSite } from '../../../src/probes/site/see.ts';
import { issue } from '../../support/pki.ts';
import { GOOD } from './seen.ts';

const AT = '127.0.0.1';
const HOST = 'example.com';
const clock = systemClock();
const noNginx = spawnSync('nginx', ['-v']).status === 0 ? undefined : 'there is no nginx';

/** What nginx does over http, over https to the name, and to `www.`; `PORTS` are those of https and http. */
interface Misconfigured {
  readonly plain?: string;
  readonly secure?: string;
  readonly www?: string;
  readonly codes: readonly string[];
}
const HEADER = `add_header Strict-Transport-Security "${GOOD}" always;`;
const TO_HTTPS = 'return 301 https://$host:SECURE$request_uri;';
const PAGE = 'return 200 "a page";';
const CASES: Readonly<Record<string, Misconfigured>> = {
  'as it should be': { codes: [] },
  'to www. first': {
    plain: 'return 301 https://www.$host:SECURE/;',
    codes: ['redirects.http.www_first'],
  },
  'a page over http': { plain: PAGE, codes: ['redirects.http.no_redirect'] },
  'a header that is useless over http': { plain: `${HEADER} ${TO_HTTPS}`, codes: ['redirects.http.useless_header'] },
  'two headers, of the server and of what is behind it': {
    secure: `${HEADER} add_header Strict-Transport-Security "max-age=0" always; ${PAGE}`,
    codes: ['response.multiple_headers'],
  },
  'a header without `always`, and a page that is not there': {
    secure: `add_header Strict-Transport-Security "${GOOD}"; return 404;`,
    codes: ['response.no_header'],
  },
  'a header of a location, which takes that of the server away': {
    secure: `${HEADER} location / { add_header X-Other 1; ${PAGE} }`,
    codes: ['response.no_header'],
  },
  'quotes and commas': {
    secure: `add_header Strict-Transport-Security 'max-age="31536000", includeSubDomains' always; ${PAGE}`,
    codes: [
      'header.parse.max_age.non_digit_characters',
      'header.preloadable.include_sub_domains.missing',
      'header.preloadable.preload.missing',
      'header.preloadable.max_age.missing',
    ],
  },
  'a chain of redirects': {
    secure: `${HEADER} location = / { return 302 /1; } location = /1 { return 302 /2; } location = /2 { return 302 /3; } location = /3 { return 302 /4; } location = /4 { ${PAGE} }`,
    // Over http one more comes before them.
    codes: ['redirects.too_many', 'redirects.too_many'],
  },
  'back to http': {
    secure: `${HEADER} return 301 http://$host:PLAIN/;`,
    codes: ['redirects.too_many', 'redirects.insecure.subsequent', 'redirects.too_many', 'redirects.insecure.initial'],
  },
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, AT);
  await new Promise<void>((ready) => server.once('listening', () => ready()));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((closed) => server.close(() => closed()));
  return port;
};
const answers = (port: number): Promise<boolean> =>
  new Promise((told) => {
    const socket = connect(port, AT);
    socket.once('connect', () => (socket.destroy(), told(true))).once('error', () => told(false));
  });

describe.skipIf(noNginx !== undefined)('nginx over loopback', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-hsts-nginx-'));
  const ports = new Map<string, readonly [secure: number, plain: number]>();
  let nginx: ChildProcess;
  let net: Net;

  beforeAll(async () => {
    const root = await issue({ name: 'root', isCa: true });
    const { certificate, key } = await issue({ name: HOST, names: [HOST, `www.${HOST}`] }, root);
    writeFileSync(join(folder, 'site.pem'), certificate);
    writeFileSync(join(folder, 'site.key'), key);
    const servers: string[] = [];
    for (const [name, { plain = TO_HTTPS, secure = `${HEADER} ${PAGE}` }] of Object.entries(CASES)) {
      const [ofSecure, ofPlain] = [await freePort(), await freePort()];
      ports.set(name, [ofSecure, ofPlain]);
      const tls = `listen ${AT}:${ofSecure} ssl; ssl_certificate site.pem; ssl_certificate_key site.key;`;
      const all = `server { listen ${AT}:${ofPlain}; ${plain} } server { ${tls} ${secure} }`;
      servers.push(all.replaceAll('SECURE', String(ofSecure)).replaceAll('PLAIN', String(ofPlain)));
    }
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((of) => `${of}_temp_path ${folder};`);
    const http = `access_log off; ${temporary.join(' ')} ${servers.join('\n')}`;
    const config = `pid ${folder}/nginx.pid; error_log stderr crit; daemon off; master_process off;\nevents {}\nhttp { ${http} }\n`;
    writeFileSync(join(folder, 'nginx.conf'), config);
    nginx = spawn('nginx', ['-p', folder, '-e', 'stderr', '-c', join(folder, 'nginx.conf')], { stdio: 'ignore' });
    const [last = 0] = [...ports.values()].at(-1) ?? [];
    for (let i = 0; i < 100 && !(await answers(last)); i += 1) await new Promise((soon) => setTimeout(soon, 100));
    const here = { ok: true, addresses: [AT], ttlSeconds: 60 } as const;
    const nobody = { ok: false, reason: 'no-address', detail: 'nobody' } as const;
    const parts = { clock, openLibc, agent: 'plumbline/1.2.3', trusted: [root.certificate] };
    const real = openNet({ clock, echo: { why: 'not wanted', remedy: '' } });
    net = Object.assign(Object.create(real) as Net, {
      resolve: (host: string) => Promise.resolve(host.endsWith(HOST) ? here : nobody),
      fetch: (request: FetchRequest, signal: AbortSignal) => fetchOnce(request, {}, parts, signal),
    });
  });
  afterAll(async () => {
    const ended = new Promise((over) => nginx.once('close', over));
    nginx.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });
  const asking = () => ({ net, clock, signal: new AbortController().signal });

  it.each(Object.entries(CASES))('%s', async (name, { codes }) => {
    const [secure = 0, plain = 0] = ports.get(name) ?? [];
    const aim = { host: HOST, https: `https://${HOST}:${secure}/`, http: `http://${HOST}:${plain}/` };
    const seen = await seeSite(aim, {}, asking());
    const { issues } = preloadable({ host: HOST, secure: seen.secure, ...(seen.plain ? { plain: seen.plain } : {}) });
    expect(issues.map(({ code }) => code)).toEqual(codes);
  });
  it('is looked at by the probe as a whole: in the house nobody is asked about it', async () => {
    const [port = 0, httpPort = 0] = ports.get('quotes and commas') ?? [];
    writeFileSync(join(folder, 'list.txt'), `${HOST}\n`);
    const given = options.parse({ port, http_port: httpPort, list: join(folder, 'list.txt') });
    const aim = { subject: { target: 'site', vantage: 'home' }, address: HOST };
    const outcome = await hsts.run(aim, given, asking());
    expect(outcome).toMatchObject({
      status: 'measured',
      values: { preloaded: 1, preloadable: 0 },
      report: {
        header: 'max-age="31536000", includeSubDomains',
        list: { known: true, preloaded: true, entry: { name: HOST, mode: 'force-https' } },
        portal: { why: 'example.com is at 127.0.0.1 here, which is not public' },
      },
    });
    expect(outcome.findings.map(({ code }) => code)).toContain('hsts-ignored');
  });
});
