import { createSocket } from 'node:dgram';

import { scopeOf } from '../domain/address.ts';
import type { Family } from './net.ts';

const DISCARD = 9;

/**
 * The address that this machine would send from to reach `to`; undefined where it has no route.
 * Connecting a UDP socket makes the kernel choose and sends nothing.
 */
export const sourceFor = (to: string, family: Family): Promise<string | undefined> =>
  new Promise((resolve) => {
    const socket = createSocket(family === 4 ? 'udp4' : 'udp6');
    const settle = (source: string | undefined): void => {
      socket.close();
      resolve(source);
    };
    socket.once('error', () => settle(undefined));
    socket.connect(DISCARD, to, (error?: Error) => settle(error ? undefined : socket.address().address));
  });

/**
 * Which family a name with addresses of both is reached by: IPv6 where its source address is of the destination's
 * scope, otherwise IPv4. RFC 6724, 6: rules 1 (avoid unusable destinations), 2 (matching scope), 5 (matching label).
 */
export const preferredFamily = async (v6: string): Promise<Family> => {
  const source = await sourceFor(v6, 6);
  return source !== undefined && scopeOf(source) === scopeOf(v6) ? 6 : 4;
};
