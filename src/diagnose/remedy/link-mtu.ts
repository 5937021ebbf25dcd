import { wireguard } from './clamp.ts';
import { each, type Recipes } from './platform.ts';
import { changeDefaultRoute, routeUndo } from './route.ts';
import { TOO_BIG } from './too-big.ts';

const least = (faults: readonly { readonly mtu: number }[]): number => Math.min(...faults.map((f) => f.mtu));
const AGAIN = 'the same diagnosis again';

/** The machine or the router knows what passes, and says so to whoever sends: this helps UDP and QUIC too. */
export const LINK_MTU: Recipes = {
  ...TOO_BIG,
  openwrt: (faults) => ({
    where: 'in a shell of the router; where the tunnel is another interface than wan, its name in place of wan',
    paste: [`uci set network.wan.mtu='${least(faults)}'`, 'uci commit network', '/etc/init.d/network reload'].join(
      '\n',
    ),
    verify: AGAIN,
    undo: '`uci delete network.wan.mtu; uci commit network; /etc/init.d/network reload`',
  }),
  wireguard: (faults) => wireguard(least(faults)),
  edgeos: (faults) => ({
    where: 'in a shell of the router; where the uplink is another than eth0, its name in place of that',
    paste: ['configure', `set interfaces ethernet eth0 mtu ${least(faults)}`, 'commit', 'save', 'exit'].join('\n'),
    verify: AGAIN,
    undo: '`delete interfaces ethernet eth0 mtu` in configure, then commit and save',
  }),
  'linux-server': (faults) => ({
    where: 'as root on the server, where it is yours',
    paste: each(faults, ({ family, mtu }) => changeDefaultRoute(family, `mtu ${mtu}`)),
    verify: AGAIN,
    undo: routeUndo,
  }),
  'linux-client': (faults) => ({
    where: 'as root on this machine, for this machine alone: until the next lease or restart',
    paste: each(faults, ({ family, mtu }) => changeDefaultRoute(family, `mtu ${mtu}`)),
    verify: AGAIN,
    undo: routeUndo,
  }),
};
