/** One end of a link: a device in a namespace, with its addresses as `ip address add` takes them. */
export interface End {
  readonly namespace: string;
  readonly device: string;
  readonly addresses: readonly string[];
}
/** A cable. A relayed one can be delayed, made lossy and cut; the other is a veth pair, as fast as memory. */
export interface Cable {
  readonly name: string;
  readonly relayed: boolean;
  /** Bytes. Where it is told, every segment crosses as it would a wire: no device cuts up or joins what is larger. */
  readonly mtu?: number;
  readonly ends: readonly [End, End];
}
/** A machine: a network namespace, what it owns on loopback, and its routes as `ip route add` takes them. */
export interface Machine {
  readonly name: string;
  readonly forwards: boolean;
  readonly addresses: readonly string[];
  readonly routes: readonly string[];
}
export interface Topology {
  readonly machines: readonly Machine[];
  readonly cables: readonly Cable[];
  /** Where the names are answered, and which of its addresses every machine's resolv.conf lists; left out, all. */
  readonly resolver: {
    readonly machine: string;
    readonly addresses: readonly string[];
    readonly listed?: readonly string[];
  };
}

export type CableName = 'lan' | 'isp' | 'core';

export const ANCHORS_4 = ['1.1.1.1', '8.8.8.8', '9.9.9.9'] as const;
export const ANCHORS_6 = ['2606:4700:4700::1111', '2001:4860:4860::8888', '2620:fe::fe'] as const;
/** Far servers, for names to point at and to move between. */
export const FAR_4 = ['198.51.100.10', '198.51.100.20'] as const;
export const FAR_6 = ['2001:db8:100::10', '2001:db8:100::20'] as const;
export const HOME_4 = '192.168.77.2';
export const GATEWAY_4 = '192.168.77.1';
export const GATEWAY_6 = 'fe80::1';
export const RESOLVER_4 = '192.168.77.53';
export const SECOND_RESOLVER_4 = '192.168.77.54';
// Not a documentation block: those count as reserved, and this hop has to count as public. AS112's (RFC 7534) are nobody's host.
export const FIRST_PUBLIC_4 = '192.175.48.1';
export const FIRST_PUBLIC_6 = '2620:4f:8000::1';

/**
 * A home: a machine on a LAN, its router, the provider's first hop, and beyond it an internet that owns the public
 * anchors' real addresses. Cables: `lan` from home to router, `isp` from router to provider, `core` beyond.
 */
export const homeTopology = (
  options: {
    readonly ipv6?: boolean;
    /** Whether the home machine has default routes. */
    readonly uplink?: boolean;
    /** The cables that can be delayed, made lossy and cut. Each adds about 0.1 ms to a round trip. */
    readonly relayed?: readonly CableName[];
    readonly mtus?: Readonly<Record<CableName, number>>;
    /** Whether there is a second resolver beside the first. */
    readonly secondResolver?: boolean;
  } = {},
): Topology => {
  const { ipv6 = true, uplink = true, relayed = ['isp'], mtus, secondResolver = false } = options;
  const resolvers = secondResolver ? [RESOLVER_4, SECOND_RESOLVER_4] : [RESOLVER_4];
  const cable = (name: CableName) => ({
    name,
    relayed: relayed.includes(name),
    ...(mtus === undefined ? {} : { mtu: mtus[name] }),
  });
  const family = (addresses: readonly string[]): readonly string[] =>
    ipv6 ? addresses : addresses.filter((a) => !a.includes(':'));
  return {
    machines: [
      {
        name: 'home',
        forwards: false,
        addresses: [],
        routes: uplink ? family([`default via ${GATEWAY_4} dev eth0`, `default via ${GATEWAY_6} dev eth0`]) : [],
      },
      {
        name: 'router',
        forwards: true,
        addresses: [],
        routes: family([`default via ${FIRST_PUBLIC_4}`, `default via ${FIRST_PUBLIC_6}`]),
      },
      {
        name: 'isp',
        forwards: true,
        addresses: [],
        routes: family([
          '192.168.77.0/24 via 192.175.48.2',
          '2001:db8:77::/64 via 2620:4f:8000::2',
          'default via 198.51.100.2',
          'default via 2001:db8:198::2',
        ]),
      },
      {
        name: 'internet',
        forwards: false,
        addresses: family([...ANCHORS_4, ...ANCHORS_6, ...FAR_4, ...FAR_6]),
        routes: family(['default via 198.51.100.1', 'default via 2001:db8:198::1']),
      },
    ],
    cables: [
      {
        ...cable('lan'),
        ends: [
          { namespace: 'home', device: 'eth0', addresses: family([`${HOME_4}/24`, '2001:db8:77::2/64']) },
          {
            namespace: 'router',
            device: 'lan0',
            addresses: family([
              `${GATEWAY_4}/24`,
              ...resolvers.map((r) => `${r}/24`),
              `${GATEWAY_6}/64`,
              '2001:db8:77::1/64',
            ]),
          },
        ],
      },
      {
        ...cable('isp'),
        ends: [
          { namespace: 'router', device: 'wan0', addresses: family(['192.175.48.2/30', '2620:4f:8000::2/64']) },
          {
            namespace: 'isp',
            device: 'access0',
            addresses: family([`${FIRST_PUBLIC_4}/30`, `${FIRST_PUBLIC_6}/64`]),
          },
        ],
      },
      {
        ...cable('core'),
        ends: [
          { namespace: 'isp', device: 'core0', addresses: family(['198.51.100.1/30', '2001:db8:198::1/64']) },
          { namespace: 'internet', device: 'core0', addresses: family(['198.51.100.2/30', '2001:db8:198::2/64']) },
        ],
      },
    ],
    resolver: { machine: 'router', addresses: resolvers },
  };
};
