/**
 * What a path MTU suggests of the way, by its bytes: what a link of that kind carries as it comes. It is a hint, since
 * anybody may set any MTU. Overheads: PPPoE 8 (RFC 2516, 7), IP in IP 20 (RFC 2003; 6in4, RFC 4213), GRE 24 (RFC 2784),
 * DS-Lite 40 (RFC 6333), WireGuard 60 over IPv4 and 80 over IPv6.
 */
const NAMES: Readonly<Record<number, string>> = {
  65_535: 'loopback',
  65_536: 'loopback',
  9_000: 'jumbo frames',
  1_500: 'Ethernet',
  1_492: 'PPPoE',
  1_480: 'IP in IP, or 6in4',
  1_476: 'GRE',
  1_472: 'IP in IP over PPPoE',
  1_468: 'GRE over PPPoE',
  1_460: 'DS-Lite',
  1_452: 'DS-Lite over PPPoE',
  1_440: 'WireGuard over IPv4',
  1_432: 'WireGuard over PPPoE',
  1_420: 'WireGuard',
  1_412: 'WireGuard over PPPoE',
  1_400: 'a tunnel, or mobile',
  1_358: 'mobile (3GPP)',
  1_280: 'the least of IPv6',
  576: 'the least of IPv4',
};

/** "PPPoE" for 1492; undefined where nothing is known by that number. */
export const mtuName = (bytes: number): string | undefined => NAMES[bytes];
