import { afterAll, beforeAll, it } from 'vitest';

import { openNetPing } from '../../../src/net/echo/net-ping.ts';
import type { EchoEngine } from '../../../src/net/net.ts';
import { echoEngineContract } from '../../contracts/echo-engine.ts';
import { enterOwnNetwork, ownNetworkMissing } from '../../support/own-network.ts';

const noNetwork = ownNetworkMissing();
let network: { readonly close: () => void } | undefined;
beforeAll(async () => {
  if (noNetwork === undefined) network = await enterOwnNetwork();
});
afterAll(() => network?.close());

const open = async (): Promise<EchoEngine> => {
  const engine = await openNetPing();
  if ('why' in engine) throw new Error(engine.why);
  return engine;
};
const tried = await openNetPing();
if ('why' in tried) it.skip(`net-ping engine (${tried.why})`);
else {
  await tried.close();
  echoEngineContract({
    name: 'net-ping',
    open,
    noNetwork,
    lacks: {
      after: 'net-ping forgets an echo when it is settled',
      cookie: 'net-ping looks at the identifier and the sequence alone',
      binding: 'net-ping has no way to bind',
      df: 'net-ping has no way to set DF',
      'hop-limit': 'net-ping sets the TTL of IPv4 alone',
      'icmpv6-errors': 'net-ping does not look into ICMPv6 errors',
      'ttl-seen': 'net-ping does not tell the TTL',
      code: 'net-ping drops the code',
      'error-code': 'net-ping tells the words of a system error, not its name',
      'own-thread': 'net-ping runs on the main thread',
    },
  });
}
