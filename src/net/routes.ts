import { endianness } from 'node:os';
import { join } from 'node:path';

import { addressText, hasPrefix, parseAddress, type Address } from '../domain/address.ts';
import { readUpTo } from './files.ts';
import type { Family } from './net.ts';

/** One line of the kernel's routing table that can carry packets. */
export interface Route {
  readonly family: Family;
  /** Canonical text of the network; `0.0.0.0` or `::` with length 0 is a default route. */
  readonly destination: string;
  readonly prefixLength: number;
  /** Undefined: on link, or a point-to-point device. A link-local one carries its device as zone. */
  readonly gateway?: string;
  readonly device: string;
  /** Lower is preferred. */
  readonly metric: number;
}

const FILE_LIMIT = 1024 * 1024;
const ROUTE_LIMIT = 10_000;
// linux/route.h
const RTF_UP = 0x1;
const RTF_GATEWAY = 0x2;
const RTF_REJECT = 0x200;

/** At most `ROUTE_LIMIT` routes; lines that are none are skipped. */
const collect = (lines: readonly string[], read: (columns: readonly string[]) => Route | undefined): Route[] => {
  const routes: Route[] = [];
  for (const line of lines) {
    if (routes.length === ROUTE_LIMIT) break;
    const route = read(line.trim().split(/\s+/));
    if (route !== undefined) routes.push(route);
  }
  return routes;
};

/** As Linux has them (dev_valid_name), and as the zone of an address can. */
const isDevice = (text: string | undefined): text is string => text !== undefined && /^[^\s/:%]{1,15}$/.test(text);
const hexNumber = (text: string | undefined): number | undefined =>
  text !== undefined && /^[0-9a-f]{1,8}$/i.test(text) ? Number.parseInt(text, 16) : undefined;

/** `/proc/net/route`: addresses are 32-bit words in the machine's own byte order, the metric is decimal. */
export const parseRoutes4 = (text: string, order: 'LE' | 'BE' = endianness()): Route[] => {
  const address = (hex: string | undefined): Uint8Array | undefined => {
    if (hex === undefined || !/^[0-9a-f]{8}$/i.test(hex)) return undefined;
    const bytes = Uint8Array.from(Buffer.from(hex, 'hex'));
    return order === 'LE' ? bytes.toReversed() : bytes;
  };
  return collect(text.split('\n').slice(1), ([device, dest, gate, flagText, , , metricText, maskText]) => {
    const [destination, gateway, mask] = [address(dest), address(gate), address(maskText)];
    const flags = hexNumber(flagText);
    if (!isDevice(device) || destination === undefined || gateway === undefined || mask === undefined) return undefined;
    if (flags === undefined || (flags & RTF_UP) === 0 || (flags & RTF_REJECT) !== 0) return undefined;
    if (metricText === undefined || !/^\d{1,10}$/.test(metricText)) return undefined;
    return {
      family: 4,
      destination: addressText({ family: 4, bytes: destination }),
      prefixLength: mask.reduce((sum, b) => sum + b.toString(2).replaceAll('0', '').length, 0),
      ...((flags & RTF_GATEWAY) === 0 ? {} : { gateway: addressText({ family: 4, bytes: gateway }) }),
      device,
      metric: Number(metricText),
    };
  });
};

/** `/proc/net/ipv6_route`: addresses in network order; length, metric and flags are hexadecimal. */
export const parseRoutes6 = (text: string): Route[] => {
  const address = (hex: string | undefined): Uint8Array | undefined =>
    hex !== undefined && /^[0-9a-f]{32}$/i.test(hex) ? Uint8Array.from(Buffer.from(hex, 'hex')) : undefined;
  return collect(text.split('\n'), ([dest, lengthText, , sourceLength, next, metricText, , , flagText, device]) => {
    const [destination, nextHop] = [address(dest), address(next)];
    const [prefixLength, metric, flags] = [hexNumber(lengthText), hexNumber(metricText), hexNumber(flagText)];
    if (!isDevice(device) || destination === undefined || nextHop === undefined) return undefined;
    if (prefixLength === undefined || prefixLength > 128 || metric === undefined || flags === undefined)
      return undefined;
    if ((flags & RTF_UP) === 0 || (flags & RTF_REJECT) !== 0) return undefined;
    // A route for some sources only (RFC 8043) is not the way out for everybody.
    if (sourceLength !== '00') return undefined;
    const gateway: Address = { family: 6, bytes: nextHop };
    const scoped = hasPrefix(nextHop, LINK_LOCAL, 10) ? { ...gateway, zone: device } : gateway;
    return {
      family: 6,
      destination: addressText({ family: 6, bytes: destination }),
      prefixLength,
      ...((flags & RTF_GATEWAY) === 0 ? {} : { gateway: addressText(scoped) }),
      device,
      metric,
    };
  });
};
const LINK_LOCAL = Uint8Array.from([0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);

/**
 * Both families' routes as the kernel lists them; none where there is no procfs.
 * They are those of this process's network namespace (`/proc/self/net`).
 */
export const readRoutes = async (root = '/'): Promise<readonly Route[]> => {
  const [v4, v6] = await Promise.all([
    readUpTo(join(root, 'proc/self/net/route'), FILE_LIMIT),
    readUpTo(join(root, 'proc/self/net/ipv6_route'), FILE_LIMIT),
  ]);
  return [...parseRoutes4(v4), ...parseRoutes6(v6)];
};

/** The ways out, the preferred first, IPv4 before IPv6. */
export const defaultRoutes = (routes: readonly Route[]): readonly Route[] =>
  routes
    .filter((r) => r.prefixLength === 0 && r.device !== 'lo')
    .toSorted((a, b) => a.family - b.family || a.metric - b.metric);

/** Whether there is a way out, by family. */
export const waysOut = (routes: readonly Route[]): { readonly v4: boolean; readonly v6: boolean } => {
  const families = new Set(defaultRoutes(routes).map((r) => r.family));
  return { v4: families.has(4), v6: families.has(6) };
};

/** Whether a packet to this address reaches it without a router: the longest match has no gateway. */
export const isOnLink = (routes: readonly Route[], text: string): boolean => {
  const address = parseAddress(text);
  if (address === undefined) return false;
  if (address.zone !== undefined) return true;
  let best: Route | undefined;
  for (const route of routes) {
    const network = parseAddress(route.destination);
    if (network === undefined || route.prefixLength === 0) continue;
    if (!hasPrefix(address.bytes, network.bytes, route.prefixLength)) continue;
    const better =
      best === undefined ||
      route.prefixLength > best.prefixLength ||
      (route.prefixLength === best.prefixLength && route.metric < best.metric);
    if (better) best = route;
  }
  return best !== undefined && best.gateway === undefined;
};
