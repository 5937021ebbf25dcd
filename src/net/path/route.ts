import { readFileSync } from 'node:fs';

import type { Route, RouteSeen } from '../../domain/ask.ts';
import { parseAddress, type Address } from '../../domain/address.ts';
import { linkQuestion, readLinkAnswer, readRouteAnswer, routeQuestion } from '../../wire/rtnetlink.ts';
import type { Libc } from '../libc/libc.ts';
import * as linux from '../libc/linux.ts';
import { inNamespace } from '../libc/namespace.ts';
import { Socket } from '../libc/socket.ts';
import type { Binding } from '../net.ts';
import { askNetlink } from './netlink.ts';

const DISCARD = 9;
/** What connect(2) says where the routing table has no way, or one that is barred. */
const NO_WAY = new Set(['ENETUNREACH', 'EHOSTUNREACH', 'EACCES', 'EINVAL', 'ENETDOWN', 'EADDRNOTAVAIL', 'ENODEV']);

/** How a packet leaves this machine: a connected UDP socket tells, and rtnetlink. Nothing is sent. */
export const askRoute = (libc: Libc, ask: Route, binding: Binding): RouteSeen => {
  // Its tables are asked where its sockets are.
  const seen = inNamespace(libc, binding.namespace, () => askHere(libc, ask, binding));
  return 'error' in seen ? { kind: 'route', unsupported: seen.error.detail } : seen;
};
const askHere = (libc: Libc, { to }: Route, binding: Binding): RouteSeen => {
  const address = parseAddress(to);
  if (address === undefined) throw new TypeError(`not a numeric address: ${to}`);
  const { family } = address;
  const kind = { family, type: linux.SOCK_DGRAM, protocol: linux.IPPROTO_UDP, binding };
  const socket = Socket.open(libc, kind);
  if ('error' in socket) {
    if (NO_WAY.has(socket.error.code)) return { kind: 'route' };
    return { kind: 'route', unsupported: socket.error.detail };
  }
  const error = socket.connect(address, DISCARD);
  const pathMtu = family === 4 ? socket.get(linux.SOL_IP, linux.IP_MTU) : socket.get(linux.SOL_IPV6, linux.IPV6_MTU);
  const source = socket.local()?.address;
  socket.close();
  if (error !== undefined && NO_WAY.has(error.code)) return { kind: 'route' };
  if (error !== undefined || source === undefined || pathMtu === undefined)
    return { kind: 'route', unsupported: error?.detail ?? 'the system does not tell the MTU of a way' };
  const table = askTables(libc, address, binding, parseAddress(source));
  if (typeof table === 'string') return { kind: 'route', unsupported: table };
  return { kind: 'route', route: { source, pathMtu, ...table } };
};

type Told = Omit<NonNullable<RouteSeen['route']>, 'source' | 'pathMtu'>;
const askTables = (libc: Libc, to: Address, binding: Binding, source: Address | undefined): Told | string => {
  const out = binding.device ?? binding.vrf ?? to.zone;
  const device = out === undefined ? 0 : libc.ifNametoindex(out);
  const question = routeQuestion({ to, device, source, mark: binding.mark });
  const answer = askNetlink(libc, question);
  if ('error' in answer) return answer.error.detail;
  const route = readRouteAnswer(answer);
  if (route === undefined) return 'the system does not tell its route';
  const linkAnswer = askNetlink(libc, linkQuestion(route.device));
  if ('error' in linkAnswer) return linkAnswer.error.detail;
  const link = readLinkAnswer(linkAnswer);
  if (link === undefined) return 'the system does not tell its interface';
  const keptSeconds = route.expires > 0 ? Math.ceil(route.expires / 100) : keptAtMost(to.family);
  const { gateway } = route;
  const scoped = gateway?.startsWith('fe80:') ? `${gateway}%${link.name}` : gateway;
  return {
    device: link.name,
    ...(scoped === undefined ? {} : { gateway: scoped }),
    // No IPv4 packet is larger; loopback's interface would take one more byte.
    linkMtu: to.family === 4 ? Math.min(link.mtu, 65_535) : link.mtu,
    ...(keptSeconds === undefined ? {} : { keptSeconds }),
    isSelf: route.isSelf,
  };
};

/** For how long the kernel keeps what it learns of a way's MTU (ip-sysctl: mtu_expires). */
const keptAtMost = (family: 4 | 6): number | undefined => {
  try {
    // One number of procfs: read at once, and as this thread's network has it.
    const seconds = Number(readFileSync(`/proc/sys/net/ipv${family}/route/mtu_expires`, 'latin1'));
    return Number.isFinite(seconds) ? seconds : undefined;
  } catch {
    return undefined;
  }
};
