import { createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { securityHeaders } from '../../../../src/probes/headers/compatible/grade.ts';
import { fixesOf } from '../../../../src/probes/headers/fix/fix.ts';
import { observatory } from '../../../../src/probes/headers/observatory/grade.ts';
import type { FixKind, Grade } from '../../../../src/probes/headers/report.ts';
import { weaknessesOf } from '../../../../src/probes/headers/weaknesses.ts';
import type { SiteSeen } from '../../../../src/probes/site/seen.ts';
import { seen, step, type Lines } from '../seen.ts';

export const HTML =
  '<!doctype html><script src="https://cdn.example/a.js" integrity="sha384-x" crossorigin="anonymous"></script><script>var a = 1;</script><p style="color: red">x';
/** What a site sends that nobody has looked after. */
export const BAD: Lines = [
  ['Content-Type', 'text/html'],
  ['X-Powered-By', 'PHP/5.3'],
  ['Feature-Policy', "camera 'none'"],
  ['Referrer-Policy', 'origin'],
  ['X-Frame-Options', 'ALLOWALL'],
  ['Content-Security-Policy', "script-src * 'unsafe-inline'; report-uri /csp"],
  ['Strict-Transport-Security', 'max-age=10'],
  ['Set-Cookie', 'sid=1; Path=/'],
  ['Set-Cookie', 'theme=dark'],
];
/** The site as it is seen by what a server really sent: its page, and a path that it has not. */
export const siteOf = (page: Lines, missing: Lines): SiteSeen =>
  seen(page, { html: HTML, missing: step('https://site.example/none', missing, { status: 404 }) });
const graded = (site: SiteSeen): readonly Grade[] => [
  observatory(site, { known: false, why: 'no list' }),
  securityHeaders(site),
];
export const fixFor = (site: SiteSeen, kind: FixKind): string => {
  const grades = graded(site);
  return fixesOf(site, grades, weaknessesOf(site, grades))[kind];
};

const told = ({ grade, score }: Grade): string => (score === undefined ? grade : `${grade} (${score})`);
/** What the first lines of a fix promise: grades as it stands, and with what comes later. */
export const promised = (text: string): Readonly<Record<'now' | 'later', readonly string[]>> => {
  const flat = text.replaceAll(/\n\s*(?:#|\/\/) /g, ' ');
  const all = [
    ...flat.matchAll(
      /(?:Observatory|securityheaders): \S+(?: \(\d+\))? now, (\S+(?: \(\d+\))?) with these lines(?:, (\S+(?: \(\d+\))?) with those)?/g,
    ),
  ];
  return { now: all.map(([, now = '']) => now), later: all.map(([, now = '', later = now]) => later) };
};
export const gradesNow = (site: SiteSeen): readonly string[] => graded(site).map(told);

const CONFIG =
  /^(\s*)(?:#|\/\/) ((?:add_header|proxy_hide_header|fastcgi_hide_header) |headers\[|[A-Z][A-Za-z-]+ "|[a-z][A-Za-z]+: (?:"|\{ ))/;
/** As somebody does it by hand: what is marked "Later" in place of the line above it. */
export const withLater = (text: string): string => {
  const out: string[] = [];
  for (const line of text.split('\n')) {
    if (/(?:#|\/\/) Later, in place of the line above/.test(line))
      out.splice(
        out.findLastIndex((l) => !/^\s*(?:#|\/\/)/.test(l)),
        1,
      );
    out.push(line.replace(CONFIG, '$1$2'));
  }
  return out.join('\n');
};

const listening = (server: Server): Promise<number> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
const closed = (server: Server): Promise<void> => new Promise((resolve) => void server.close(() => resolve()));
export const freePort = async (): Promise<number> => {
  const server = createServer();
  const port = await listening(server);
  await closed(server);
  return port;
};
/** A server behind the one that is looked at, which sends what nobody wants; on every path but / with 404. */
export const badServer = async (): Promise<{ readonly port: number; close(): Promise<void> }> => {
  const server = createServer((request, response) => {
    response.writeHead(request.url === '/' ? 200 : 404, BAD.flat());
    response.end(HTML);
  });
  const port = await listening(server);
  return { port, close: () => (server.closeAllConnections(), closed(server)) };
};

const fetched = (url: string): Promise<Lines> =>
  new Promise((resolve, reject) => {
    get(url, { agent: false }, (response) => {
      response.resume();
      const { rawHeaders: raw } = response;
      resolve(raw.flatMap((name, i): Lines => (i % 2 === 0 ? [[name, raw[i + 1] ?? '']] : [])));
    }).on('error', reject);
  });
/** What a server of ours on loopback sends now; it is asked until it listens, for ten seconds at most. */
export const lookAt = async (port: number): Promise<SiteSeen> => {
  const until = performance.now() + 10_000;
  for (;;)
    try {
      return siteOf(await fetched(`http://127.0.0.1:${port}/`), await fetched(`http://127.0.0.1:${port}/none`));
    } catch (error) {
      if (performance.now() > until) throw error;
      await new Promise((resolve) => void setTimeout(resolve, 50));
    }
};
