import { fileURLToPath } from 'node:url';

import type { EpochMicros } from '../../../src/domain/time.ts';
import { originName } from '../../../src/probes/egress/asn.ts';
import { type Lab, type NameAnswer, openLab } from '../lab.ts';
import { run } from '../namespaces.ts';
import type { KeyPair } from '../scenarios/certificate.ts';
import { startTalker } from '../talk.ts';
import { ANCHORS_4, ANCHORS_6 } from '../topology.ts';
import { openVpn, routeBelow, VPN } from './vpn.ts';
import { LINES_6, PREFIX_TABLE, SERVICES_6 } from './six.ts';
import {
  type Families,
  type LineName,
  LINE_NAMES,
  LINES,
  NEXT_DSL_EGRESS,
  SERVICES,
  type TwoLinesMachine,
  twoLinesTopology,
} from './topology.ts';

/** Who has asked the far side's services, how often, by address. */
export type Seen = Readonly<Record<'stun' | 'page' | 'tcp', Readonly<Record<string, number>>>>;

/** A house with two lines, in order: DSL 18 ms, 5G 40 ms with jitter, everything by DSL. */
export interface TwoLines {
  readonly lab: Lab;
  /** The router sends everything over this line from now on; null: nowhere. Resolves once it is so, with the time. */
  route(line: LineName | null): Promise<EpochMicros>;
  /** The DSL provider gives out the next address. */
  changeAddress(): Promise<EpochMicros>;
  /** What the name of the house leads to. */
  setHomeName(address: string): Promise<void>;
  /** Whether questions of names, or to STUN servers, are dropped on their way over the line. */
  setDead(line: LineName, what: Service, dead: boolean): Promise<EpochMicros>;
  /** How many were. */
  dropped(line: LineName): number;
  /** Whether the echoes to the last of the far services are dropped there, and how many were. */
  setFarSilent(silent: boolean): Promise<EpochMicros>;
  farDropped(): number;
  /** The service's echoes of lines and house that left the router over the line. */
  echoesOver(line: LineName): number;
  /** Frames that left by the tunnel. */
  tunnelled(): Promise<number>;
  setStunSilent(silent: boolean): Promise<void>;
  seen(): Promise<Seen>;
  close(): Promise<void>;
}

export const HOME_NAME = 'home.example.org';
/** The name of the far side's certificate (scenarios/certificate.ts). */
export const TLS_NAME = 'server.lab';
/** Names that lead to the far side's services, whichever a probe asks. */
const SERVICE_NAMES = [
  'stun.cloudflare.com',
  'stun.l.google.com',
  'stun1.l.google.com',
  'stun.nextcloud.com',
  'www.cloudflare.com',
  'cloudflare.com',
  'one.one.one.one',
  'api.ipify.org',
  'echo.lab',
  TLS_NAME,
] as const;

const FAR = fileURLToPath(new URL('./far.mjs', import.meta.url));
const PROVIDER: Readonly<Record<LineName, TwoLinesMachine>> = { dsl: 'dslisp', lte: 'lteisp' };
/** The machines that translate addresses, and on which devices. */
const TRANSLATORS: readonly (readonly [TwoLinesMachine, readonly string[]])[] = [
  ['router', LINE_NAMES.map((name) => LINES[name].device)],
  ['modem', ['wan0']],
  ['mobile', ['wan0']],
  ['carrier', ['wan0']],
];
const now = (): EpochMicros => Math.round((performance.timeOrigin + performance.now()) * 1_000);

const masquerade = (devices: readonly string[]): string => `table ip translate {
  chain postrouting {
    type nat hook postrouting priority srcnat;
    oifname { ${devices.join(', ')} } masquerade
  }
}`;
export type Service = 'names' | 'stun';
const PORT: Readonly<Record<Service, number>> = { names: 53, stun: 3478 };
/** Packets pass a set that is empty while all is answered. */
const PORTS_TABLE = `table ip ports {
  counter dropped { }
  set dead { type inet_service; }
  chain forward {
    type filter hook forward priority 0;
    udp dport @dead counter name dropped drop
    tcp dport @dead counter name dropped drop
  }
}`;

