import { createServer as createWeb, type RequestListener } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTls, type TlsOptions } from 'node:tls';

export interface OwnServer {
  readonly port: number;
  readonly close: () => Promise<void>;
}
const started = (server: Server, host: string): Promise<OwnServer> =>
  new Promise((resolve) => {
    const open = new Set<Socket>();
    server.on('connection', (socket: Socket) => {
      open.add(socket);
      socket.on('error', () => undefined).on('close', () => open.delete(socket));
    });
    server.listen(0, host, () => {
      const close = (): Promise<void> =>
        new Promise((closed) => {
          server.close(() => closed());
          for (const socket of open) socket.destroy();
        });
      resolve({ port: (server.address() as AddressInfo).port, close });
    });
  });

/** Servers of this process, for what it asks itself. */
export const webServer = (listener: RequestListener, host = '127.0.0.1'): Promise<OwnServer> =>
  started(createWeb(listener), host);
/** TCP alone: each connection is handed to `talk` once the first bytes have come. */
export const rawServer = (talk: (socket: Socket, first: string) => void, host = '127.0.0.1'): Promise<OwnServer> =>
  started(
    createServer((socket) => socket.once('data', (bytes: Buffer) => talk(socket, bytes.toString('latin1')))),
    host,
  );
export const tlsServer = (options: TlsOptions, talk: (socket: Socket) => void): Promise<OwnServer> =>
  started(createTls(options, talk), '127.0.0.1');
