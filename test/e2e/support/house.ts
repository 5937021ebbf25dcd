import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import type { LabLink } from '../../lab/lab.ts';
import { startNginx, type Nginx } from '../../lab/nginx.ts';
import { type Service, startService } from '../../lab/service.ts';
import { configOf } from '../../lab/two-lines/config.ts';
import { openTwoLines, type TwoLines } from '../../lab/two-lines/open.ts';
import { LINES } from '../../lab/two-lines/topology.ts';
import { writePast } from './past.ts';

const SECOND = 1_000;
/** What the sites of the house answer at, beside the far side's services. */
const BLOG = '198.51.100.30';
const SHOP = '198.51.100.31';
export const TOKEN = 'a-token-of-the-lab-1';

const TARGETS = `targets:
  gateway: { address: 192.168.1.1, label: DSL modem, role: gateway, ping: { every: 200ms } }
  first-hop: { address: ${LINES.dsl.firstHop}, label: First public hop, role: first-hop, ping: { every: 200ms } }
  resolver: { address: ${LINES.dsl.resolver}, label: Resolver, role: resolver, ping: { every: 200ms } }
  cloudflare: { address: 1.1.1.1, label: Cloudflare, role: anchor, ping: { every: 200ms }, route: { every: 1h }, mtu: { every: 1h } }
  google: { address: 8.8.8.8, label: Google, role: anchor, ping: { every: 200ms } }
  quad9: { address: 9.9.9.9, label: Quad9, role: anchor, ping: { every: 200ms } }
  office: { address: ${BLOG}, label: Office, ping: { every: 200ms }, mtu: { every: 1h } }
  loopback: { address: 127.0.0.1, label: This machine, role: control, ping: { every: 200ms } }
`;
const config = (): string => {
  const [lines = ''] = configOf({ vantage: 'router', lteMetered: true })
    .replace('vantage: lab', `vantage: home\ntoken: ${TOKEN}`)
    .replace('  dsl:\n', '  dsl:\n    label: DSL\n')
    .replace('  lte:\n', '  lte:\n    label: 5G\n')
    .split('targets:\n');
  return `${lines}${TARGETS}sites:
  blog: { url: 'https://blog.lab/', address: ${BLOG}, label: The blog }
  shop: { url: 'https://shop.lab/', address: ${SHOP}, label: The shop }
preload: { list: false, portal: false }
here: { country: DE, city: Berlin }
addresses: { registry: false }
geoip:
  trace: false
  sources:
    feed: { geofeed: feed.csv }
    atlas: { geofeed: atlas.csv }
`;
};
const FEEDS = {
  'feed.csv': `${LINES.dsl.prefix},DE,DE-BE,Berlin,\n${LINES.lte.prefix},DE,DE-BE,Berlin,\n`,
  'atlas.csv': `${LINES.dsl.prefix},DE,DE-BE,Berlin,\n${LINES.lte.prefix},NL,NL-NH,Amsterdam,\n`,
};

const SERVERS = `
  server { listen ${BLOG}:80; listen ${SHOP}:80; return 301 https://$host$request_uri; }
  server {
    listen ${BLOG}:443 ssl;
    server_name blog.lab;
    add_header Strict-Transport-Security "max-age=63072000; includeSubDomains" always;
    add_header X-Content-Type-Options nosniff always;
    add_header Referrer-Policy no-referrer always;
    add_header Content-Security-Policy "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'none'" always;
    location = / { return 200 "<!doctype html><title>The blog</title>"; }
    location / { return 404; }
  }
  server {
    listen ${SHOP}:443 ssl;
    server_name shop.lab;
    add_header Strict-Transport-Security "max-age=3600" always;
    location / { return 200 "<!doctype html><title>The shop</title>"; }
  }`;

/** The sites on the far side: a real nginx, with TLS and headers. */
const startSites = async ({ lab }: TwoLines, folder: string): Promise<Nginx> => {
  for (const address of [BLOG, SHOP])
    await lab.exec('internet', 'ip', ['address', 'add', `${address}/32`, 'dev', 'lo']);
  return startNginx(lab, 'internet', { folder, names: ['blog.lab', 'shop.lab'], address: BLOG, servers: SERVERS });
};

/** A house with two lines, its sites and its service, that has had a bad quarter of an hour in five minutes. */
export interface House {
  readonly url: string;
  /** When the story began, ms since 1970. */
  readonly from: number;
  close(): Promise<void>;
}

/** Mostly near `base`, now and then far above it (ms). */
const around = (base: number, spread: number): number => base + spread * -Math.log(1 - Math.random() * 0.999);

/** A line as lines are: its delay moves all the time. What is returned ends that. */
const enliven = (link: LabLink, delay: () => number): (() => Promise<void>) => {
  const stop = new AbortController();
  const moving = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await link.set({ delayMs: delay() });
      await wait(SECOND / 10);
    }
  };
  const moved = moving();
  return () => (stop.abort(), moved);
};

const check = async ({ url }: Service, probe: string, target: string): Promise<void> => {
  const answer = await fetch(`${url}/api/checks`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ probe, target }),
  });
  if (!answer.ok) throw new Error(`${probe} of ${target}: ${answer.status} ${await answer.text()}`);
};

/** A busy evening with loss on DSL, then DSL is cut, 5G takes over, and DSL comes back. */
const live = async (two: TwoLines, service: Service, busy: (spread: number) => void): Promise<void> => {
  const dsl = two.lab.link('dsl');
  await wait(70 * SECOND);
  await dsl.set({ loss: 0.06 });
  busy(12);
  await wait(30 * SECOND);
  await dsl.set({ loss: 0 });
  busy(1.5);
  for (const probe of ['headers', 'hsts', 'tls'])
    for (const site of ['blog', 'shop']) await check(service, probe, site);
  await check(service, 'mtu', 'cloudflare');
  await wait(20 * SECOND);
  await dsl.set({ cut: true });
  await wait(9 * SECOND);
  await two.route('lte');
  await two.setHomeName(LINES.lte.egress);
  await wait(40 * SECOND);
  await check(service, 'mtu', 'office');
  await dsl.set({ cut: false });
  await wait(25 * SECOND);
  await two.route('dsl');
  await two.setHomeName(LINES.dsl.egress);
  await wait(70 * SECOND);
};

/** Takes five minutes. */
export const openHouse = async (): Promise<House> => {
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-house-'));
  const closing: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  const close = async (): Promise<void> => {
    for (const each of closing.toReversed()) await each();
  };
  try {
    for (const [name, text] of Object.entries(FEEDS)) await writeFile(join(folder, name), text);
    const two = await openTwoLines({ lteMtu: 1_420 });
    closing.push(() => two.close());
    const sites = await startSites(two, folder);
    closing.push(sites.close);
    let spread = 1.5;
    const dsl = enliven(two.lab.link('dsl'), () => around(18 + spread / 2, spread));
    const lte = enliven(two.lab.link('lte'), () => around(32, 7));
    closing.push(() => Promise.all([dsl(), lte()]));
    const env = { NODE_EXTRA_CA_CERTS: sites.root };
    await writePast(join(folder, 'state'));
    const service = await startService(two.lab, { folder, machine: 'router', config: config(), env });
    closing.push(() => service.kill('SIGKILL'));
    const from = Date.now();
    await live(two, service, (now) => (spread = now));
    return { url: service.url, from, close };
  } catch (error) {
    await close();
    throw error;
  }
};
