import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';

import { parseAddress } from '../domain/address.ts';
import * as linux from './libc/linux.ts';
import { openLibc, type Libc } from './libc/libc.ts';
import { Socket } from './libc/socket.ts';
import type { Binding } from './net.ts';

/** A part of a way out that this machine does not have, or does not let this process use. */
export interface NoWayOut {
  /** `zone`: of a target's address. */
  readonly part: 'device' | 'source' | 'mark' | 'zone';
  readonly given: string;
  readonly why: 'none' | 'not-allowed' | 'unsupported';
  /** The system's own word, e.g. `ENODEV: there is no such interface`. */
  readonly detail: string;
}
/** What this machine sends by. */
export interface WaysOut {
  /** Every interface, also those without an address. */
  readonly devices: readonly string[];
  /** Of interfaces that are up, without loopback's; a link-local one with its zone. */
  readonly addresses: readonly string[];
}
export interface Machine {
  waysOut(): WaysOut;
  /** What cannot be, known before anything is sent: sockets are bound so, one a part, and closed again. */
  noWayOut(binding: Binding, zones: readonly string[]): Promise<readonly NoWayOut[]>;
}

/** The machine that this process runs on. Where there is no libc to ask, what is wrong is told by the attempt itself. */
export const thisMachine: Machine = {
  waysOut: () => {
    const found = Object.entries(networkInterfaces());
    const addresses = found.flatMap(([device, many = []]) =>
      many
        .filter(({ internal }) => !internal)
        .map(({ address, family, scopeid }) => (family === 'IPv6' && scopeid !== 0 ? `${address}%${device}` : address)),
    );
    return { devices: [...new Set([...listedDevices(), ...found.map(([device]) => device)])], addresses };
  },
  noWayOut: async (binding, zones) => {
    const opened = await openLibc();
    if (!opened.ok) return [];
    const { libc } = opened;
    const { device, source, mark } = binding;
    return [
      ...zones.flatMap((zone) => lacking(libc, 'zone', zone, 6, { device: zone })),
      ...(device === undefined ? [] : lacking(libc, 'device', device, 4, { device })),
      ...(mark === undefined ? [] : lacking(libc, 'mark', String(mark), 4, { mark })),
      ...(source === undefined ? [] : lackingSource(libc, source, device)),
    ];
  },
};

/** A link-local source may get its zone from the device beside it; that one's absence is told by itself. */
const lackingSource = (libc: Libc, source: string, device: string | undefined): readonly NoWayOut[] => {
  const address = parseAddress(source);
  if (address === undefined) throw new TypeError(`not a numeric address: ${source}`);
  const isThere = device !== undefined && libc.ifNametoindex(device) !== 0;
  return lacking(libc, 'source', source, address.family, { source, ...(isThere ? { device } : {}) });
};

const lacking = (
  libc: Libc,
  part: NoWayOut['part'],
  given: string,
  family: 4 | 6,
  binding: Binding,
): readonly NoWayOut[] => {
  const kind = { family, type: linux.SOCK_DGRAM, protocol: linux.IPPROTO_UDP, binding };
  const socket = Socket.open(libc, kind);
  if (!('error' in socket)) {
    socket.close();
    return [];
  }
  const { code, detail } = socket.error;
  const why = code === 'EPERM' || code === 'EACCES' ? 'not-allowed' : code === 'EAFNOSUPPORT' ? 'unsupported' : 'none';
  return [{ part, given, why, detail }];
};

/** As Linux lists them in this process's network namespace, also those that are down: Node tells only what is up. */
const listedDevices = (): readonly string[] => {
  let text: string;
  try {
    // A small table of procfs, read at once.
    text = readFileSync('/proc/self/net/dev', 'latin1');
  } catch {
    return [];
  }
  return [...text.matchAll(/^\s*([^\s:|]{1,15}):/gm)].flatMap(([, name]) => name ?? []);
};
