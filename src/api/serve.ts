import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import type { AddressInfo } from 'node:net';

import { createAdaptorServer } from '@hono/node-server';
import type { OpenAPIHono } from '@hono/zod-openapi';

import { SECOND, type Millis } from '../domain/time.ts';
import { Connections, LIMITS, type ConnectionLimits } from './connections.ts';
import type { ApiEnv } from './deps.ts';

export interface Serving {
  readonly ok: true;
  /** What to type into a browser. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** Takes nothing new and lets what runs finish, for `grace` at most. End the live streams first (`ApiDeps.signal`). */
  close(grace?: Millis): Promise<void>;
}
export interface NotServing {
  readonly ok: false;
  readonly reason: 'port-in-use' | 'not-allowed' | 'no-such-address' | 'failed';
  /** With what to do about it. */
  readonly detail: string;
}

const REASONS: Readonly<Record<string, NotServing['reason']>> = {
  EADDRINUSE: 'port-in-use',
  EACCES: 'not-allowed',
  EADDRNOTAVAIL: 'no-such-address',
  ENOTFOUND: 'no-such-address',
};
const explain = (error: NodeJS.ErrnoException, host: string, port: number): NotServing => {
  const reason = REASONS[error.code ?? ''] ?? 'failed';
  const other = `Choose another with \`--listen ${host}:${port < 65_535 ? port + 1 : 8_080}\`, or \`listen:\` in plumbline.yaml`;
  const detail = {
    'port-in-use': `Port ${port} on ${host} is taken, perhaps by another plumbline. ${other}.`,
    'not-allowed': `The system does not let this user listen on port ${port}. Choose one from 1024 on.`,
    'no-such-address': `${host} is no address of this machine. \`ip address\` lists them; 127.0.0.1 always works.`,
    failed: `Listening on ${host}, port ${port}, failed: ${error.message}.`,
  }[reason];
  return { ok: false, reason, detail };
};

const urlOf = (host: string, port: number): string => {
  const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${shown.includes(':') ? `[${shown}]` : shown}:${port}/`;
};

/** A server, not listening yet, that bounds what its clients may hold and how long they take. */
export const boundedServer = (
  fetch: Parameters<typeof createAdaptorServer>[0]['fetch'],
  limits: ConnectionLimits,
): Server => {
  const connections = new Connections(limits);
  const guarded = (options: ServerOptions, listener: RequestListener): Server =>
    createServer(options, connections.guard(listener));
  const server = createAdaptorServer({
    fetch,
    overrideGlobalObjects: false,
    createServer: guarded as typeof createServer,
    serverOptions: {
      maxHeaderSize: 16 * 1024,
      headersTimeout: limits.headersWithin,
      requestTimeout: limits.requestWithin,
      keepAliveTimeout: limits.idle,
      connectionsCheckingInterval: limits.look,
    },
  }) as Server; // without http2 options it is this one
  connections.watch(server);
  server.timeout = limits.silent;
  return server;
};

/** Serves the app until closed. Port 0 takes any that is free. `limits` is for tests. */
export const serveApi = (
  app: OpenAPIHono<ApiEnv>,
  { host, port }: { readonly host: string; readonly port: number },
  limits: ConnectionLimits = LIMITS,
): Promise<Serving | NotServing> => {
  const server = boundedServer(app.fetch, limits);
  return new Promise((resolve) => {
    server.on('error', (error: NodeJS.ErrnoException) => resolve(explain(error, host, port)));
    server.listen({ host, port }, () => {
      const bound = (server.address() as AddressInfo).port;
      resolve({ ok: true, url: urlOf(host, bound), host, port: bound, close: (grace) => closeServer(server, grace) });
    });
  });
};

/** Takes nothing new and lets what runs finish, for `grace` at most. */
export const closeServer = (server: Server, grace: Millis = 3 * SECOND): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), grace);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
