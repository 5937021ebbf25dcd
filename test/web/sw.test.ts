import { readFile } from 'node:fs/promises';
import { runInNewContext } from 'node:vm';

import { beforeEach, expect, test } from 'vitest';

// The worker that opens the page where plumbline is gone, in a browser of our own.

const WORKER = await readFile(new URL('../../web/sw.js', import.meta.url), 'utf8');
const ORIGIN = 'http://plumbline.test';
const html = (hash: string): Response =>
  new Response(`<script src="/assets/index-${hash}.js"></script><div id="app"></div>`, {
    headers: { 'content-type': 'text/html; charset=utf-8' },
  });
const script = (text: string): Response => new Response(text, { headers: { 'content-type': 'text/javascript' } });

let kept: Map<string, Response>;
/** What the network answers; a path that it does not have: the network is gone. */
let network: Map<string, () => Response>;
let handle: (event: object) => void;
let installed: Promise<unknown>;

const keyOf = (asked: string | { url: string }): string =>
  new URL(typeof asked === 'string' ? asked : asked.url, ORIGIN).pathname;
const answer = async (asked: string | { url: string }): Promise<Response> => {
  const given = network.get(keyOf(asked));
  if (given === undefined) throw new TypeError('Failed to fetch');
  return given();
};
const match = async (asked: string | { url: string }): Promise<Response | undefined> => kept.get(keyOf(asked))?.clone();

/** What the browser is given for a path; once all that is to be kept has been. */
const ask = async (path: string, mode = 'cors'): Promise<Response> => {
  let given: Promise<Response> | undefined;
  const waits: Promise<unknown>[] = [];
  handle({
    request: { method: 'GET', mode, url: `${ORIGIN}${path}` },
    respondWith: (response: Promise<Response>) => (given = response),
    waitUntil: (work: Promise<unknown>) => waits.push(work),
  });
  const response = await given;
  await Promise.allSettled(waits);
  if (response === undefined) throw new Error(`the worker leaves ${path} alone`);
  return response;
};

beforeEach(async () => {
  kept = new Map();
  network = new Map(
    ['/theme.js', '/favicon.svg', '/manifest.webmanifest', '/icon-192.png'].map((path) => [path, () => script('')]),
  );
  network.set('/', () => html('aaaaaaaa'));
  network.set('/assets/index-aaaaaaaa.js', () => script('one'));
  const cache = {
    put: async (key: string | { url: string }, response: Response) => {
      kept.delete(keyOf(key));
      kept.set(keyOf(key), response);
    },
    keys: async () => [...kept.keys()].map((path) => ({ url: `${ORIGIN}${path}` })),
    delete: async (key: { url: string }) => kept.delete(keyOf(key)),
  };
  const heard = new Map<string, (event: object) => void>();
  runInNewContext(WORKER, {
    URL,
    Response,
    fetch: answer,
    caches: { open: async () => cache, match, keys: async () => [], delete: async () => true },
    self: {
      location: { origin: ORIGIN },
      clients: { claim: async () => undefined },
      skipWaiting: async () => undefined,
      addEventListener: (kind: string, listener: (event: object) => void) => heard.set(kind, listener),
    },
  });
  heard.get('install')?.({ waitUntil: (work: Promise<unknown>) => (installed = work) });
  await installed;
  handle = heard.get('fetch') ?? (() => undefined);
});

test('gives the page and its parts where plumbline is gone', async () => {
  network.clear();
  expect(await (await ask('/wall', 'navigate')).text()).toContain('index-aaaaaaaa.js');
  expect(await (await ask('/assets/index-aaaaaaaa.js')).text()).toBe('one');
});

test.each([
  ['a proxy whose plumbline restarts', () => new Response('Bad Gateway', { status: 502 })],
  ['an older version', () => new Response('{}', { status: 404 })],
  ['a sign-in page', () => html('cccccccc')],
])('keeps no part that %s gave', async (_, given) => {
  network.set('/', () => html('bbbbbbbb'));
  network.set('/assets/index-bbbbbbbb.js', given);
  expect(await (await ask('/', 'navigate')).text()).toContain('index-bbbbbbbb.js');
  await ask('/assets/index-bbbbbbbb.js');
  network.set('/assets/index-bbbbbbbb.js', () => script('two'));
  expect(await (await ask('/assets/index-bbbbbbbb.js')).text()).toBe('two');
});

test('keeps the page that is whole rather than one whose parts did not come', async () => {
  network.set('/', () => html('bbbbbbbb'));
  await ask('/', 'navigate');
  network.clear();
  expect(await (await ask('/', 'navigate')).text()).toContain('index-aaaaaaaa.js');
});

test('has nothing to do with the api', async () => {
  await expect(ask('/api/overview')).rejects.toThrow('leaves');
  await expect(ask('/api/docs', 'navigate')).rejects.toThrow('leaves');
});