const FAR_TABLE = `table ip far {
  counter dropped { }
  set silent { type ipv4_addr; }
  chain input {
    type filter hook input priority 0;
    icmp type echo-request ip daddr @silent counter name dropped drop
  }
}`;
/** The service's echoes are of 84 bytes (ping(8) beside it: 52). */
const ECHOES_TABLE = `table ip echoes {
${LINE_NAMES.map((name) => `  counter ${name} { }`).join('\n')}
  chain output {
    type filter hook output priority 0;
${LINE_NAMES.map((name) => `    oifname ${LINES[name].device} icmp type echo-request ip length 84 ip daddr { ${ANCHORS_4.join(', ')} } counter name ${name}`).join('\n')}
  }
}`;

const reversed = (address: string): string => address.split('.').toReversed().join('.');
const text = (...texts: readonly string[]): NameAnswer => ({ addresses: [], texts, ttl: 60 });

/** What every resolver out there knows. */
const namesOf = (home: string): Readonly<Record<string, NameAnswer>> => ({
  '': { addresses: [], servers: ['a.root-servers.net', 'b.root-servers.net'], ttl: 60 },
  [HOME_NAME]: { addresses: [home], ttl: 5 },
  ...Object.fromEntries(SERVICE_NAMES.map((name, i) => [name, { addresses: [SERVICES[i % 2] ?? ''], ttl: 60 }])),
  // As https://www.team-cymru.com/ip-asn-mapping answers.
  ...Object.fromEntries(
    [...LINE_NAMES.map((name) => [LINES[name].egress, name] as const), [NEXT_DSL_EGRESS, 'dsl'] as const].map(
      ([address, name]) => [
        `${reversed(address)}.origin.asn.cymru.com`,
        text(`${LINES[name].asn} | ${LINES[name].prefix} | DE | ripencc | 2001-02-03`),
      ],
    ),
  ),
  ...Object.fromEntries(
    LINE_NAMES.map((name) => [
      originName(LINES_6[name].source) ?? '',
      text(`${LINES[name].asn} | ${LINES_6[name].prefix} | DE | ripencc | 2001-02-03`),
    ]),
  ),
  [originName(VPN.egress) ?? '']: text(`${VPN.asn} | ${VPN.prefix} | DE | ripencc | 2001-02-03`),
  [`as${VPN.asn}.asn.cymru.com`]: text(`${VPN.asn} | DE | ripencc | 2001-02-03 | LAB-VPN, DE`),
  ...Object.fromEntries(
    LINE_NAMES.map((name) => [
      `as${LINES[name].asn}.asn.cymru.com`,
      text(`${LINES[name].asn} | DE | ripencc | 2001-02-03 | LAB-${name.toUpperCase()}, DE`),
    ]),
  ),
});

