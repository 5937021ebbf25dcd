import { execFileSync } from 'node:child_process';
import { once } from 'node:events';

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import type { Exchange, ExchangeSeen } from '../../../src/domain/ask.ts';
import { askOf } from '../../support/ask.ts';
import { enterOwnNetwork, FAR_MTU, OWN, ownNetworkMissing, type OwnNetwork } from '../../support/own-network.ts';

const missing = ownNetworkMissing();
const never = new AbortController().signal;
const SERVER = `
require('node:http').createServer((request, response) => {
  if (request.method === 'GET') response.end(Buffer.alloc(200_000));
  else request.resume().on('end', () => response.end());
}).listen(80, '::', () => console.log('listening'));`;
const TOO_BIG = { 4: 'icmp type destination-unreachable', 6: 'icmpv6 type packet-too-big' } as const;
const nft = (text: string): string => execFileSync('nft', ['-f', '-'], { input: text, encoding: 'utf8' });
const nftMissing = ((): string | undefined => {
  try {
    execFileSync('nft', ['--version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'needs nft';
  }
})();
const unfit = missing ?? nftMissing;

describe.skipIf(unfit !== undefined)(`an exchange over a link of a smaller MTU (${unfit ?? 'root'})`, () => {
  let network: OwnNetwork | undefined;
  beforeAll(async () => {
    network = await enterOwnNetwork();
    // The far host offers what its own link does not take, as one behind a tunnel does that it knows nothing of.
    network.ipFar('route replace default via 10.77.2.1 advmss 1460');
    network.ipFar('route replace default via fd77:2::1 advmss 1440');
    const server = network.startFar(process.execPath, ['-e', SERVER]);
    if (server.stdout !== null) await once(server.stdout, 'data');
  });
  afterAll(() => network?.close());
  afterEach(() => {
    nft('flush ruleset');
  });

  describe.each([4, 6] as const)('of IPv%i', (family) => {
    const upload = (more: Partial<Exchange> = {}): Promise<ExchangeSeen> => {
      const http = { method: 'POST', host: 'far', path: '/', bodyBytes: 60_000 } as const;
      const asked = {
        kind: 'exchange',
        to: OWN[family].far,
        port: 80,
        http,
        mostBytes: 1_000,
        timeout: 5_000,
      } as const;
      return askOf()({ ...asked, ...more }, {}, never);
    };
    it('stands still where it does not, with nothing acknowledged, and goes with a small MSS', async () => {
      const counted = `add rule inet lab input ${TOO_BIG[family]} counter drop`;
      nft(`add table inet lab; add chain inet lab input { type filter hook input priority 0; }; ${counted}`);
      const seen = await upload({ silence: 700 });
      expect(seen).toMatchObject({
        stage: 'upload',
        end: 'timeout',
        info: { bytesAcked: 0, bytesReceived: 0, sndMss: family === 4 ? 1460 : 1440 },
      });
      expect(seen.stallMs).toBeGreaterThanOrEqual(700);
      expect(seen.info?.retransmits).toBeGreaterThan(0);
      expect(nft('list ruleset')).not.toContain('packets 0 ');
      expect(await upload({ mss: 536 })).toMatchObject({ stage: 'done', end: 'done', info: { sndMss: 536 } });
    });
    it('goes on as any program does where ICMP says once that the host cannot be reached', async () => {
      const kind = family === 4 ? 'icmp type host-unreachable' : 'icmpv6 type addr-unreachable';
      const once = `add rule inet lab output tcp dport 80 meta length > 500 quota 7000 bytes counter reject with ${kind}`;
      nft(`add table inet lab; add chain inet lab output { type filter hook output priority 0; }; ${once}`);
      expect(await upload({ mss: 536 })).toMatchObject({ stage: 'done', end: 'done' });
      expect(nft('list ruleset')).not.toContain('packets 0 ');
    });
    // The last one: the kernel remembers what it was told.
    it('goes on with smaller segments where ICMP comes through', async () => {
      const seen = await upload();
      const mss = FAR_MTU - (family === 4 ? 40 : 60);
      expect(seen).toMatchObject({ stage: 'done', end: 'done', info: { sndMss: mss, pathMtu: FAR_MTU } });
      expect(seen.info?.retransmits).toBeGreaterThan(0);
    });
  });
});
