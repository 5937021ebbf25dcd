import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

import { beforeEach, describe, expect, it } from 'vitest';

import type { EventList, Overview, Run } from '../../src/api/schema.ts';
import type { SiteDetail, Sites } from '../../src/api/sites/schema.ts';
import type { HeadersReport } from '../../src/probes/headers/report.ts';
import { labMissing, openLab } from './lab.ts';
import { startNginx } from './nginx.ts';
import { type Service, startService } from './service.ts';
import { toolMissing } from './tools.ts';

// A real nginx that is two sites, watched by the service: what it shows of itself, and what is told when that changes.

const missing = labMissing() ?? ['nginx', 'openssl'].map((tool) => toolMissing(tool)).find((m) => m !== undefined);
beforeEach((ctx) => ctx.skip(missing !== undefined, missing));

const TOKEN = 'abcdefghijklmnopqrst';
const PATIENCE = 60_000;
const CONFIG = `vantage: home
token: ${TOKEN}
preload: {list: false, portal: false}
sites:
  blog: {url: "https://blog.lab/", label: The blog}
  shop: {url: "https://shop.lab/", address: 127.0.0.2}
targets:
  loopback: {address: 127.0.0.1, role: control, tcp: {port: 443}}
`;

const until = async <T>(what: string, look: () => Promise<T | undefined>): Promise<T> => {
  for (const end = performance.now() + PATIENCE; performance.now() < end; await setTimeout(200)) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new Error(`not within a minute: ${what}`);
};

const STRICT = `add_header Content-Security-Policy "default-src 'none'; frame-ancestors 'none'" always;`;
const serversOf = (csp: string): string => `
  server { listen 127.0.0.1:80; listen 127.0.0.2:80; return 301 https://$host$request_uri; }
  server {
    listen 127.0.0.1:443 ssl;
    server_name blog.lab;
    add_header Strict-Transport-Security "max-age=63072000; includeSubDomains" always;
    add_header X-Content-Type-Options nosniff always;
    add_header Referrer-Policy no-referrer always;
    ${csp}
    location = / { return 200 "<!doctype html><title>The blog</title>"; }
    location / { return 404; }
  }
  server { listen 127.0.0.2:443 ssl; server_name shop.lab; location / { return 200 "<!doctype html><title>Shop</title>"; } }`;

const asker = ({ url }: Service) => {
  const get = async <T>(path: string): Promise<T> => {
    const answer = await fetch(`${url}${path}`);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  return {
    get,
    sites: async () => (await get<Sites>('/api/sites')).sites,
    check: async (target: string, probe: string): Promise<Run['outcome']> => {
      const answer = await fetch(`${url}/api/checks`, {
        method: 'POST',
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
        body: JSON.stringify({ probe, target }),
      });
      if (!answer.ok) throw new Error(`${probe} of ${target}: ${answer.status} ${await answer.text()}`);
      return ((await answer.json()) as Run).outcome;
    },
  };
};

describe('the service over two sites of one nginx', () => {
  it('tells what they show of themselves, and that a grade fell once a header is gone', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'plumbline-sites-'));
    const closing: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
    try {
      const lab = await openLab();
      closing.push(() => lab.close());
      await lab.setNames({ 'blog.lab': { addresses: ['127.0.0.1'], ttl: 60 } });
      const names = ['blog.lab', 'shop.lab'];
      const nginx = await startNginx(lab, 'home', { folder, names, address: '127.0.0.1', servers: serversOf(STRICT) });
      closing.push(nginx.close);
      const env = { NODE_EXTRA_CA_CERTS: nginx.root };
      const service = await startService(lab, { folder, config: CONFIG, env });
      closing.push(() => service.kill('SIGTERM'));
      const { get, sites, check } = asker(service);

      for (const probe of ['headers', 'hsts', 'tls']) {
        expect(await check('blog', probe), probe).toMatchObject({ status: 'measured' });
        // Its name leads nowhere: the config says who is asked.
        expect(await check('shop', probe), probe).toMatchObject({ status: 'measured' });
      }
      const [blog, shop] = await until('both sites are told', async () => {
        const all = await sites();
        return all.every((s) => s.observatory !== undefined && s.hsts !== undefined && s.tls !== undefined)
          ? all
          : undefined;
      });
      expect(blog).toMatchObject({
        name: 'blog',
        label: 'The blog',
        troubles: [],
        hsts: { maxAge: 63_072_000, includeSubDomains: true, preload: false, preloadable: false },
        tls: { trusted: true, daysLeft: 89, standing: 'ok', issuer: expect.stringContaining('Lab root') as string },
      });
      expect(blog?.observatory?.grade).toMatch(/^A/);
      expect(blog?.hsts?.whyUnknown).toContain('preload.list');
      expect(shop?.observatory?.score ?? 100).toBeLessThan(blog?.observatory?.score ?? 0);
      expect(shop?.tls).toMatchObject({ trusted: true });

      await nginx.serve(serversOf(''));
      const fallen = await until('the header is gone', async () => {
        const outcome = await check('blog', 'headers');
        if (outcome.status !== 'measured') return undefined;
        const { answers } = outcome.report as HeadersReport;
        const page = answers.find((a) => a.place === 'page');
        const isThere = page?.headers.some(([name]) => name.toLowerCase() === 'content-security-policy') ?? true;
        return isThere ? undefined : outcome;
      });
      expect(fallen.status).toBe('measured');
      const fell = await until('the grade fell', async () => {
        const { events } = await get<EventList>('/api/events?from=-1h&types=site-finding&target=blog');
        return events.find((e) => e.evidence['code'] === 'grade-fell' && e.evidence['grader'] === 'observatory');
      });
      expect(fell.evidence['summary']).toContain('content-security-policy is gone');
      expect(fell.evidence['from']).toBe(blog?.observatory?.grade);

      const detail = await until('the table has it', async () => {
        const told = await get<SiteDetail>('/api/sites/blog');
        return told.site.observatory?.was === undefined ? undefined : told;
      });
      expect(detail.site.observatory?.was?.grade).toBe(blog?.observatory?.grade);
      expect(detail.happened.map((h) => h.code)).toContain('grade-fell');
      expect(detail.history.length).toBeGreaterThan(1);
      const overview = await until('the wall has it', async () => {
        const { sites: glance } = await get<Overview>('/api/overview');
        return glance?.sites[0]?.grade === detail.site.observatory?.grade ? glance : undefined;
      });
      expect(overview.sites.map((s) => s.name)).toEqual(['blog', 'shop']);
      const file = await (await fetch(`${service.url}/api/sites.csv`)).text();
      expect(file.split('\n')).toHaveLength(4);
    } finally {
      for (const close of closing.toReversed()) await close();
    }
  });
});