export const openTwoLines = async (
  options: {
    readonly lteMtu?: number;
    readonly families?: Families;
    /** The house goes by a tunnel over the lines. */
    readonly vpn?: boolean;
    readonly seed?: number;
    readonly tls?: KeyPair;
  } = {},
): Promise<TwoLines> => {
  const { seed = 1, tls, vpn = false, ...topology } = options;
  const { families = 'four' } = topology;
  const lab = await openLab({ topology: twoLinesTopology(topology), seed });
  const inside = (machine: TwoLinesMachine, command: string, args: readonly string[], input?: string): string =>
    run('ip', ['netns', 'exec', lab.namespace(machine), command, ...args], input);
  const batch = (machine: TwoLinesMachine, ...lines: readonly string[]): EpochMicros => {
    run('ip', ['-n', lab.namespace(machine), '-batch', '-'], lines.join('\n'));
    return now();
  };
  try {
    for (const [machine, devices] of TRANSLATORS) inside(machine, 'nft', ['-f', '-'], masquerade(devices));
    for (const name of LINE_NAMES) inside(PROVIDER[name], 'nft', ['-f', '-'], PORTS_TABLE);
    inside('internet', 'nft', ['-f', '-'], FAR_TABLE);
    inside('router', 'nft', ['-f', '-'], ECHOES_TABLE);
    const counted = (machine: TwoLinesMachine, table: string, counter: string): number => {
      const told = inside(machine, 'nft', ['list', 'counter', 'ip', table, counter]);
      return Number(/packets (\d+)/.exec(told)?.[1]);
    };
    batch(
      'router',
      // What has its own route here keeps it; only the way out is chosen by source and mark.
      'rule add priority 90 lookup main suppress_prefixlength 0',
      ...LINE_NAMES.flatMap((name) => {
        const { source, home, mark, table } = LINES[name];
        const selectors = [`from ${source}`, `from ${home}`, `fwmark ${mark}`];
        return selectors.map((s) => `rule add priority 100 ${s} lookup ${table}`);
      }),
    );
    await lab.link('dsl').set({ delayMs: 18 });
    await lab.link('lte').set({ delayMs: 36, jitterMs: 4 });
    if (families !== 'four') inside('router', 'nft', ['-f', '-'], PREFIX_TABLE);
    const [services6, anchors6] = families === 'four' ? [[], []] : [SERVICES_6, ANCHORS_6];
    const far = {
      addresses: [...SERVICES, ...services6],
      holds: [...ANCHORS_4, ...anchors6],
      ...(tls === undefined ? {} : { tls }),
    };
    const where = ['netns', 'exec', lab.namespace('internet')];
    const services = await startTalker('ip', [...where, process.execPath, FAR, JSON.stringify(far)]);
    const tunnel = vpn ? await openVpn(lab) : undefined;
    const close = async (): Promise<void> => {
      await tunnel?.close();
      await services.close();
      await lab.close();
    };
    await lab.setNames(namesOf(LINES.dsl.egress));
    return {
      lab,
      close,
      route: (line) => {
        if (line === null) return Promise.resolve(batch('router', 'route delete default metric 10'));
        const { gateway, device } = LINES[line];
        const gateways = [
          ...(families === 'six' ? [] : [gateway]),
          ...(families === 'four' ? [] : [LINES_6[line].gateway]),
        ];
        const routes = gateways.map((via) => `route replace default via ${via} dev ${device} metric 10`);
        if (vpn) routes.push(routeBelow(line));
        return Promise.resolve(batch('router', ...routes));
      },
      changeAddress: () =>
        Promise.resolve(
          batch(
            'modem',
            `address delete ${LINES.dsl.egress}/26 dev wan0`,
            `address add ${NEXT_DSL_EGRESS}/26 dev wan0`,
            `route replace default via ${LINES.dsl.firstHop}`,
          ),
        ),
      setHomeName: (address) => lab.setNames(namesOf(address)),
      setDead: (line, what, dead) => {
        const element = ['element', 'ip', 'ports', 'dead', `{ ${PORT[what]} }`];
        inside(PROVIDER[line], 'nft', [dead ? 'add' : 'delete', ...element]);
        return Promise.resolve(now());
      },
      dropped: (line) => counted(PROVIDER[line], 'ports', 'dropped'),
      setFarSilent: (silent) => {
        const element = ['element', 'ip', 'far', 'silent', `{ ${SERVICES[1]} }`];
        inside('internet', 'nft', [silent ? 'add' : 'delete', ...element]);
        return Promise.resolve(now());
      },
      farDropped: () => counted('internet', 'far', 'dropped'),
      echoesOver: (line) => counted('router', 'echoes', line),
      tunnelled: async () => (await tunnel?.passed()) ?? 0,
      setStunSilent: async (silent) => void (await services.ask({ silent })),
      seen: async () => (await services.ask({}))['seen'] as Seen,
    };
  } catch (error) {
    await lab.close();
    throw error;
  }
};
