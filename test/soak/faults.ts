import { execFileSync } from 'node:child_process';

import type { Millis } from '../../src/domain/time.ts';
import { ip, OWN } from '../support/own-network.ts';

/** Something that goes wrong for a while. */
export interface Fault {
  readonly name: string;
  readonly lasts: Millis;
  readonly begin: () => void;
  readonly end: () => void;
}

const nft = (line: string): void => void execFileSync('nft', [line], { stdio: 'ignore' });
/** Replies are thrown away as they come in: whoever sent the echo hears of nothing. */
const dropReplies = (which: string): void => {
  nft('add table inet soak');
  nft('add chain inet soak in { type filter hook input priority 0; }');
  nft(`add rule inet soak in meta l4proto { icmp, ipv6-icmp } ${which} drop`);
};
const dropNothing = (): void => nft('delete table inet soak');

/** Why there can be none of the faults that drop replies; undefined where there can. */
export const faultsMissing = (): string | undefined => {
  try {
    execFileSync('nft', ['--version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'needs nft (npm run test:setup installs nftables)';
  }
};

/** What goes wrong in turn, in the network of this process and with the process `pid` in it. */
export const faultsOf = (pid: number): readonly Fault[] => [
  { name: '5% loss', lasts: 15_000, begin: () => dropReplies('numgen random mod 100 < 5'), end: dropNothing },
  { name: 'outage', lasts: 5_000, begin: () => dropReplies(`ip saddr ${OWN[4].far}`), end: dropNothing },
  {
    name: 'interface down',
    lasts: 4_000,
    begin: () => ip('link set v0 down'),
    end: () => {
      // With the link went the routes over it, and IPv6 its addresses.
      ip(`link set v0 up
addr replace ${OWN[6].local}/64 dev v0 nodad
route replace 10.77.0.0/16 via ${OWN[4].router}
route replace fd77::/16 via ${OWN[6].router}`);
    },
  },
  {
    name: 'suspended',
    lasts: 2_000,
    begin: () => void process.kill(pid, 'SIGSTOP'),
    end: () => void process.kill(pid, 'SIGCONT'),
  },
];
