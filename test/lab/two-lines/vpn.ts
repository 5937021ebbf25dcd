import { fileURLToPath } from 'node:url';

import type { Lab } from '../lab.ts';
import { run } from '../namespaces.ts';
import { startTalker } from '../talk.ts';
import type { LineName } from './topology.ts';
import { LINES } from './topology.ts';

/** A tunnel from the router to the far side, which sends on what comes by it from an address of its own. */
export const VPN = {
  device: 'vpn0',
  /** RFC 7450's block: public, and nobody's host. */
  egress: '192.52.193.10',
  prefix: '192.52.193.0/24',
  asn: 64_503,
} as const;
const FAR_END = '192.52.193.1';
const SERVER = '198.51.100.30';
const PORT = 51_820;
const MTU = 1_400;

/** The route of the tunnel itself, below which the lines are. */
export const routeBelow = (line: LineName): string =>
  `route replace ${SERVER}/32 via ${LINES[line].gateway} dev ${LINES[line].device}`;

const TUNNEL = fileURLToPath(new URL('./tunnel.mjs', import.meta.url));

/** Lays the tunnel, and sends the house through it. */
export const openVpn = async (lab: Lab): Promise<{ passed: () => Promise<number>; close: () => Promise<void> }> => {
  const start = (machine: string, more: object) => {
    const namespace = lab.namespace(machine);
    const asked = JSON.stringify({ namespace, device: VPN.device, ...more });
    return startTalker('ip', ['netns', 'exec', namespace, process.execPath, TUNNEL, asked]);
  };
  const batch = (machine: string, ...lines: readonly string[]): void =>
    void run('ip', ['-n', lab.namespace(machine), '-batch', '-'], lines.join('\n'));
  const up = (address: string): readonly string[] => [
    `link set ${VPN.device} mtu ${MTU} up`,
    `address add ${address}/24 dev ${VPN.device}`,
  ];
  batch('internet', `address add ${SERVER}/32 dev lo`);
  batch('router', routeBelow('dsl'));
  const far = await start('internet', { at: SERVER, port: PORT });
  const near = await start('router', { to: { address: SERVER, port: PORT } });
  batch('internet', ...up(FAR_END));
  batch('router', ...up(VPN.egress), `route add default via ${FAR_END} dev ${VPN.device} metric 5`);
  return {
    passed: async () => Number((await near.ask({}))['passed']),
    close: async () => {
      await near.close();
      await far.close();
    },
  };
};
