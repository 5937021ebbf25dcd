import type { MiddlewareHandler } from 'hono';

import type { ApiEnv } from './deps.ts';
import { overHttps } from './over-https.ts';

/** Nothing from elsewhere, nothing inline, in no frame. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join('; ');

const HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': POLICY,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Permissions-Policy':
    'accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=(), fullscreen=(self), screen-wake-lock=(self)',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** A year. Only this host: what else is under its name is not ours to decide. */
const HSTS = 'max-age=31536000';

/** On every answer. HSTS only where the browser asked over HTTPS: over plain HTTP it must not be sent (RFC 6797, 7.2). */
export const securityHeaders: MiddlewareHandler<ApiEnv> = async (c, next) => {
  await next();
  // A document with a style sheet of its own has a policy for that alone, stricter otherwise.
  const own = c.res.headers.get('Content-Security-Policy');
  for (const [name, value] of Object.entries(HEADERS)) c.res.headers.set(name, value);
  if (own !== null) c.res.headers.set('Content-Security-Policy', own);
  if (overHttps(c)) c.res.headers.set('Strict-Transport-Security', HSTS);
  if (!c.res.headers.has('Cache-Control')) c.res.headers.set('Cache-Control', 'no-store');
};
