import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { gzipSync } from 'node:zlib';

import type { MiddlewareHandler } from 'hono';

import type { ApiEnv } from './deps.ts';
import { takesGzip } from './encoding.ts';
import { answerMethods } from './methods.ts';
import { answerProblem } from './problem.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
};
const PACKED = new Set(['.png', '.ico', '.woff2']);
const MAX_FILES = 200;
const MAX_BYTES = 16 * 1024 * 1024;

interface Asset {
  readonly type: string;
  readonly plain: Uint8Array<ArrayBuffer>;
  readonly gzip?: Uint8Array<ArrayBuffer>;
  readonly etag: string;
  /** Its name has a hash of its content, so it never changes. */
  readonly hashed: boolean;
}

const assetOf = (path: string, content: Buffer): Asset => {
  const extension = extname(path);
  const type = TYPES[extension] ?? 'application/octet-stream';
  const gzip = PACKED.has(extension) ? undefined : gzipSync(content, { level: 9 });
  return {
    type,
    plain: new Uint8Array(content),
    ...(gzip === undefined || gzip.length >= content.length ? {} : { gzip: new Uint8Array(gzip) }),
    etag: `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`,
    hashed: /^\/assets\/.+-[\w-]{8,}\.\w+$/.test(path),
  };
};

/** All files of the built page by their path, read once: what is not in here does not exist, whatever the path. */
const loadAssets = (root: string): ReadonlyMap<string, Asset> => {
  const assets = new Map<string, Asset>();
  if (statSync(root, { throwIfNoEntry: false })?.isDirectory() !== true) return assets;
  let bytes = 0;
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    bytes += statSync(file).size;
    if (assets.size >= MAX_FILES || bytes > MAX_BYTES)
      throw new Error(`${root}: more than ${MAX_FILES} files or ${MAX_BYTES} bytes; this is not the built page`);
    const content = readFileSync(file);
    const path = `/${relative(root, file).split(sep).join('/')}`;
    assets.set(path, assetOf(path, content));
  }
  return assets;
};

/** The built page. A path without a dot is a view of it, so it answers with index.html. */
export const servePage = (root: string): MiddlewareHandler<ApiEnv> => {
  let assets: ReadonlyMap<string, Asset> | undefined;
  return async (c, next) => {
    assets ??= loadAssets(root);
    const last = c.req.path.slice(c.req.path.lastIndexOf('/') + 1);
    const isNamed = c.req.path.startsWith('/t/') || c.req.path.startsWith('/sites/');
    const isView = !c.req.path.startsWith('/assets/') && (!last.includes('.') || isNamed);
    const asset = assets.get(c.req.path) ?? (isView ? assets.get('/index.html') : undefined);
    if (asset === undefined && !isView) return next();
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') return answerMethods(c, ['GET', 'HEAD']);
    if (asset === undefined) {
      return answerProblem(c, {
        status: 503,
        what: 'The page is not built.',
        where: root,
        expected: '`npm run build` once',
      });
    }
    c.header('Content-Type', asset.type);
    c.header('ETag', asset.etag);
    c.header('Vary', 'Accept-Encoding');
    c.header('Cache-Control', asset.hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    const known = c.req
      .header('if-none-match')
      ?.split(',')
      .map((t) => t.trim().replace(/^W\//, ''));
    if (known?.includes(asset.etag) === true) return c.body(null, 304);
    if (asset.gzip === undefined || !takesGzip(c.req.header('accept-encoding'))) return c.body(asset.plain);
    c.header('Content-Encoding', 'gzip');
    return c.body(asset.gzip);
  };
};
